//! Times and bounds of a client. The defaults are what SDKs should use.

use crate::wire::Device;

/// From where a client wants to have a conversation it sees for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// Everything that can be read: bots, archives, tests.
    Beginning,
    /// What comes from now on; older messages are loaded as history when a screen shows them.
    Newest,
}

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    pub device: Device,
    /// Library and version, for the operator's figures.
    pub client: String,
    pub start_at: StartAt,
    /// A send without its ack is sent again, with the same id.
    pub ack_timeout_ms: i64,
    /// Any other request without its answer is asked again.
    pub request_timeout_ms: i64,
    /// A connection without a welcome is given up.
    pub hello_timeout_ms: i64,
    /// How long a ping may wait for any sign of life.
    pub ping_timeout_ms: i64,
    pub backoff_min_ms: i64,
    pub backoff_max_ms: i64,
    /// A connection that lasted so long forgets earlier failures.
    pub stable_after_ms: i64,
    /// Confirmations are gathered for so long.
    pub received_delay_ms: i64,
    /// And sent early when so many messages wait for one.
    pub received_batch: u32,
    /// Sends kept while they can't be sent or are not acknowledged.
    pub max_queued_sends: usize,
    /// 1 keeps the order of a sender's messages whatever the network does; more is faster, and keeps the order as
    /// long as no send has to be repeated.
    pub max_in_flight_per_conversation: usize,
    /// Messages per conversation that came before their predecessors; what does not fit is fetched later.
    pub max_buffered_messages: usize,
}

impl ClientConfig {
    pub fn new(device: Device, client: impl Into<String>) -> Self {
        Self {
            device,
            client: client.into(),
            start_at: StartAt::Newest,
            ack_timeout_ms: 5_000,
            request_timeout_ms: 10_000,
            hello_timeout_ms: 10_000,
            ping_timeout_ms: 10_000,
            backoff_min_ms: 500,
            backoff_max_ms: 20_000,
            stable_after_ms: 30_000,
            received_delay_ms: 100,
            received_batch: 64,
            max_queued_sends: 200,
            max_in_flight_per_conversation: 1,
            max_buffered_messages: 500,
        }
    }
}
