//! A connection without any logic: frames and bytes as they are, for tools and for tests that misbehave on purpose.

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use skein_protocol::frame::{self, Format};
use skein_protocol::wire::{self, Device, Frame, Hello, Welcome, frame::Body};
use tokio_tungstenite::tungstenite::{self, Message};

use crate::transport::{Socket, TransportError, open_socket, payload, to_message};

/// Larger than anything a server sends.
const MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// A WebSocket with the frames of one format on it. Answers pings of the WebSocket itself and nothing else.
#[derive(Debug)]
pub struct RawConnection {
    socket: Socket,
    format: Format,
}

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum RawEvent {
    Frame(Box<Frame>),
    /// The server closed; without a code when it just hung up.
    Closed {
        code: Option<u16>,
        reason: String,
    },
}

/// Why a raw connection can't go on.
#[derive(Debug, thiserror::Error)]
pub enum RawError {
    #[error("the connection failed")]
    Socket(#[source] Box<tungstenite::Error>),
    #[error("the server sent what is no frame")]
    Frame(#[from] frame::FrameError),
    #[error("the server sent a message of the other format")]
    WrongFormat,
}

/// Why a server does not let a raw connection in.
#[derive(Debug, thiserror::Error)]
pub enum HelloError {
    #[error("refused: {} ({})", .0.detail, .0.code().as_str_name())]
    Refused(wire::Error),
    #[error("the server answered hello with something else")]
    UnexpectedAnswer(RawEvent),
    #[error(transparent)]
    Connection(#[from] RawError),
}

impl From<tungstenite::Error> for RawError {
    fn from(error: tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

impl RawConnection {
    /// Opens a WebSocket to the server at `base_url` (`http://host:port`) and says nothing.
    pub async fn connect(base_url: &str, format: Format) -> Result<Self, TransportError> {
        Self::connect_as(base_url, format.subprotocol(), format).await
    }

    /// The same with a `Sec-WebSocket-Protocol` header of your own.
    pub async fn connect_as(
        base_url: &str,
        subprotocols: &str,
        format: Format,
    ) -> Result<Self, TransportError> {
        let socket = open_socket(base_url.trim_end_matches('/'), subprotocols).await?;
        Ok(Self { socket, format })
    }

    /// Says hello as the first frame and waits for the welcome.
    pub async fn hello(&mut self, token: &str, device: Device) -> Result<Welcome, HelloError> {
        let hello = Hello {
            token: token.to_owned(),
            device: Some(device),
            ..Hello::default()
        };
        self.send(&Frame::reply(1, hello)).await?;
        match self.receive().await? {
            RawEvent::Frame(frame) => match frame.body {
                Some(Body::Welcome(welcome)) => Ok(welcome),
                Some(Body::Error(error)) => Err(HelloError::Refused(error)),
                _ => Err(HelloError::UnexpectedAnswer(RawEvent::Frame(frame))),
            },
            closed @ RawEvent::Closed { .. } => Err(HelloError::UnexpectedAnswer(closed)),
        }
    }

    pub async fn send(&mut self, frame: &Frame) -> Result<(), RawError> {
        Ok(self.socket.send(to_message(self.format, frame)).await?)
    }

    /// Sends a binary message, whatever is in it.
    pub async fn send_binary(&mut self, bytes: impl Into<Bytes>) -> Result<(), RawError> {
        Ok(self.socket.send(Message::Binary(bytes.into())).await?)
    }

    /// Sends a text message, whatever is in it.
    pub async fn send_text(&mut self, text: impl Into<String>) -> Result<(), RawError> {
        Ok(self.socket.send(Message::text(text.into())).await?)
    }

    /// What comes next. Cancel-safe.
    pub async fn receive(&mut self) -> Result<RawEvent, RawError> {
        loop {
            let message = match self.socket.next().await {
                None
                | Some(Err(
                    tungstenite::Error::ConnectionClosed
                    | tungstenite::Error::Io(_)
                    | tungstenite::Error::Protocol(
                        tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
                    ),
                )) => {
                    return Ok(RawEvent::Closed {
                        code: None,
                        reason: String::new(),
                    });
                }
                Some(message) => message?,
            };
            match &message {
                Message::Close(close) => {
                    let (code, reason) = close.as_ref().map_or((None, String::new()), |close| {
                        (Some(close.code.into()), close.reason.to_string())
                    });
                    return Ok(RawEvent::Closed { code, reason });
                }
                Message::Ping(_) | Message::Pong(_) => continue,
                _ => {}
            }
            let bytes = payload(self.format, &message).ok_or(RawError::WrongFormat)?;
            let frame = frame::decode(self.format, bytes, MAX_FRAME_BYTES)?;
            return Ok(RawEvent::Frame(Box::new(frame)));
        }
    }
}
