//! One connection, whatever carries it: frames in, frames out, and how it ended.

mod long_poll;
mod tcp;
mod websocket;

use std::time::Duration;

use skein_protocol::frame::Format;
use skein_protocol::wire::Frame;
use tokio::sync::mpsc;

pub(crate) use websocket::{Socket, open_socket, payload, to_message};

/// Longest time to open a connection, and for one HTTP request that does not wait on purpose.
const OPEN_TIME: Duration = Duration::from_secs(10);
/// How long a connection may take to say goodbye.
const GOODBYE_TIME: Duration = Duration::from_secs(2);
/// A page of long messages is the largest frame a server sends.
const MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;
/// Frames on their way between the driver and a connection, in either direction.
const FRAMES: usize = 64;

/// How frames travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// One socket, frames in this format.
    WebSocket(Format),
    /// Plain HTTP requests, where sockets are blocked. JSON frames.
    LongPoll,
    /// Binary frames on a plain TCP connection, to a server at `tcp://host:port`. Not encrypted.
    Tcp,
}

impl Default for Transport {
    fn default() -> Self {
        Self::WebSocket(Format::Proto)
    }
}

/// Why a connection could not be opened or went down.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("the address is not one: {0}")]
    BadAddress(String),
    #[error("the connection could not be opened in time")]
    Timeout,
    #[error("the WebSocket failed")]
    WebSocket(#[source] Box<tokio_tungstenite::tungstenite::Error>),
    #[error("the TCP connection failed")]
    Tcp(#[source] std::io::Error),
    #[error("the HTTP client can't be made")]
    Http(#[source] reqwest::Error),
}

impl From<tokio_tungstenite::tungstenite::Error> for TransportError {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        Self::WebSocket(Box::new(error))
    }
}

/// Where the server is and how to talk to it.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) base_url: String,
    pub(crate) transport: Transport,
}

/// What a connection says to the driver.
#[derive(Debug)]
pub(crate) enum Incoming {
    Frame(Box<Frame>),
    /// The last word; the close code if the server gave one.
    Ended(Option<u16>),
}

/// An open connection, run by a task of its own. Dropping it lets the task say goodbye and end.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) outgoing: mpsc::Sender<Frame>,
    pub(crate) incoming: mpsc::Receiver<Incoming>,
}

/// The other ends of a [`Wire`].
#[derive(Debug)]
struct WireTask {
    outgoing: mpsc::Receiver<Frame>,
    incoming: mpsc::Sender<Incoming>,
}

fn wire() -> (Wire, WireTask) {
    let (outgoing_in, outgoing) = mpsc::channel(FRAMES);
    let (incoming_in, incoming) = mpsc::channel(FRAMES);
    (
        Wire {
            outgoing: outgoing_in,
            incoming,
        },
        WireTask {
            outgoing,
            incoming: incoming_in,
        },
    )
}

impl Endpoint {
    /// Opens a connection. Hello is the first frame to send over it.
    pub(crate) async fn open(&self) -> Result<Wire, TransportError> {
        match self.transport {
            Transport::WebSocket(format) => websocket::open(&self.base_url, format).await,
            Transport::LongPoll => long_poll::open(&self.base_url),
            Transport::Tcp => tcp::open(&self.base_url).await,
        }
    }
}
