//! A client on a socket, whatever link it speaks, that does only what the test says: nothing is answered, confirmed or repeated by itself.

use std::collections::VecDeque;

use skein_protocol::frame::{self, Format};
use skein_protocol::websocket::{
    self, Opcode, Side, request_key, write_masked_close, write_masked_frame,
};
use skein_protocol::wire::{
    Content, Device, Frame, Hello, Received, Send, Terminal, Text, Welcome, content::Kind,
    frame::Body,
};
use skein_protocol::{Input, delimited};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::world::{PATIENCE, World};

const MASK: [u8; 4] = [7, 31, 127, 255];

/// What carries frames on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    WebSocket(Format),
    Tcp,
}

pub(crate) const LINKS: [Link; 3] = [
    Link::WebSocket(Format::Json),
    Link::WebSocket(Format::Proto),
    Link::Tcp,
];

impl Link {
    pub(crate) fn format(self) -> Format {
        match self {
            Self::WebSocket(format) => format,
            Self::Tcp => Format::Proto,
        }
    }
}

enum Decoder {
    WebSocket(websocket::Decoder),
    Tcp(delimited::Decoder),
}

/// Larger than anything a server says.
const MAX_FRAME_BYTES: u32 = 16 << 20;

pub(crate) struct SocketClient {
    pub(crate) socket: TcpStream,
    link: Link,
    decoder: Decoder,
    /// The server's pings on plain TCP are frames; they are passed over unless a test is about them.
    pub(crate) shows_pings: bool,
    arrived: VecDeque<Arrival>,
    last_id: u32,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Arrival {
    Frame(Box<Frame>),
    Pong(Vec<u8>),
    /// The server's close frame.
    Close(u16),
    /// The connection ended.
    End,
}

impl SocketClient {
    pub(crate) async fn connect(world: &World, link: Link) -> Self {
        Self::connect_with(world, link, TcpSocket::new_v4().unwrap()).await
    }

    pub(crate) async fn connect_with(world: &World, link: Link, socket: TcpSocket) -> Self {
        let (socket, decoder) = match link {
            Link::WebSocket(format) => {
                let mut socket = socket.connect(world.address).await.unwrap();
                upgrade(&mut socket, format).await;
                let decoder = websocket::Decoder::new(Side::Client, MAX_FRAME_BYTES);
                (socket, Decoder::WebSocket(decoder))
            }
            Link::Tcp => {
                let socket = socket.connect(world.tcp_address).await.unwrap();
                let decoder = delimited::Decoder::new(MAX_FRAME_BYTES);
                (socket, Decoder::Tcp(decoder))
            }
        };
        Self {
            socket,
            link,
            decoder,
            shows_pings: false,
            arrived: VecDeque::new(),
            last_id: 1,
        }
    }

    /// Connected, and let in on the web terminal.
    pub(crate) async fn open(world: &World, name: &str, link: Link) -> Self {
        let mut client = Self::connect(world, link).await;
        client.hello(world, name, Terminal::Web, "").await;
        client
    }

    pub(crate) async fn hello(
        &mut self,
        world: &World,
        name: &str,
        terminal: Terminal,
        resume_session_id: &str,
    ) -> Welcome {
        let hello = hello(&world.token(name).await, terminal, resume_session_id);
        self.write(&Frame::reply(1, hello)).await;
        match self.next_frame().await.body {
            Some(Body::Welcome(welcome)) => welcome,
            other => panic!("no welcome but {other:?}"),
        }
    }

    pub(crate) async fn write(&mut self, frame: &Frame) {
        let bytes = self.encoded(frame);
        self.socket.write_all(&bytes).await.unwrap();
    }

    pub(crate) fn encoded(&self, frame: &Frame) -> Vec<u8> {
        self.carried(&frame::encode(self.link.format(), frame))
    }

    /// Bytes as this link carries a frame, whatever is in them.
    pub(crate) fn carried(&self, frame: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.link {
            Link::WebSocket(format) => {
                write_masked_frame(&mut bytes, format.opcode(), frame, MASK);
            }
            Link::Tcp => delimited::write_frame(frame, &mut bytes),
        }
        bytes
    }

    pub(crate) async fn write_carried(&mut self, frame: &[u8]) {
        let bytes = self.carried(frame);
        self.socket.write_all(&bytes).await.unwrap();
    }

    /// A message of WebSocket.
    pub(crate) async fn write_message(&mut self, opcode: Opcode, payload: &[u8]) {
        let mut bytes = Vec::new();
        write_masked_frame(&mut bytes, opcode, payload, MASK);
        self.socket.write_all(&bytes).await.unwrap();
    }

