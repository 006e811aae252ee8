//! A TCP connection byte by byte: for peers that break HTTP and WebSocket in ways no client library would.

use anyhow::{Context as _, Result, bail};
use skein_protocol::Input;
use skein_protocol::frame::{self, Format};
use skein_protocol::websocket::{Decoder, Event, Opcode, Side, request_key, write_masked_frame};
use skein_protocol::wire::Frame;
use skein_testkit::SkeinServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::people::PATIENCE;

/// What is taken of one message of the server.
const MAX_MESSAGE_BYTES: u32 = 1024 * 1024;
const MASK: [u8; 4] = [0x5a, 0x11, 0xc3, 0x7e];

/// A peer that can say anything.
#[derive(Debug)]
pub struct Bytes {
    socket: TcpStream,
    /// Read, not used yet.
    rest: Vec<u8>,
}

/// What the server said over a WebSocket.
#[derive(Debug, PartialEq)]
pub enum Said {
    Frame(Box<Frame>),
    Close(Option<u16>),
    /// It hung up without a word.
    End,
}

impl Bytes {
    pub async fn connect(server: &SkeinServer) -> Result<Self> {
        Self::connect_with_buffer(server, None).await
    }

    /// `receive_bytes` is how much the system takes in for a peer that does not read.
    pub async fn connect_with_buffer(
        server: &SkeinServer,
        receive_bytes: Option<u32>,
    ) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = receive_bytes {
            socket.set_recv_buffer_size(bytes)?;
        }
        let socket = socket.connect(server.address().parse()?).await?;
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            rest: Vec::new(),
        })
    }

    /// A WebSocket that was agreed on and has said nothing.
    pub async fn websocket(server: &SkeinServer, format: Format) -> Result<Self> {
        let mut bytes = Self::connect(server).await?;
        bytes.upgrade(server, format.subprotocol()).await?;
        Ok(bytes)
    }

    /// Asks for the upgrade; the error shows the answer when it is not the expected one.
    pub async fn upgrade(&mut self, server: &SkeinServer, subprotocol: &str) -> Result<()> {
        self.write(upgrade_request(server, subprotocol).as_bytes())
            .await?;
        let head = self.read_head().await?;
        if head.starts_with("HTTP/1.1 101 ") {
            Ok(())
        } else {
            bail!("{head}")
        }
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.socket.write_all(bytes).await?)
    }

    /// One byte a packet.
    pub async fn write_slowly(&mut self, bytes: &[u8]) -> Result<()> {
        for byte in bytes {
            self.write(&[*byte]).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// The head of an HTTP answer.
    pub async fn read_head(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self
                .rest
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
            {
                let head: Vec<u8> = self.rest.drain(..end + 4).collect();
                return Ok(String::from_utf8(head)?);
            }
            if !self.read_more().await? {
                bail!(
                    "the answer broke off: {}",
                    String::from_utf8_lossy(&self.rest)
                );
            }
        }
    }

    /// What the server says next on this WebSocket.
    pub async fn hear(&mut self, format: Format) -> Result<Said> {
        loop {
            // From the start of the message each time: simple, and tests are short.
            let mut decoder = Decoder::new(Side::Client, MAX_MESSAGE_BYTES);
            let mut bytes = self.rest.clone();
            let mut input = Input::new(&mut bytes);
            let said = match decoder
                .next(&mut input)
                .context("the server breaks WebSocket")?
            {
                None => None,
                Some(Event::Text(text)) => Some(Said::Frame(Box::new(frame::decode(
                    format,
                    text.as_bytes(),
                    usize::MAX,
                )?))),
                Some(Event::Binary(bytes)) => Some(Said::Frame(Box::new(frame::decode(
                    format,
                    bytes,
                    usize::MAX,
                )?))),
                Some(Event::Close(close)) => Some(Said::Close(close.map(|close| close.code))),
                Some(Event::Ping(_) | Event::Pong(_)) => {
                    let left = input.rest().len();
                    self.rest.drain(..self.rest.len() - left);
                    continue;
                }
            };
            let left = input.rest().len();
            if let Some(said) = said {
                self.rest.drain(..self.rest.len() - left);
                return Ok(said);
            }
            if !self.read_more().await? {
                return Ok(Said::End);
            }
        }
    }

    /// Reads on to the close; gives its code.
    pub async fn hear_close(&mut self, format: Format) -> Result<Option<u16>> {
        loop {
            match self.hear(format).await? {
                Said::Frame(_) => {}
                Said::Close(code) => return Ok(code),
                Said::End => return Ok(None),
            }
        }
    }

    async fn read_more(&mut self) -> Result<bool> {
        let mut buffer = vec![0; 16 * 1024];
        let read = tokio::time::timeout(PATIENCE, self.socket.read(&mut buffer));
        match read.await.context("the server says nothing")? {
            Ok(0) => Ok(false),
            Ok(length) => {
                self.rest.extend_from_slice(&buffer[..length]);
                Ok(true)
            }
            // It was cut off while there was something unread.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// The head of an upgrade request.
pub fn upgrade_request(server: &SkeinServer, subprotocol: &str) -> String {
    format!(
        "GET /v1/connect HTTP/1.1\r\nhost: {}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: {}\r\nsec-websocket-protocol: {subprotocol}\r\n\r\n",
        server.address(),
        request_key([7; 16]),
    )
}

/// A frame as a client's WebSocket message.
pub fn message(format: Format, frame: &Frame) -> Vec<u8> {
    let opcode = match format {
        Format::Json => Opcode::Text,
        Format::Proto => Opcode::Binary,
    };
    raw_message(opcode, &frame::encode(format, frame))
}

/// Any bytes as a client's WebSocket message.
pub fn raw_message(opcode: Opcode, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_masked_frame(&mut bytes, opcode, payload, MASK);
    bytes
}
