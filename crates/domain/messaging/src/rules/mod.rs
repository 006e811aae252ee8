//! What is allowed and how things are counted: pure and synchronous.

mod access;
mod page;
mod unread;

pub use access::{may_read, may_send};
pub use page::{MAX_PAGE_BYTES, MAX_SHOWN_MEMBERS, PageRoom};
pub use unread::{MAX_COUNTED_UNREAD, MAX_LOOKED_AT_UNREAD, count_unread};
