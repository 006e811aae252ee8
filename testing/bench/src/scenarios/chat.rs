//! `chat`: durable one-to-one messages. Each pair's sender keeps a window of messages without ack; the recipient
//! confirms what each read brought. The relay runs in the same call with the same pattern.

use std::time::Duration;

use anyhow::{Result, bail};
use mio::{Events, Token};
use serde_json::{Value, json};

use super::{Pattern, WARM_UP};
use crate::delay::Delays;
use crate::frames::{self, Incoming, SendTemplate};
use crate::link::Link;
use crate::scenarios::crowd::Crowd;
use crate::target::{Target, User};
use crate::tracker::Tracker;
use crate::{progress, relay};

const BUFFER_BYTES: usize = 256 * 1024;
/// How long the last messages may take to arrive after the last send.
const SETTLING: Duration = Duration::from_secs(10);

pub(super) struct Pair {
    template: SendTemplate,
    conversation_id: String,
    pub(super) sent: u64,
    /// Where this sender stops, before its time is over.
    pub(super) most: u64,
    sent_us: Vec<u64>,
    tracker: Tracker,
    /// The newest message that the recipient has.
    newest: u64,
    /// Up to where the recipient said to have read.
    marked: u64,
    /// Whether that is not answered yet.
    is_marking: bool,
    marks: u64,
}

impl Pair {
    /// What one read brings the recipient, who confirms it. Without `deliveries`, nothing of it is counted.
    fn receive(
        &mut self,
        link: &mut Link,
        buffer: &mut [u8],
        now_us: u64,
        mut deliveries: Option<&mut Delays>,
    ) -> Result<()> {
        let before = self.newest;
        link.read(buffer, |incoming| {
            match incoming {
                Incoming::Message {
                    number,
                    time_us,
                    seq,
                    ..
                } => {
                    self.tracker.arrived(number);
                    if let Some(deliveries) = &mut deliveries {
                        deliveries.record_us(now_us.saturating_sub(time_us));
                    }
                    self.newest = self.newest.max(seq);
                }
                Incoming::Done => {
                    self.is_marking = false;
                    self.marks += u64::from(deliveries.is_some());
                }
                Incoming::Error(code) => bail!("a mark was refused with code {code}"),
                _ => {}
            }
            Ok(())
        })?;
        if self.newest > before {
            link.write(&frames::received(&self.conversation_id, self.newest));
        }
        Ok(())
    }

    /// Says that everything is read, unless the last such word is still on its way.
    fn mark(&mut self, link: &mut Link) {
        if !self.is_marking && self.newest > self.marked {
            link.write(&frames::mark_read(&self.conversation_id, self.newest));
            self.marked = self.newest;
            self.is_marking = true;
        }
    }

    /// The slot of a number in the ring of send times.
    fn slot(&self, number: u64) -> usize {
        number as usize % self.sent_us.len()
    }

    fn next(&mut self, link: &mut Link, now_us: u64) {
        if self.sent >= self.most {
            return;
        }
        let slot = self.slot(self.sent);
        self.sent_us[slot] = now_us;
        link.write(self.template.fill(self.sent, now_us));
        self.sent += 1;
    }
}

pub(crate) fn chat(target: &Target, pattern: &Pattern) -> Result<Value> {
    let (mut pairs, users) = make_pairs(target, pattern)?;
    // Half before and half after: on a machine that others use, too, one moment may differ much from the next.
    let relayed_before = relay::run(&pattern.half())?;
    let crowd = Crowd::connect(target, &users)?;
    let outcome = talk(crowd, &mut pairs, pattern)?;
    let relayed_after = relay::run(&pattern.half())?;
    let ceiling = f64::midpoint(
        relayed_before.messages_per_second,
        relayed_after.messages_per_second,
    );
    let ratio = outcome.acked_per_second / ceiling;
    let sum = |of: fn(&Tracker) -> u64| pairs.iter().map(|pair| of(&pair.tracker)).sum::<u64>();
    Ok(json!({
        "scenario": "chat",
        "pairs": pattern.pairs,
        "marks": pattern.marks,
        "window": pattern.window,
        "seconds": pattern.seconds,
        "acked_per_second": outcome.acked_per_second.round(),
        "marks_per_second": outcome.marks_per_second.round(),
        "ack_ms": outcome.acks.to_json(),
        "delivery_ms": outcome.deliveries.to_json(),
        "relay_messages_per_second": ceiling.round(),
        "ratio_to_relay": (ratio * 1_000.0).round() / 1_000.0,
        "lost": sum(Tracker::lost),
        "duplicated": sum(|tracker| tracker.duplicated),
        "out_of_order": sum(|tracker| tracker.out_of_order),
    }))
}

