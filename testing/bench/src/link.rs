//! A client connection of the load: a non-blocking socket that speaks WebSocket, many to a thread.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use prost::Message as _;
use skein_protocol::Input;
use skein_protocol::websocket::{self, Decoder, Event, Opcode, Side};
use skein_protocol::wire::{Device, Frame, Hello, Terminal};

use crate::frames::{self, Incoming};

const MAX_FRAME_BYTES: u32 = 1 << 20;
/// Any mask will do against a server that is not attacked by its own load.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x17, 0x88];

pub(crate) struct Link {
    socket: TcpStream,
    decoder: Decoder,
    out: Vec<u8>,
    written: usize,
    upgraded: bool,
    head: Vec<u8>,
    /// Whether the poll is asked to say when writing is possible again.
    waits_to_write: bool,
}

impl Link {
    /// Connects, asks for the upgrade and says hello; the answers come by [`Self::read`].
    pub(crate) fn open(
        address: SocketAddr,
        registry: &Registry,
        token: Token,
        user_token: &str,
        device: &str,
    ) -> Result<Self> {
        let mut socket = TcpStream::connect(address)?;
        registry.register(&mut socket, token, Interest::READABLE | Interest::WRITABLE)?;
        let mut link = Self {
            socket,
            decoder: Decoder::new(Side::Client, MAX_FRAME_BYTES),
            out: Vec::new(),
            written: 0,
            upgraded: false,
            head: Vec::new(),
            waits_to_write: true,
        };
        link.out.extend_from_slice(
            format!(
                "GET /v1/connect HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\n\
                 upgrade: websocket\r\nsec-websocket-version: 13\r\n\
                 sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 sec-websocket-protocol: skein.v1.proto\r\n\r\n"
            )
            .as_bytes(),
        );
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
        websocket::write_masked_frame(&mut self.out, Opcode::Binary, frame, MASK);
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
            let bytes = &mut buffer[..length];
            if self.upgraded {
                decode(&mut self.decoder, bytes, &mut take)?;
            } else {
                self.head.extend_from_slice(bytes);
                self.finish_upgrade(&mut take)?;
            }
            if length < buffer.len() {
                // Less than asked for: the socket is empty, and the next arrival says so by itself.
                return Ok(());
            }
        }
    }

    fn finish_upgrade(&mut self, take: &mut impl FnMut(Incoming) -> Result<()>) -> Result<()> {
        let Some(end) = self
            .head
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
        else {
            return Ok(());
        };
        if !self.head.starts_with(b"HTTP/1.1 101") {
            bail!("no upgrade: {}", String::from_utf8_lossy(&self.head[..end]));
        }
        self.upgraded = true;
        let mut head = std::mem::take(&mut self.head);
        decode(&mut self.decoder, &mut head[end + 4..], take)
    }
}

fn decode(
    decoder: &mut Decoder,
    bytes: &mut [u8],
    take: &mut impl FnMut(Incoming) -> Result<()>,
) -> Result<()> {
    let mut input = Input::new(bytes);
    while let Some(event) = decoder.next(&mut input)? {
        match event {
            Event::Binary(frame) => {
                take(frames::read(frame).context("a frame that is not protobuf")?)?;
            }
            Event::Close(close) => bail!("the server closed a connection: {close:?}"),
            Event::Text(_) => bail!("a text on a binary connection"),
            Event::Ping(_) | Event::Pong(_) => {}
        }
    }
    Ok(())
}
