//! What a server's sessions have in common; shared, so that a session pays one pointer for it.

use skein_foundation::Limits;

/// How often something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// For long; 0 is no limit.
    pub per_second: u32,
    /// At once, before that holds.
    pub burst: u32,
}

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
    /// Signals that are passed on for long; the rest is dropped.
    pub signals: Rate,
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
            signals: Rate {
                per_second: 2,
                burst: 10,
            },
            drain_grace_ms: 5_000,
        }
    }

    pub(super) fn sends(&self) -> Rate {
        Rate {
            per_second: self.limits.sends_per_second,
            burst: self.limits.sends_burst,
        }
    }

    pub(super) fn requests(&self) -> Rate {
        Rate {
            per_second: self.limits.requests_per_second,
            burst: self.limits.requests_burst,
        }
    }

    /// A little more than an interval: a client whose timers keep time beats before it is asked.
    pub fn ping_after_ms(&self) -> i64 {
        i64::from(self.limits.heartbeat_interval_ms) * 11 / 10
    }

    /// The server closes after one and a half intervals without a sign of life.
    pub fn heartbeat_timeout_ms(&self) -> i64 {
        i64::from(self.limits.heartbeat_interval_ms) * 3 / 2
    }
}
