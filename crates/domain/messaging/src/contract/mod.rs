//! The suites that every implementation of a port passes, and the reference implementations.

pub mod cases;
pub mod change_outbox;
pub mod conversation_store;
pub mod memory_conversations;
pub mod memory_message_log;
pub mod message_log;
