//! A connection byte by byte: for peers that break HTTP, WebSocket and lengths in ways no client library would.

use anyhow::{Context as _, Result, bail};
use skein_protocol::frame::{self, Format};
use skein_protocol::websocket::{Decoder, Event, Opcode, Side, request_key, write_masked_frame};
use skein_protocol::wire::Frame;
use skein_protocol::{Input, delimited};
use skein_testkit::SkeinServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::people::PATIENCE;

/// What is taken of one message of the server.
const MAX_MESSAGE_BYTES: u32 = 1024 * 1024;
const MASK: [u8; 4] = [0x5a, 0x11, 0xc3, 0x7e];

/// What carries frames on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    WebSocket(Format),
    Tcp,
}

/// A peer that can say anything.
#[derive(Debug)]
pub struct Bytes {
    socket: TcpStream,
    /// Read, not used yet.
    rest: Vec<u8>,
}

/// What the server said.
#[derive(Debug, PartialEq)]
pub enum Said {
    Frame(Box<Frame>),
    Close(Option<u16>),
    /// It hung up without a word.
    End,
}

impl Link {
    fn address(self, server: &SkeinServer) -> Result<std::net::SocketAddr> {
        let address = match self {
            Self::WebSocket(_) => server.address(),
            Self::Tcp => server.tcp_address().context("plain TCP is on")?,
        };
        Ok(address.parse()?)
    }

    pub fn format(self) -> Format {
        match self {
            Self::WebSocket(format) => format,
            Self::Tcp => Format::Proto,
        }
    }

    /// A frame as a client's bytes.
    pub fn message(self, frame: &Frame) -> Vec<u8> {
        self.carry(&frame::encode(self.format(), frame))
    }

    /// Any bytes in the place of a frame.
    pub fn carry(self, payload: &[u8]) -> Vec<u8> {
        match self {
            Self::WebSocket(format) => raw_message(format.opcode(), payload),
            Self::Tcp => {
                let mut bytes = Vec::new();
                delimited::write_frame(payload, &mut bytes);
                bytes
            }
        }
    }

    /// What the server says first in these bytes, and how many of them are left. `None` when nothing is whole.
    fn read(self, bytes: &mut [u8]) -> Result<(Option<Said>, usize)> {
        let mut input = Input::new(bytes);
        let frame = |bytes: &[u8]| -> Result<_> {
            let frame = frame::decode(self.format(), bytes, usize::MAX)?;
            Ok(Some(Said::Frame(Box::new(frame))))
        };
        let said = match self {
            Self::WebSocket(_) => {
                let mut decoder = Decoder::new(Side::Client, MAX_MESSAGE_BYTES);
                loop {
                    let event = decoder.next(&mut input);
                    break match event.context("the server breaks WebSocket")? {
                        None => None,
                        Some(Event::Ping(_) | Event::Pong(_)) => continue,
                        Some(Event::Text(text)) => frame(text.as_bytes())?,
                        Some(Event::Binary(bytes)) => frame(bytes)?,
                        Some(Event::Close(close)) => {
                            Some(Said::Close(close.map(|close| close.code)))
                        }
                    };
                }
            }
            Self::Tcp => {
                let mut decoder = delimited::Decoder::new(MAX_MESSAGE_BYTES);
                match decoder
                    .next(&mut input)
                    .context("the server says too much")?
                {
                    None => None,
                    Some(delimited::Event::Frame(bytes)) => frame(bytes)?,
                    Some(delimited::Event::Goodbye(code)) => Some(Said::Close(Some(code))),
                }
            }
        };
        Ok((said, input.rest().len()))
    }
}

impl Bytes {
    /// To the main door; nothing is agreed on.
    pub async fn connect(server: &SkeinServer) -> Result<Self> {
        Self::connect_to(server.address().parse()?, None).await
    }

    async fn connect_to(address: std::net::SocketAddr, receive_bytes: Option<u32>) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = receive_bytes {
            socket.set_recv_buffer_size(bytes)?;
        }
        let socket = socket.connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            rest: Vec::new(),
        })
    }

    /// A connection on which frames may be said, and nothing was.
    pub async fn open(server: &SkeinServer, link: Link) -> Result<Self> {
        Self::open_with_buffer(server, link, None).await
    }

    /// `receive_bytes` is how much the system takes in for a peer that does not read.
    pub async fn open_with_buffer(
        server: &SkeinServer,
        link: Link,
        receive_bytes: Option<u32>,
    ) -> Result<Self> {
        let mut bytes = Self::connect_to(link.address(server)?, receive_bytes).await?;
        if let Link::WebSocket(format) = link {
            bytes.upgrade(server, format.subprotocol()).await?;
        }
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

    /// What the server says next.
    pub async fn hear(&mut self, link: Link) -> Result<Said> {
        loop {
            // From the start of the message each time: simple, and tests are short.
            let (said, left) = link.read(&mut self.rest.clone())?;
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
    pub async fn hear_close(&mut self, link: Link) -> Result<Option<u16>> {
        loop {
            match self.hear(link).await? {
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

/// Any bytes as a client's WebSocket message.
pub fn raw_message(opcode: Opcode, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_masked_frame(&mut bytes, opcode, payload, MASK);
    bytes
}
