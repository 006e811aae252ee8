//! `group`: one sender at a fixed rate, everybody else in the group connected. Shows what fan-out costs.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::WARM_UP;
use super::crowd::Crowd;
use crate::delay::Delays;
use crate::frames::{self, Incoming, SendTemplate};
use crate::progress;
use crate::target::Target;
use crate::tracker::Tracker;

const SETTLING_US: u64 = 10_000_000;

pub(crate) fn group(target: &Target, members: usize, rate: u32, seconds: u64) -> Result<Value> {
    let users = target.make_users("bench-g", members)?;
    let conversation_id = target.make_group(&users)?;
    let mut crowd = Crowd::connect(target, &users)?;
    let spinner = progress::spinner("sending to the group");
    let mut template = SendTemplate::new(&conversation_id, 0);
    let mut trackers = vec![Tracker::default(); members];
    let (mut acks, mut deliveries) = (Delays::new(), Delays::new());
    let every_us = 1_000_000 / u64::from(rate.max(1));
    let start_us = crowd.now_us();
    let count_from_us = start_us + WARM_UP.as_micros() as u64;
    let end_us = count_from_us + seconds * 1_000_000;
    let (mut sent, mut acked, mut delivered) = (0_u64, 0_u64, 0_u64);
    let mut sent_us = Vec::new();
    loop {
        let now_us = crowd.now_us();
        while now_us < end_us && start_us + sent * every_us <= now_us {
            sent_us.push(now_us);
            let frame = template.fill(sent, now_us).to_vec();
            crowd.send(0, &frame)?;
            sent += 1;
        }
        crowd.turn(Duration::from_millis(1), |at, replies, incoming, now_us| {
            match incoming {
                Incoming::Ack { number, .. } => {
                    acked += 1;
                    for tracker in &mut trackers[1..] {
                        tracker.acked();
                    }
                    let sent_us = sent_us[number as usize];
                    if sent_us >= count_from_us {
                        acks.record_us(now_us.saturating_sub(sent_us));
                    }
                }
                Incoming::Message {
                    number,
                    time_us,
                    seq,
                    ..
                } => {
                    trackers[at].arrived(number);
                    if time_us >= count_from_us {
                        delivered += 1;
                        deliveries.record_us(now_us.saturating_sub(time_us));
                    }
                    replies.push(frames::received(&conversation_id, seq));
                }
                Incoming::Error(code) => bail!("a send was refused with code {code}"),
                _ => {}
            }
            Ok(())
        })?;
        let now_us = crowd.now_us();
        let lost: u64 = trackers.iter().map(Tracker::lost).sum();
        if now_us >= end_us && ((acked == sent && lost == 0) || now_us >= end_us + SETTLING_US) {
            break;
        }
    }
    spinner.finish_and_clear();
    let sum = |of: fn(&Tracker) -> u64| trackers.iter().map(of).sum::<u64>();
    Ok(json!({
        "scenario": "group",
        "members": members,
        "rate": rate,
        "seconds": seconds,
        "deliveries_per_second": (delivered as f64 / seconds as f64).round(),
        "ack_ms": acks.to_json(),
        "delivery_ms": deliveries.to_json(),
        "lost": sum(Tracker::lost),
        "duplicated": sum(|tracker| tracker.duplicated),
        "out_of_order": sum(|tracker| tracker.out_of_order),
    }))
}
