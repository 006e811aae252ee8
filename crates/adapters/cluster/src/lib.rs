//! What ties the nodes of a cluster together. One node needs three things of it: a router that hands pushes to the
//! node's own connections, an event bus over the log and the store, from which handled changes are removed, and leases that
//! are all its own.

mod change_pruning;
mod embedded_event_bus;
mod embedded_leases;
mod local_router;

pub use change_pruning::forget_handled_changes;
pub use embedded_event_bus::EmbeddedEventBus;
pub use embedded_leases::EmbeddedLeases;
pub use local_router::LocalRouter;