    /// What a client says last.
    pub(crate) fn goodbye(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.link {
            Link::WebSocket(_) => write_masked_close(&mut bytes, 1000, "", MASK),
            Link::Tcp => delimited::write_goodbye(1000, &mut bytes),
        }
        bytes
    }

    /// Asks with the next id, which it gives.
    pub(crate) async fn ask(&mut self, body: impl Into<Body>) -> u32 {
        self.last_id += 1;
        self.write(&Frame::reply(self.last_id, body)).await;
        self.last_id
    }

    pub(crate) async fn received(&mut self, world: &World, seq: u64) {
        let conversation_id = world.talk.to_string();
        self.write(&Frame::push(Received {
            conversation_id,
            seq,
        }))
        .await;
    }

    pub(crate) async fn next(&mut self) -> Arrival {
        tokio::time::timeout(PATIENCE, self.wait())
            .await
            .expect("something comes")
    }

    async fn wait(&mut self) -> Arrival {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            if let Some(arrival) = self.arrived.pop_front() {
                return arrival;
            }
            let length = match self.socket.read(&mut buffer).await {
                Ok(0) | Err(_) => return Arrival::End,
                Ok(length) => length,
            };
            self.take(&mut buffer[..length]);
        }
    }

    fn take(&mut self, bytes: &mut [u8]) {
        let mut input = Input::new(bytes);
        let format = self.link.format();
        let to_frame = |bytes: &[u8]| {
            let frame = frame::decode(format, bytes, MAX_FRAME_BYTES as usize).expect("a frame");
            Arrival::Frame(Box::new(frame))
        };
        loop {
            let arrival = match &mut self.decoder {
                Decoder::WebSocket(decoder) => {
                    use websocket::Event;
                    match decoder.next(&mut input).expect("WebSocket") {
                        None => return,
                        Some(Event::Text(text)) => to_frame(text.as_bytes()),
                        Some(Event::Binary(bytes)) => to_frame(bytes),
                        Some(Event::Pong(payload)) => Arrival::Pong(payload.to_vec()),
                        Some(Event::Ping(_)) => continue,
                        Some(Event::Close(close)) => {
                            Arrival::Close(close.map_or(1005, |close| close.code))
                        }
                    }
                }
                Decoder::Tcp(decoder) => {
                    use delimited::Event;
                    match decoder.next(&mut input).expect("frames behind lengths") {
                        None => return,
                        Some(Event::Goodbye(code)) => Arrival::Close(code),
                        Some(Event::Frame(bytes)) => match to_frame(bytes) {
                            Arrival::Frame(frame)
                                if !self.shows_pings
                                    && matches!(frame.body, Some(Body::Ping(_))) =>
                            {
                                continue;
                            }
                            arrival => arrival,
                        },
                    }
                }
            };
            self.arrived.push_back(arrival);
        }
    }

    pub(crate) async fn next_frame(&mut self) -> Frame {
        match self.next().await {
            Arrival::Frame(frame) => *frame,
            other => panic!("no frame but {other:?}"),
        }
    }

    /// Sequence number and id of the next message; other pushes are passed over.
    pub(crate) async fn next_message(&mut self) -> (u64, String) {
        loop {
            if let Some(Body::Message(message)) = self.next_frame().await.body {
                return (message.seq, message.client_msg_id);
            }
        }
    }

    /// The close code, whatever comes before it.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            match self.next().await {
                Arrival::Close(code) => return code,
                Arrival::End => panic!("the connection ended without a word"),
                _ => {}
            }
        }
    }
}

async fn upgrade(socket: &mut TcpStream, format: Format) {
    let request = format!(
        "GET /v1/connect HTTP/1.1\r\nhost: test\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: {}\r\nsec-websocket-protocol: {}\r\n\r\n",
        request_key([9; 16]),
        format.subprotocol()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    assert!(
        head.starts_with(b"HTTP/1.1 101"),
        "{}",
        String::from_utf8_lossy(&head)
    );
}

pub(crate) fn hello(token: &str, terminal: Terminal, resume_session_id: &str) -> Hello {
    Hello {
        token: token.to_owned(),
        device: Some(Device {
            id: "device".into(),
            terminal: terminal.into(),
            name: "test".into(),
        }),
        resume_session_id: resume_session_id.to_owned(),
        client: "test".into(),
    }
}

pub(crate) fn send(world: &World, id: &str, text: &str) -> Send {
    Send {
        conversation_id: world.talk.to_string(),
        client_msg_id: id.to_owned(),
        content: Some(Content {
            kind: Some(Kind::Text(Text {
                text: text.to_owned(),
            })),
        }),
    }
}
