//! What is allowed and how things are counted: pure and synchronous.

mod access;
mod page;
mod sync_place;
mod unread;

pub use access::{Readable, change_membership, may_send};
pub use page::{MAX_PAGE_BYTES, MAX_SHOWN_COUNTERPARTS, PageRoom};
pub use sync_place::{Reached, SyncPlace};
pub use unread::{MAX_COUNTED_UNREAD, MAX_LOOKED_AT_UNREAD, count_unread};
