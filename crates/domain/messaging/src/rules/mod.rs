//! What is allowed and how things are counted: pure and synchronous.

mod access;
mod unread;

pub use access::{may_read, may_send};
pub use unread::{MAX_COUNTED_UNREAD, count_unread};
