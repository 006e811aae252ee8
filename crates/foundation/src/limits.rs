//! The limits every door enforces before it spends memory: one place, set by configuration.

use serde::{Deserialize, Serialize};

/// What this server takes from one client. Sizes in bytes, times in milliseconds, counts in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub max_frame_bytes: usize,
    pub max_text_chars: usize,
    pub max_custom_bytes: usize,
    pub max_page: usize,
    pub max_in_flight: usize,
    pub max_outbox_bytes: usize,
    pub max_connections: usize,
    pub max_connections_per_address: usize,
    pub max_http_body_bytes: usize,
    /// Sends a second that one session may make for long; 0 is no limit.
    pub sends_per_second: u32,
    /// Sends that one session may make at once before `sends_per_second` holds.
    pub sends_burst: u32,
    /// Requests a second other than sends that one session may make for long; 0 is no limit.
    pub requests_per_second: u32,
    /// Requests that one session may make at once before `requests_per_second` holds.
    pub requests_burst: u32,
    pub heartbeat_interval_ms: u32,
    /// A connection that has not said who it is by then is closed.
    pub hello_timeout_ms: u32,
    /// New visitors that one address may bring in a minute; 0 is no limit.
    pub visitor_sessions_per_minute: u32,
    /// For how long a disabled visitor's addresses bring no new anonymous visitors; 0 is not at all.
    pub visitor_block_s: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame_bytes: 64 * 1024,
            max_text_chars: 4_000,
            max_custom_bytes: 16 * 1024,
            max_page: 100,
            max_in_flight: 64,
            max_outbox_bytes: 256 * 1024,
            max_connections: 18_000,
            max_connections_per_address: 4_500,
            max_http_body_bytes: 1024 * 1024,
            sends_per_second: 20,
            sends_burst: 100,
            requests_per_second: 50,
            requests_burst: 200,
            heartbeat_interval_ms: 25_000,
            hello_timeout_ms: 10_000,
            visitor_sessions_per_minute: 60,
            visitor_block_s: 3_600,
        }
    }
}
