//! What a client tells its application, and the bounded queue it comes through.

use skein_foundation::ConversationId;
use skein_protocol::session::client::ConnectionState;
use skein_protocol::wire::{
    self, ConversationState, Mark, Message, Notice, Presence, Typing, Welcome,
};
use tokio::sync::mpsc;

/// What the application hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Where the connection stands.
    State(ConnectionState),
    /// The server let this client in.
    Welcomed(Welcome),
    /// A message, the own ones included: each exactly once, in order, without a hole.
    Message(Message),
    /// An own message was refused for good; whoever awaits the send hears it too.
    SendFailed {
        client_msg_id: String,
        error: wire::Error,
    },
    /// A conversation as the server told it while syncing.
    Conversation(ConversationState),
    /// What lies before the next message can't be read any more: drop what is held of the conversation.
    Reload(ConversationId),
    /// All that was missed has arrived.
    Synced,
    /// A member's read or received mark moved. 0 means unknown; take the larger of what you have and what comes.
    Mark(Mark),
    /// Another member types, or stopped. Lapses after 6 s.
    Typing(Typing),
    /// A watched user came or went.
    Presence(Presence),
    /// Something a screen should show; the truth is read by REST.
    Notice(Notice),
    /// This user came online on the same terminal from the named device. The client does not reconnect by itself;
    /// [`crate::Client::reconnect`] takes over again.
    Replaced { device_name: String },
}

/// The events of one client, in order. Dropping it throws later events away.
#[derive(Debug)]
pub struct Events {
    queue: mpsc::Receiver<Event>,
}

impl Events {
    pub(crate) fn new(queue: mpsc::Receiver<Event>) -> Self {
        Self { queue }
    }

    /// The next event; `None` when the client is closed and all was taken. Cancel-safe.
    pub async fn next(&mut self) -> Option<Event> {
        self.queue.recv().await
    }

    /// The next event if one is there already.
    pub fn try_next(&mut self) -> Option<Event> {
        self.queue.try_recv().ok()
    }
}
