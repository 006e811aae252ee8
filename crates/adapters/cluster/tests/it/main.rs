//! What consumers of events and pushes can rely on within one node. The files are the promises.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod change_pruning;
mod event_bus;
mod local_router;
mod world;
