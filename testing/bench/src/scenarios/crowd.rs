//! Many connected users on one thread: connecting them, and waiting for what they hear.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use mio::{Events, Poll, Token};

use crate::frames::Incoming;
use crate::link::Link;
use crate::progress;
use crate::target::{Target, User};

const BUFFER_BYTES: usize = 256 * 1024;
/// Connections under way at one time: the server's queue of new ones is not endless.
const CONNECTING: usize = 256;

pub(crate) struct Crowd {
    pub(crate) poll: Poll,
    pub(crate) links: Vec<Link>,
    events: Events,
    buffer: Vec<u8>,
    began: Instant,
}

impl Crowd {
    /// Connects everybody and waits for every welcome.
    pub(crate) fn connect(target: &Target, users: &[User]) -> Result<Self> {
        let poll = Poll::new()?;
        let mut crowd = Self {
            poll,
            links: Vec::with_capacity(users.len()),
            events: Events::with_capacity(4_096),
            buffer: vec![0; BUFFER_BYTES],
            began: Instant::now(),
        };
        let bar = progress::bar("connecting", users.len() as u64);
        let mut welcomed = 0;
        while welcomed < users.len() {
            while crowd.links.len() < users.len() && crowd.links.len() - welcomed < CONNECTING {
                let at = crowd.links.len();
                let link = Link::open(
                    target.door,
                    crowd.poll.registry(),
                    Token(at),
                    &users[at].token,
                    "bench",
                )?;
                crowd.links.push(link);
            }
            let before = welcomed;
            crowd.turn(Duration::from_secs(20), |_, _, incoming, _| {
                match incoming {
                    Incoming::Welcome => welcomed += 1,
                    Incoming::Error(code) => bail!("the server refused a hello with code {code}"),
                    _ => {}
                }
                Ok(())
            })?;
            bar.inc((welcomed - before) as u64);
        }
        bar.finish_and_clear();
        Ok(crowd)
    }

    pub(crate) fn now_us(&self) -> u64 {
        self.began.elapsed().as_micros() as u64
    }

    /// Waits for events once, gives every frame to `take` with the link it came by and the time, then writes.
    pub(crate) fn turn(
        &mut self,
        wait: Duration,
        mut take: impl FnMut(usize, &mut Vec<Vec<u8>>, Incoming, u64) -> Result<()>,
    ) -> Result<()> {
        self.poll.poll(&mut self.events, Some(wait))?;
        let mut replies = Vec::new();
        for event in &self.events {
            let at = event.token().0;
            let now_us = self.began.elapsed().as_micros() as u64;
            let link = &mut self.links[at];
            link.read(&mut self.buffer, |incoming| {
                take(at, &mut replies, incoming, now_us)
            })?;
            for reply in replies.drain(..) {
                link.write(&reply);
            }
            link.flush(self.poll.registry(), event.token())?;
        }
        Ok(())
    }

    /// Writes what waits on a link.
    pub(crate) fn flush(&mut self, at: usize) -> Result<()> {
        self.links[at].flush(self.poll.registry(), Token(at))
    }

    /// Writes a frame now.
    pub(crate) fn send(&mut self, at: usize, frame: &[u8]) -> Result<()> {
        self.links[at].write(frame);
        self.flush(at)
    }
}
