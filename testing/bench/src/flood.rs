//! Strangers who say much with a forged token, each again as soon as it was answered. They run on a thread of their own, so
//! that what a good client waits for is the server.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use skein_protocol::frame::{self, Format};
use skein_protocol::websocket::{Opcode, write_masked_frame};
use skein_protocol::wire::{ConversationState, Device, Frame, Hello, SyncPage, Terminal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

/// Elements of the list in the second frame: in JSON they fill 63 KB, as protobuf 42 KB.
const ELEMENTS: usize = 21_000;
const MASK: [u8; 4] = [0x31, 0x07, 0xe5, 0x9a];

/// The way by which strangers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `POST /v1/poll`, on connections that are kept.
    Poll,
    /// `/v1/connect` with binary frames, on a new connection each time.
    Websocket,
}

/// What was answered how often: the HTTP status, or 101 for a WebSocket that was opened and closed again. What was cut off
/// without an answer counts as 0.
pub(crate) type Answers = BTreeMap<u16, u64>;

/// A flood under way.
#[derive(Debug)]
pub(crate) struct Flood {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Result<Answers>>,
}

impl Flood {
    /// Begins. Strangers come from so many addresses of the loopback network.
    pub(crate) fn start(
        server: SocketAddr,
        door: Door,
        parallel: usize,
        addresses: usize,
        forged_token: &str,
    ) -> Result<Self> {
        let said: Arc<[u8]> = match door {
            Door::Poll => post(server, forged_token),
            Door::Websocket => frames(server, forged_token),
        }
        .into();
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = thread::Builder::new().name("flood".to_owned()).spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(async {
                    let mut strangers = JoinSet::new();
                    for number in 0..parallel {
                        let stranger = Stranger {
                            server,
                            from: address(number % addresses.max(1)),
                            said: Arc::clone(&said),
                            is_over: Arc::clone(&is_over),
                        };
                        strangers.spawn(stranger.come_again_and_again(door));
                    }
                    let mut all = Answers::new();
                    while let Some(answers) = strangers.join_next().await {
                        for (answer, count) in answers.context("a stranger panicked")? {
                            *all.entry(answer).or_default() += count;
                        }
                    }
                    Ok(all)
                })
            }
        })?;
        Ok(Self { is_over, thread })
    }

    /// Ends when everybody has heard the last answer.
    pub(crate) fn stop(self) -> Result<Answers> {
        self.is_over.store(true, Ordering::SeqCst);
        self.thread.join().ok().context("the flood panicked")?
    }
}

/// One of the addresses of the loopback network; 127.0.0.1 is the first.
fn address(number: usize) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::LOCALHOST) + number as u32)
}

/// A request whose second frame is a list of empty objects, which only servers send.
fn post(server: SocketAddr, forged_token: &str) -> Vec<u8> {
    let hello = frame::encode(Format::Json, &hello(forged_token));
    let hello = String::from_utf8_lossy(&hello);
    let elements = vec!["{}"; ELEMENTS].join(",");
    let body =
        format!("{{\"frames\":[{hello},{{\"syncPage\":{{\"conversations\":[{elements}]}}}}]}}");
    format!(
        "POST /v1/poll HTTP/1.1\r\nhost: {server}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The same as a request for a WebSocket and two binary frames behind it.
fn frames(server: SocketAddr, forged_token: &str) -> Vec<u8> {
    let page = Frame::push(SyncPage {
        conversations: vec![ConversationState::default(); ELEMENTS],
        ..SyncPage::default()
    });
    let mut said = format!(
        "GET /v1/connect HTTP/1.1\r\nhost: {server}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: {}\r\n\r\n",
        Format::Proto.subprotocol()
    )
    .into_bytes();
    for frame in [hello(forged_token), page] {
        let frame = frame::encode(Format::Proto, &frame);
        write_masked_frame(&mut said, Opcode::Binary, &frame, MASK);
    }
    said
}

fn hello(forged_token: &str) -> Frame {
    Frame::reply(
        1,
        Hello {
            token: forged_token.to_owned(),
            device: Some(Device {
                id: "flood".to_owned(),
                terminal: Terminal::Linux.into(),
                name: "flood".to_owned(),
            }),
            resume_session_id: String::new(),
            client: "skein-bench".to_owned(),
        },
    )
}

struct Stranger {
    server: SocketAddr,
    from: Ipv4Addr,
    said: Arc<[u8]>,
    is_over: Arc<AtomicBool>,
}

impl Stranger {
    async fn come_again_and_again(self, door: Door) -> Answers {
        let mut answers = Answers::new();
        let mut kept = None;
        while !self.is_over.load(Ordering::Relaxed) {
            let answer = if let Ok((answer, socket)) = self.come(door, kept.take()).await {
                kept = socket;
                answer
            } else {
                // A server that takes nobody is not asked in a circle.
                tokio::time::sleep(Duration::from_millis(1)).await;
                0
            };
            *answers.entry(answer).or_default() += 1;
        }
        answers
    }

    /// Says it once; gives the answer, and the connection when it may be used again.
    async fn come(&self, door: Door, kept: Option<TcpStream>) -> Result<(u16, Option<TcpStream>)> {
        let mut socket = match kept {
            Some(socket) => socket,
            None => self.connect().await?,
        };
        socket.write_all(&self.said).await?;
        let mut answer = Vec::new();
        if door == Door::Websocket {
            socket.read_to_end(&mut answer).await?;
            return Ok((status(&answer)?, None));
        }
        loop {
            if socket.read_buf(&mut answer).await? == 0 {
                return Ok((status(&answer)?, None));
            }
            if let Some(is_kept) = is_whole(&answer)? {
                return Ok((status(&answer)?, is_kept.then_some(socket)));
            }
        }
    }

    async fn connect(&self) -> Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((self.from, 0).into())?;
        Ok(socket.connect(self.server).await?)
    }
}

fn status(answer: &[u8]) -> Result<u16> {
    let status = answer
        .strip_prefix(b"HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    let status = status.and_then(|status| str::from_utf8(status).ok()?.parse().ok());
    status.context("no answer")
}

/// `None` until all of the answer is there; then whether the connection stays.
fn is_whole(answer: &[u8]) -> Result<Option<bool>> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = str::from_utf8(&answer[..end])?.to_ascii_lowercase();
    let value = |name: &str| {
        let mut lines = head.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
    };
    let Some(length) = value("content-length:") else {
        bail!("an answer without a length");
    };
    let is_kept = value("connection:").is_none_or(|value| value != "close");
    Ok((answer.len() - end - 4 >= length.parse()?).then_some(is_kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

    #[test]
    fn what_strangers_say_is_as_large_as_a_server_takes_and_looks_like_a_hello_first() {
        let said = post(SERVER, "forged");
        let end = said
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        let body = prost::bytes::Bytes::copy_from_slice(&said[end + 4..]);
        assert!((63_000..65_536).contains(&body.len()), "{}", body.len());
        let frames = frame::split_poll_body(&body, 65_536).expect("two frames");
        assert_eq!(frames.len(), 2);
        let hello = frame::decode(Format::Json, &frames[0], usize::MAX).expect("a hello");
        assert_eq!(hello, super::hello("forged"));
    }

    #[test]
    fn an_answer_is_read_to_its_end() {
        let answer = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(status(answer).ok(), Some(401));
        assert_eq!(is_whole(&answer[..30]).ok(), Some(None));
        assert_eq!(is_whole(&answer[..answer.len() - 1]).ok(), Some(None));
        assert_eq!(is_whole(answer).ok(), Some(Some(true)));
        let last = b"HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(is_whole(last).ok(), Some(Some(false)));
    }
}
