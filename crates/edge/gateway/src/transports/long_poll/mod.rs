//! The long-poll transport: the same session and the same frames over plain HTTP requests.
//!
//! A waiting GET is a future without thread or timer of its own kind; the cursor it carries confirms what arrived,
//! and what it does not confirm is given again.

mod bodies;
mod handlers;
mod session;
mod sessions;

pub(crate) use bodies::PollBodies;
pub(crate) use handlers::{end, receive, send};
pub(crate) use sessions::PollSessions;
