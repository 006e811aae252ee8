//! What ties the nodes of a cluster together. One node needs two things of it: a router that hands pushes to the
//! node's own connections, and an event bus over the log and the store, from which handled changes are removed.

mod change_pruning;
mod embedded_event_bus;
mod local_router;

pub use change_pruning::forget_handled_changes;
pub use embedded_event_bus::EmbeddedEventBus;
pub use local_router::LocalRouter;
