//! Skein for Rust: a client that sends exactly once and shows every message exactly once and in order.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use skein_client::{Client, ConversationId, Device, Event, StaticToken, Terminal};
//!
//! let device = Device { id: "d-7f3a".into(), terminal: Terminal::Linux.into(), name: "desk lamp".into() };
//! let (client, mut events) = Client::builder("http://127.0.0.1:7711", device, StaticToken::new("eyJ…"))
//!     .connect();
//! let talk = client.open_direct("bob").await?;
//! let conversation_id = ConversationId::parse(&talk.conversation_id)?;
//! let ack = client.send_text(conversation_id, "Is it still in stock?").await?; // stored on disk now
//! client.mark_read(conversation_id, ack.seq).await?;
//! while let Some(event) = events.next().await {
//!     if let Event::Message(message) = event {
//!         println!("{} said something at {}", message.sender_uid, message.seq);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it does by itself
//! - connects over WebSocket, long poll or plain TCP, and again after a random wait when the connection is lost;
//! - asks the [`TokenProvider`] for a token, and for a new one when the server refuses the last;
//! - keeps every send in its outbox until the server says that it is stored, and repeats it with the same id;
//! - syncs after every connect, fills gaps, drops what it has already, and confirms what it has shown.
//!
//! All of that is decided by `skein_protocol::session::client`, the reference machine; here are sockets and clocks.
//!
//! # What it holds
//! Everything is bounded: unacknowledged sends (`max_queued_sends`), events nobody has taken (the driver stops reading
//! the connection when the queue is full), frames on their way. Whoever takes no events gets no acks either: take
//! them, or drop [`Events`], which throws them away.

mod builder;
mod client;
mod driver;
mod event;
mod raw;
mod token;
mod transport;

pub use builder::ClientBuilder;
pub use client::{Client, HistoryRange, RequestError, SendError};
pub use event::{Event, Events};
pub use raw::{HelloError, RawConnection, RawError, RawEvent};
pub use token::{StaticToken, TokenError, TokenFuture, TokenProvider};
pub use transport::{Transport, TransportError};

pub use skein_foundation::ConversationId;
pub use skein_protocol::frame::Format;
pub use skein_protocol::session::client::{ClientConfig, CloseCause, ConnectionState, StartAt};
pub use skein_protocol::wire::{
    self, Ack, Content, ConversationState, Device, HistoryPage, Message, Presence, Terminal,
    Welcome,
};
