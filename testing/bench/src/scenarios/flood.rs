//! `poll-flood`, `socket-flood`: what strangers with a forged token cost who all say much at once, and how long good clients
//! wait for an ack meanwhile.

use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};
use skein_testkit::figures;

use super::WARM_UP;
use super::crowd::Crowd;
use crate::delay::Delays;
use crate::flood::{Door, Flood};
use crate::frames::{self, Incoming, SendTemplate};
use crate::progress;
use crate::target::Target;

const SETTLING_US: u64 = 60_000_000;
/// Messages of a good client that may be without ack: no server takes endlessly many. What is due meanwhile is sent later.
const WINDOW: usize = 32;

/// Strangers, and the good clients beside them.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Strangers {
    /// Strangers who speak at a time.
    #[arg(long, default_value_t = 300)]
    parallel: usize,
    /// Addresses they come from, on the loopback network.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=250))]
    addresses: u16,
    /// Good clients who send.
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Messages a second of each good client.
    #[arg(long, default_value_t = 50)]
    rate: u32,
    /// Seconds counted, after two of warming up.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
}

pub(crate) fn flood(target: &Target, door: Door, strangers: &Strangers) -> Result<Value> {
    let process_id = target.process_id()?;
    let mut talks = Talks::begin(target, strangers)?;
    let calm = talks.go_on("good clients alone", strangers.seconds.div_ceil(4))?;
    let rss_before = figures::rss_bytes(process_id)?;
    figures::forget_highest_rss(process_id)?;
    let flood = Flood::start(
        target.address,
        door,
        strangers.parallel,
        usize::from(strangers.addresses),
        &talks.forged_token,
    )?;
    let flooded = talks.go_on("good clients and strangers", strangers.seconds)?;
    let answers = flood.stop()?;
    let lasted = strangers.seconds + WARM_UP.as_secs();
    Ok(json!({
        "scenario": match door {
            Door::Poll => "poll-flood",
            Door::Websocket => "socket-flood",
        },
        "parallel": strangers.parallel,
        "addresses": strangers.addresses,
        "clients": strangers.clients,
        "rate": strangers.rate,
        "seconds": strangers.seconds,
        "rss_mib_before": rss_before >> 20,
        "rss_mib_highest": figures::highest_rss_bytes(process_id)? >> 20,
        "answers_per_second": answers.values().sum::<u64>() / lasted,
        "answers": answers,
        "ack_ms": flooded.to_json(),
        "ack_ms_before": calm.to_json(),
    }))
}

/// Good clients, each with somebody who listens.
struct Talks {
    crowd: Crowd,
    senders: Vec<Sender>,
    every_us: u64,
    forged_token: String,
}

struct Sender {
    template: SendTemplate,
    conversation_id: String,
    /// When each message had to be sent, whether or not that was possible: a stall is felt by all who come in it.
    due_us: Vec<u64>,
    acked: u64,
}

impl Talks {
    fn begin(target: &Target, strangers: &Strangers) -> Result<Self> {
        let users = target.make_users("bench-g", 2 * strangers.clients.max(1))?;
        let (senders, listeners) = users.split_at(users.len() / 2);
        let senders = senders.iter().zip(listeners).enumerate();
        let senders = senders.map(|(number, (sender, listener))| {
            let conversation_id = target.make_direct(sender, listener)?;
            Ok(Sender {
                template: SendTemplate::new(&conversation_id, number as u32),
                conversation_id,
                due_us: Vec::new(),
                acked: 0,
            })
        });
        Ok(Self {
            senders: senders.collect::<Result<_>>()?,
            crowd: Crowd::connect(target, &users)?,
            every_us: 1_000_000 / u64::from(strangers.rate.max(1)),
            forged_token: forge(&users[0].token),
        })
    }

    /// Everybody sends at their rate for the warm-up and so many seconds; gives how long the acks took.
    fn go_on(&mut self, what: &'static str, seconds: u64) -> Result<Delays> {
        let spinner = progress::spinner(what);
        let Self {
            crowd,
            senders,
            every_us,
            ..
        } = self;
        let mut acks = Delays::new();
        let start_us = crowd.now_us();
        let count_from_us = start_us + WARM_UP.as_micros() as u64;
        let end_us = count_from_us + seconds * 1_000_000;
        let before: Vec<usize> = senders.iter().map(|sender| sender.due_us.len()).collect();
        loop {
            let now_us = crowd.now_us();
            for (at, sender) in senders.iter_mut().enumerate() {
                loop {
                    let sent = sender.due_us.len();
                    let due_us = start_us + (sent - before[at]) as u64 * *every_us;
                    let in_flight = sent - sender.acked as usize;
                    if due_us > now_us || due_us >= end_us || in_flight >= WINDOW {
                        break;
                    }
                    crowd.send(at, sender.template.fill(sent as u64, now_us))?;
                    sender.due_us.push(due_us);
                }
            }
            crowd.turn(Duration::from_millis(1), |at, replies, incoming, now_us| {
                match incoming {
                    Incoming::Ack { number, .. } => {
                        senders[at].acked += 1;
                        let due_us = senders[at].due_us[number as usize];
                        if due_us >= count_from_us {
                            acks.record_us(now_us.saturating_sub(due_us));
                        }
                    }
                    Incoming::Message { seq, .. } => {
                        let sender = &senders[at - senders.len()];
                        replies.push(frames::received(&sender.conversation_id, seq));
                    }
                    Incoming::Error(code) => bail!("a send was refused with code {code}"),
                    Incoming::GoAway => bail!("the server sent a good client away"),
                    _ => {}
                }
                Ok(())
            })?;
            let all_sent = ((end_us - start_us).div_ceil(*every_us)) as usize;
            let is_done = |(sender, before): (&Sender, &usize)| {
                sender.due_us.len() - before >= all_sent
                    && sender.acked == sender.due_us.len() as u64
            };
            if senders.iter().zip(&before).all(is_done) {
                break;
            }
            if crowd.now_us() >= end_us + SETTLING_US {
                bail!("messages of good clients got no ack within a minute");
            }
        }
        spinner.finish_and_clear();
        Ok(acks)
    }
}

/// A token that has to be looked at to its end: only the signature is wrong.
fn forge(token: &str) -> String {
    let (head, signature) = token.rsplit_once('.').unwrap_or((token, ""));
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{head}.{other}{}", signature.get(1..).unwrap_or(""))
}
