//! A client connection of the load: a non-blocking socket, many to a thread.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use prost::Message as _;
use skein_protocol::websocket::{self, Opcode, Side};
use skein_protocol::wire::{Device, Frame, Hello, Terminal};
use skein_protocol::{Input, delimited};

use crate::frames::{self, Incoming};

const MAX_FRAME_BYTES: u32 = 1 << 20;
/// Any mask will do against a server that is not attacked by its own load.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x17, 0x88];

/// What carries the frames, which are binary ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Transport {
    Websocket,
    Tcp,
}

enum Decoder {
    /// What came of the head of the answer to the upgrade.
    Upgrading(Vec<u8>),
    WebSocket(websocket::Decoder),
    Tcp(delimited::Decoder),
}

pub(crate) struct Link {
    socket: TcpStream,
    decoder: Decoder,
    transport: Transport,
    out: Vec<u8>,
    written: usize,
    /// Whether the poll is asked to say when writing is possible again.
    waits_to_write: bool,
}

impl Link {
    /// Connects, asks for the upgrade where there is one, and says hello; the answers come by [`Self::read`].
    pub(crate) fn open(
        (address, transport): (SocketAddr, Transport),
        registry: &Registry,
        token: Token,
        user_token: &str,
        device: &str,
    ) -> Result<Self> {
        let mut socket = TcpStream::connect(address)?;
        registry.register(&mut socket, token, Interest::READABLE | Interest::WRITABLE)?;
        let mut link = Self {
            socket,
            decoder: match transport {
                Transport::Websocket => Decoder::Upgrading(Vec::new()),
                Transport::Tcp => Decoder::Tcp(delimited::Decoder::new(MAX_FRAME_BYTES)),
            },
            transport,
            out: Vec::new(),
            written: 0,
            waits_to_write: true,
        };
        if transport == Transport::Websocket {
            link.out
                .extend_from_slice(upgrade_request(address).as_bytes());
        }
        let hello = Frame::reply(
            1,
            Hello {
                token: user_token.to_owned(),
                device: Some(Device {
                    id: device.to_owned(),
                    terminal: Terminal::Linux.into(),
                    name: "bench".to_owned(),
                }),
                resume_session_id: String::new(),
                client: "skein-bench".to_owned(),
            },
        );
        // Behind the request: the server reads it when the upgrade is done.
        link.write(&hello.encode_to_vec());
        Ok(link)
    }

    /// Appends a frame; it leaves with the next [`Self::flush`].
    pub(crate) fn write(&mut self, frame: &[u8]) {
        match self.transport {
            Transport::Websocket => {
                websocket::write_masked_frame(&mut self.out, Opcode::Binary, frame, MASK);
            }
            Transport::Tcp => delimited::write_frame(frame, &mut self.out),
        }
    }

    /// Writes what waits with one call, as far as the socket takes it.
    pub(crate) fn flush(&mut self, registry: &Registry, token: Token) -> Result<()> {
        while self.written < self.out.len() {
            match self.socket.write(&self.out[self.written..]) {
                Ok(length) => self.written += length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::NotConnected => break,
                Err(error) => return Err(error).context("a connection broke"),
            }
        }
        let is_done = self.written == self.out.len();
        if is_done {
            self.out.clear();
            self.written = 0;
        }
        if is_done == self.waits_to_write {
            self.waits_to_write = !is_done;
            let interest = if is_done {
                Interest::READABLE
            } else {
                Interest::READABLE | Interest::WRITABLE
            };
            registry.reregister(&mut self.socket, token, interest)?;
        }
        Ok(())
    }

    /// Reads what is there and gives every frame to `take`.
    pub(crate) fn read(
        &mut self,
        buffer: &mut [u8],
        mut take: impl FnMut(Incoming) -> Result<()>,
    ) -> Result<()> {
        loop {
            let length = match self.socket.read(buffer) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(()),
                Err(error) => return Err(error).context("a connection broke"),
            };
            self.take(&mut buffer[..length], &mut take)?;
            if length < buffer.len() {
                // Less than asked for: the socket is empty, and the next arrival says so by itself.
                return Ok(());
            }
        }
    }

    fn take(
        &mut self,
        bytes: &mut [u8],
        take: &mut impl FnMut(Incoming) -> Result<()>,
    ) -> Result<()> {
        match &mut self.decoder {
            Decoder::WebSocket(decoder) => decode(decoder, bytes, take),
            Decoder::Tcp(decoder) => decode_delimited(decoder, bytes, take),
            Decoder::Upgrading(head) => {
                head.extend_from_slice(bytes);
                self.finish_upgrade(take)
            }
        }
    }

    fn finish_upgrade(&mut self, take: &mut impl FnMut(Incoming) -> Result<()>) -> Result<()> {
        let Decoder::Upgrading(head) = &mut self.decoder else {
            return Ok(());
        };
        let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(());
        };
        if !head.starts_with(b"HTTP/1.1 101") {
            bail!("no upgrade: {}", String::from_utf8_lossy(&head[..end]));
        }
        let mut head = std::mem::take(head);
        self.decoder = Decoder::WebSocket(websocket::Decoder::new(Side::Client, MAX_FRAME_BYTES));
        self.take(&mut head[end + 4..], take)
    }
}

fn upgrade_request(address: SocketAddr) -> String {
    format!(
        "GET /v1/connect HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: skein.v1.proto\r\n\r\n"
    )
}

fn decode(
    decoder: &mut websocket::Decoder,
    bytes: &mut [u8],
    take: &mut impl FnMut(Incoming) -> Result<()>,
) -> Result<()> {
    use websocket::Event;
    let mut input = Input::new(bytes);
    while let Some(event) = decoder.next(&mut input)? {
        match event {
            Event::Binary(frame) => take_frame(frame, take)?,
            Event::Close(close) => bail!("the server closed a connection: {close:?}"),
            Event::Text(_) => bail!("a text on a binary connection"),
            Event::Ping(_) | Event::Pong(_) => {}
        }
    }
    Ok(())
}

fn decode_delimited(
    decoder: &mut delimited::Decoder,
    bytes: &mut [u8],
    take: &mut impl FnMut(Incoming) -> Result<()>,
) -> Result<()> {
    use delimited::Event;
    let mut input = Input::new(bytes);
    while let Some(event) = decoder.next(&mut input)? {
        match event {
            Event::Frame(frame) => take_frame(frame, take)?,
            Event::Goodbye(code) => bail!("the server closed a connection: {code}"),
        }
    }
    Ok(())
}

fn take_frame(frame: &[u8], take: &mut impl FnMut(Incoming) -> Result<()>) -> Result<()> {
    take(frames::read(frame).context("a frame that is not protobuf")?)
}
