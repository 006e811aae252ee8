//! What messaging needs from outside.

mod conversations;
mod events;
mod leases;
mod log;
mod router;

pub use conversations::{ConversationQueries, ConversationStore, MAX_GROUP_MEMBERS, MessagingUnit};
pub use events::{
    ChangeEvent, ChangeOutbox, Consumer, CursorStore, Event, EventBus, EventPage, EventStream,
    Place,
};
pub use leases::{Lease, Leases};
pub use log::{CommitFeed, CountOthers, HistoryRange, LogPosition, MessageLog, TailPage};
pub use router::{Audience, Outlet, PresenceDirectory, PresenceObserver, Router};
