//! A WebSocket client that does only what the test says: nothing is answered, confirmed or repeated by itself.

use std::collections::VecDeque;

use skein_protocol::Input;
use skein_protocol::frame::{self, Format};
use skein_protocol::websocket::{
    Decoder, Event, Opcode, Side, request_key, write_masked_close, write_masked_frame,
};
use skein_protocol::wire::{
    Content, Device, Frame, Hello, Received, Send, Terminal, Text, Welcome, content::Kind,
    frame::Body,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::world::{PATIENCE, World};

const MASK: [u8; 4] = [7, 31, 127, 255];

pub(crate) struct WebSocketClient {
    pub(crate) socket: TcpStream,
    format: Format,
    decoder: Decoder,
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

impl WebSocketClient {
    pub(crate) async fn connect(world: &World, format: Format) -> Self {
        Self::connect_with(world, format, TcpSocket::new_v4().unwrap()).await
    }

    pub(crate) async fn connect_with(world: &World, format: Format, socket: TcpSocket) -> Self {
        let mut socket = socket.connect(world.address).await.unwrap();
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
        Self {
            socket,
            format,
            decoder: Decoder::new(Side::Client, 16 << 20),
            arrived: VecDeque::new(),
            last_id: 1,
        }
    }

    /// Connected, and let in on the web terminal.
    pub(crate) async fn open(world: &World, name: &str, format: Format) -> Self {
        let mut client = Self::connect(world, format).await;
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
        let opcode = match self.format {
            Format::Json => Opcode::Text,
            Format::Proto => Opcode::Binary,
        };
        let mut bytes = Vec::new();
        write_masked_frame(&mut bytes, opcode, &frame::encode(self.format, frame), MASK);
        bytes
    }

    pub(crate) async fn write_message(&mut self, opcode: Opcode, payload: &[u8]) {
        let mut bytes = Vec::new();
        write_masked_frame(&mut bytes, opcode, payload, MASK);
        self.socket.write_all(&bytes).await.unwrap();
    }

    pub(crate) fn close_frame() -> Vec<u8> {
        let mut bytes = Vec::new();
        write_masked_close(&mut bytes, 1000, "", MASK);
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
            let mut input = Input::new(&mut buffer[..length]);
            while let Some(event) = self
                .decoder
                .next(&mut input)
                .expect("the server speaks WebSocket")
            {
                let payload = match event {
                    Event::Text(text) => text.as_bytes(),
                    Event::Binary(bytes) => bytes,
                    Event::Pong(payload) => {
                        self.arrived.push_back(Arrival::Pong(payload.to_vec()));
                        continue;
                    }
                    Event::Ping(_) => continue,
                    Event::Close(close) => {
                        self.arrived
                            .push_back(Arrival::Close(close.map_or(1005, |close| close.code)));
                        continue;
                    }
                };
                let frame = frame::decode(self.format, payload, 16 << 20).expect("a frame");
                self.arrived.push_back(Arrival::Frame(Box::new(frame)));
            }
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
