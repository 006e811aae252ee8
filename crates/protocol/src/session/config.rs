//! What a server's sessions have in common; shared, so that a session pays one pointer for it.

use skein_foundation::Limits;

/// Limits and times of every session of a server.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    pub limits: Limits,
    /// Conversations that may have unconfirmed pushes at one time.
    pub max_outstanding_conversations: usize,
    /// Unconfirmed pushes over all conversations.
    pub max_outstanding_messages: u64,
    /// Requests other than sends that may wait for their answer at one time.
    pub max_requests_in_flight: u16,
    /// How long a client may take beyond the spread to leave a draining server.
    pub drain_grace_ms: i64,
}

impl SessionConfig {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            max_outstanding_conversations: 256,
            max_outstanding_messages: 4_096,
            max_requests_in_flight: 32,
            drain_grace_ms: 5_000,
        }
    }

    /// The server closes after one and a half intervals without a frame.
    pub fn heartbeat_timeout_ms(&self) -> i64 {
        i64::from(self.limits.heartbeat_interval_ms) * 3 / 2
    }
}
