//! `storm`: every connection is cut at once, a message is sent to each user meanwhile, and everybody reconnects and
//! syncs. What the sync brings is checked against what was sent.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use mio::Token;
use prost::Message as _;
use serde_json::{Value, json};
use skein_protocol::wire::{Frame, Position, Sync, frame::Body};

use super::crowd::Crowd;
use crate::delay::Delays;
use crate::frames::{Incoming, SendTemplate};
use crate::target::{Target, User};
use crate::{link::Link, progress};

/// Users each sender writes to.
const LISTENERS: usize = 100;

pub(crate) fn storm(target: &Target, connections: usize) -> Result<Value> {
    let listeners = target.make_users("bench-l", connections)?;
    let senders = target.make_users("bench-w", connections.div_ceil(LISTENERS))?;
    let bar = progress::bar("making conversations", connections as u64);
    let mut ids = Vec::with_capacity(connections);
    for (number, listener) in listeners.iter().enumerate() {
        ids.push(target.make_direct(&senders[number / LISTENERS], listener)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let crowd = Crowd::connect(target, &listeners)?;
    drop(crowd);
    write_meanwhile(target, &senders, &ids)?;
    let (delays, seconds, found) = come_back(target, &listeners, &ids)?;
    Ok(json!({
        "scenario": "storm",
        "connections": connections,
        "seconds": (seconds * 1_000.0).round() / 1_000.0,
        "resumed_per_second": (connections as f64 / seconds).round(),
        "resume_ms": delays.to_json(),
        "lost": connections as u64 - found.min(connections as u64),
        "duplicated": found.saturating_sub(connections as u64),
        "out_of_order": 0,
    }))
}

/// One message for every listener.
fn write_meanwhile(target: &Target, senders: &[User], ids: &[String]) -> Result<()> {
    let mut crowd = Crowd::connect(target, senders)?;
    for (number, id) in ids.iter().enumerate() {
        let at = number / LISTENERS;
        let mut template = SendTemplate::new(id, number as u32);
        let frame = template.fill((number % LISTENERS) as u64, 0).to_vec();
        crowd.send(at, &frame)?;
        // The server limits what one connection has in flight: wait for each ack.
        let mut acked = false;
        while !acked {
            crowd.turn(Duration::from_millis(50), |_, _, incoming, _| {
                match incoming {
                    Incoming::Ack { .. } => acked = true,
                    Incoming::Error(code) => bail!("a send was refused with code {code}"),
                    _ => {}
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// Everybody at once, without pause or jitter: the worst there is.
fn come_back(target: &Target, users: &[User], ids: &[String]) -> Result<(Delays, f64, u64)> {
    let spinner = progress::spinner("everybody comes back");
    let began = Instant::now();
    let mut crowd = Crowd::connect(target, &[])?;
    let mut delays = Delays::new();
    let started_us = crowd.now_us();
    for (at, user) in users.iter().enumerate() {
        let link = Link::open(
            target.door,
            crowd.poll.registry(),
            Token(at),
            &user.token,
            "bench",
        )?;
        crowd.links.push(link);
    }
    let (mut synced, mut found) = (0, 0_u64);
    while synced < users.len() {
        crowd.turn(Duration::from_secs(20), |at, replies, incoming, now_us| {
            match incoming {
                Incoming::Welcome => replies.push(sync(&ids[at])),
                Incoming::Page { messages, .. } => {
                    synced += 1;
                    found += messages as u64;
                    delays.record_us(now_us - started_us);
                }
                Incoming::Error(code) => bail!("a resume was refused with code {code}"),
                _ => {}
            }
            Ok(())
        })?;
    }
    spinner.finish_and_clear();
    Ok((delays, began.elapsed().as_secs_f64(), found))
}

fn sync(conversation_id: &str) -> Vec<u8> {
    let have = vec![Position {
        conversation_id: conversation_id.to_owned(),
        seq: Some(0),
    }];
    let body = Body::Sync(Sync {
        have,
        ..Sync::default()
    });
    Frame {
        id: 2,
        body: Some(body),
    }
    .encode_to_vec()
}
