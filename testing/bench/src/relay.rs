//! The raw ceiling of this machine: a relay that moves the bytes of `chat` in the pattern of `chat`, with neither
//! protocol nor storage. One epoll thread in a process of its own; the load is one epoll thread here, as in `chat`.
//!
//! Per message: the sender writes as many bytes as a SEND has, the relay answers it with those of an ACK and writes
//! those of a MESSAGE to the recipient, who answers each arrival with those of one RECEIVED. Both sides read what is
//! there and write with one call what came of it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener as StdListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};
use serde_json::{Value, json};

use crate::scenarios::{Pattern, WARM_UP};
use crate::{frames, progress};

const LISTENER: Token = Token(usize::MAX);
const BUFFER_BYTES: usize = 64 * 1024;

/// Bytes on the wire of each kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) send: usize,
    pub(crate) ack: usize,
    pub(crate) message: usize,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ceiling {
    pattern: Pattern,
    pub(crate) messages_per_second: f64,
}

impl Ceiling {
    pub(crate) fn into_json(self) -> Value {
        json!({
            "scenario": "relay",
            "pairs": self.pattern.pairs,
            "window": self.pattern.window,
            "seconds": self.pattern.seconds,
            "messages_per_second": self.messages_per_second.round(),
        })
    }
}

/// A socket and the bytes that are still to be written to it.
struct Pipe {
    socket: TcpStream,
    owed: usize,
    /// Bytes read that are not a whole unit yet.
    part: usize,
}

impl Pipe {
    /// Whole units that came.
    fn read(&mut self, buffer: &mut [u8], unit: usize) -> io::Result<usize> {
        let mut units = 0;
        loop {
            match self.socket.read(buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    self.part += length;
                    units += self.part / unit;
                    self.part %= unit;
                    if length < buffer.len() {
                        return Ok(units);
                    }
                }
                Err(error) if is_not_now(&error) => return Ok(units),
                Err(error) => return Err(error),
            }
        }
    }

    fn write(&mut self, zeros: &[u8]) -> io::Result<()> {
        while self.owed > 0 {
            match self.socket.write(&zeros[..self.owed.min(zeros.len())]) {
                Ok(length) => self.owed -= length,
                Err(error) if is_not_now(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn is_not_now(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::NotConnected
    )
}

fn adopt(registry: &Registry, mut socket: TcpStream, token: usize) -> io::Result<Pipe> {
    socket.set_nodelay(true)?;
    registry.register(
        &mut socket,
        Token(token),
        Interest::READABLE | Interest::WRITABLE,
    )?;
    Ok(Pipe {
        socket,
        owed: 0,
        part: 0,
    })
}

/// The relay's process: says its port, then relays until its input ends. Connections come in pairs, sender first.
#[expect(
    clippy::print_stdout,
    reason = "this is how the parent learns the port"
)]
pub(crate) fn serve(sizes: &Sizes) -> Result<()> {
    let listener = StdListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    println!("{}", listener.local_addr()?);
    std::thread::spawn(|| {
        // The parent's end of the pipe closes when it is done or gone.
        let _ = io::stdin().read(&mut [0; 1]);
        std::process::exit(0);
    });
    let mut listener = TcpListener::from_std(listener);
    let mut poll = Poll::new()?;
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1_024);
    let mut pipes: Vec<Pipe> = Vec::new();
    let mut touched = Vec::new();
    let (mut buffer, zeros) = (vec![0; BUFFER_BYTES], vec![0; BUFFER_BYTES]);
    let received = frames::received_bytes();
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((socket, _)) = listener.accept() {
                    let token = pipes.len();
                    pipes.push(adopt(poll.registry(), socket, token)?);
                }
                continue;
            }
            let at = event.token().0;
            touched.push(at);
            if at % 2 == 1 {
                let Ok(_) = pipes[at].read(&mut buffer, received) else {
                    return Ok(());
                };
                continue;
            }
            let Ok(sent) = pipes[at].read(&mut buffer, sizes.send) else {
                return Ok(());
            };
            if sent > 0 {
                pipes[at].owed += sent * sizes.ack;
                pipes[at + 1].owed += sent * sizes.message;
                touched.push(at + 1);
            }
        }
        for at in touched.drain(..) {
            // The load hangs up when it is done, and so ends the relay.
            if pipes
                .get_mut(at)
                .is_some_and(|pipe| pipe.write(&zeros).is_err())
            {
                return Ok(());
            }
        }
    }
}

struct RelayProcess(Child);

impl Drop for RelayProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(sizes: &Sizes) -> Result<(RelayProcess, SocketAddr)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("relay-server")
        .args([sizes.send, sizes.ack, sizes.message].map(|size| size.to_string()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the relay can't be started")?;
    let mut line = String::new();
    let output = child.stdout.take().context("the relay has no output")?;
    io::BufRead::read_line(&mut io::BufReader::new(output), &mut line)?;
    Ok((
        RelayProcess(child),
        line.trim().parse().context("the relay said no address")?,
    ))
}

/// Runs the relay under load and counts what came through.
pub(crate) fn run(pattern: &Pattern) -> Result<Ceiling> {
    let sizes = frames::sizes();
    let (_relay, address) = start(&sizes)?;
    let mut poll = Poll::new()?;
    let mut pipes = Vec::with_capacity(pattern.pairs * 2);
    for token in 0..pattern.pairs * 2 {
        // One after the other, so that the relay sees them in this order.
        let socket = std::net::TcpStream::connect(address)?;
        socket.set_nonblocking(true)?;
        pipes.push(adopt(poll.registry(), TcpStream::from_std(socket), token)?);
    }
    let (mut buffer, zeros) = (vec![0; BUFFER_BYTES], vec![0; BUFFER_BYTES]);
    for pipe in pipes.iter_mut().step_by(2) {
        pipe.owed = pattern.window * sizes.send;
        pipe.write(&zeros)?;
    }
    let received = frames::received_bytes();
    let spinner = progress::spinner("relay");
    let began = Instant::now();
    let (mut counted, mut counting_since) = (0_usize, None);
    let mut events = Events::with_capacity(1_024);
    while began.elapsed() < WARM_UP + Duration::from_secs(pattern.seconds) {
        poll.poll(&mut events, Some(Duration::from_millis(100)))?;
        if counting_since.is_none() && began.elapsed() >= WARM_UP {
            counting_since = Some(Instant::now());
            counted = 0;
        }
        for event in &events {
            let at = event.token().0;
            let pipe = &mut pipes[at];
            if at % 2 == 0 {
                let acks = pipe.read(&mut buffer, sizes.ack)?;
                counted += acks;
                pipe.owed += acks * sizes.send;
            } else if pipe.read(&mut buffer, sizes.message)? > 0 {
                pipe.owed += received;
            }
            pipe.write(&zeros)?;
        }
    }
    let seconds = counting_since.map_or(1.0, |since| since.elapsed().as_secs_f64());
    spinner.finish_and_clear();
    Ok(Ceiling {
        pattern: *pattern,
        messages_per_second: counted as f64 / seconds,
    })
}
