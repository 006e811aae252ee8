//! How a client is set up before it connects.

use std::sync::Arc;

use skein_foundation::{ConversationId, runtime};
use skein_protocol::session::client::{ClientConfig, ClientSession, StartAt};
use skein_protocol::wire::Device;
use tokio::sync::{mpsc, watch};

use crate::client::{COMMANDS, Client};
use crate::driver::Driver;
use crate::event::Events;
use crate::token::TokenProvider;
use crate::transport::{Endpoint, Transport};

const NAME: &str = concat!("skein-rust/", env!("CARGO_PKG_VERSION"));
const EVENTS: usize = 1_024;

/// Sets up a [`Client`]; see [`Client::builder`].
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    tokens: Arc<dyn TokenProvider>,
    transport: Transport,
    config: ClientConfig,
    positions: Vec<(ConversationId, u64)>,
    event_capacity: usize,
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("transport", &self.transport)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(crate) fn new(base_url: &str, device: Device, tokens: Arc<dyn TokenProvider>) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_owned(),
            tokens,
            transport: Transport::default(),
            config: ClientConfig::new(device, NAME),
            positions: Vec::new(),
            event_capacity: EVENTS,
        }
    }

    /// WebSocket with binary frames unless said otherwise.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// From where a conversation that was never seen is shown.
    pub fn start_at(mut self, start_at: StartAt) -> Self {
        self.config.start_at = start_at;
        self
    }

    /// What the application kept from an earlier life: everything up to `seq` was shown.
    pub fn position(mut self, conversation_id: ConversationId, seq: u64) -> Self {
        self.positions.push((conversation_id, seq));
        self
    }

    /// Events that may wait to be taken.
    pub fn event_capacity(mut self, events: usize) -> Self {
        self.event_capacity = events.max(1);
        self
    }

    /// Changes times and bounds.
    pub fn tune(mut self, change: impl FnOnce(&mut ClientConfig)) -> Self {
        change(&mut self.config);
        self
    }

    /// Starts the client on the current tokio runtime. It connects in the background and goes on trying.
    pub fn connect(self) -> (Client, Events) {
        let (commands_in, commands) = mpsc::channel(COMMANDS);
        let (events_in, events) = mpsc::channel(self.event_capacity);
        let mut session = ClientSession::new(self.config, rand::random());
        for (conversation_id, seq) in self.positions {
            session.restore_position(conversation_id, seq);
        }
        let (state_in, state) = watch::channel(session.state());
        let endpoint = Endpoint {
            base_url: self.base_url,
            transport: self.transport,
        };
        let driver = Driver::new(
            session,
            endpoint,
            self.tokens,
            commands,
            events_in,
            state_in,
        );
        runtime::spawn("client", driver.run());
        (Client::new(commands_in, state), Events::new(events))
    }
}