/// The pairs, and sender and recipient of each, in turn.
pub(super) fn make_pairs(target: &Target, pattern: &Pattern) -> Result<(Vec<Pair>, Vec<User>)> {
    let senders = target.make_users("bench-s", pattern.pairs)?;
    let recipients = target.make_users("bench-r", pattern.pairs)?;
    let bar = progress::bar("making conversations", pattern.pairs as u64);
    let mut pairs = Vec::with_capacity(pattern.pairs);
    for (number, (sender, recipient)) in senders.iter().zip(&recipients).enumerate() {
        let conversation_id = target.make_direct(sender, recipient)?;
        pairs.push(Pair {
            template: SendTemplate::new(&conversation_id, number as u32),
            conversation_id,
            sent: 0,
            most: u64::MAX,
            sent_us: vec![0; pattern.window],
            tracker: Tracker::default(),
            newest: 0,
            marked: 0,
            is_marking: false,
            marks: 0,
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    let users = senders
        .into_iter()
        .zip(recipients)
        .flat_map(|(sender, recipient)| [sender, recipient])
        .collect();
    Ok((pairs, users))
}

pub(super) struct Outcome {
    acked_per_second: f64,
    marks_per_second: f64,
    acks: Delays,
    deliveries: Delays,
}

pub(super) fn talk(mut crowd: Crowd, pairs: &mut [Pair], pattern: &Pattern) -> Result<Outcome> {
    let spinner = progress::spinner("chatting");
    let start_us = crowd.now_us();
    for (number, pair) in pairs.iter_mut().enumerate() {
        let at = number * 2;
        for _ in 0..pattern.window {
            pair.next(&mut crowd.links[at], start_us);
        }
        crowd.flush(at)?;
    }
    let count_from_us = start_us + WARM_UP.as_micros() as u64;
    let count_to_us = count_from_us + pattern.seconds * 1_000_000;
    let give_up_us = count_to_us + SETTLING.as_micros() as u64;
    let mut outcome = Outcome {
        acked_per_second: 0.0,
        marks_per_second: 0.0,
        acks: Delays::new(),
        deliveries: Delays::new(),
    };
    let mut acked = 0_u64;
    let Crowd { poll, links, .. } = &mut crowd;
    let (mut events, mut buffer) = (Events::with_capacity(4_096), vec![0; BUFFER_BYTES]);
    let began = std::time::Instant::now();
    let now = || start_us + began.elapsed().as_micros() as u64;
    loop {
        poll.poll(&mut events, Some(Duration::from_millis(50)))?;
        let now_us = now();
        for event in &events {
            let at = event.token().0;
            let (pair, link) = (&mut pairs[at / 2], &mut links[at]);
            if at % 2 == 0 {
                let mut room = 0;
                link.read(&mut buffer, |incoming| {
                    match incoming {
                        Incoming::Ack { number, .. } => {
                            pair.tracker.acked();
                            if (count_from_us..count_to_us).contains(&now_us) {
                                acked += 1;
                                let slot = pair.slot(number);
                                outcome
                                    .acks
                                    .record_us(now_us.saturating_sub(pair.sent_us[slot]));
                            }
                            room += 1;
                        }
                        Incoming::Error(code) => bail!("a send was refused with code {code}"),
                        Incoming::GoAway => bail!("the server sent the load away"),
                        _ => {}
                    }
                    Ok(())
                })?;
                if now_us < count_to_us {
                    for _ in 0..room {
                        pair.next(link, now_us);
                    }
                }
            } else {
                let is_counted = (count_from_us..count_to_us).contains(&now_us);
                let deliveries = is_counted.then_some(&mut outcome.deliveries);
                pair.receive(link, &mut buffer, now_us, deliveries)?;
                if pattern.marks {
                    pair.mark(link);
                }
            }
            link.flush(poll.registry(), Token(at))?;
        }
        let is_over = now_us >= count_to_us || pairs.iter().all(|pair| pair.sent >= pair.most);
        let is_settled = is_over
            && pairs
                .iter()
                .all(|pair| pair.tracker.lost() == 0 && pair.tracker.is_settled(pair.sent));
        if is_settled || now_us >= give_up_us {
            break;
        }
    }
    spinner.finish_and_clear();
    outcome.acked_per_second = acked as f64 / pattern.seconds as f64;
    let marks: u64 = pairs.iter().map(|pair| pair.marks).sum();
    outcome.marks_per_second = marks as f64 / pattern.seconds as f64;
    Ok(outcome)
}
