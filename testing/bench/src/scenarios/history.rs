//! `history`: the newest page of conversations that have some, asked for as fast as answers come.

use std::time::Duration;

use anyhow::{Result, bail};
use prost::Message as _;
use serde_json::{Value, json};
use skein_protocol::wire::{Frame, History};

use super::crowd::Crowd;
use crate::delay::Delays;
use crate::frames::{Incoming, SendTemplate};
use crate::progress;
use crate::target::Target;

/// Messages in a page.
const PAGE: u32 = 50;
/// Sends of one conversation under way while it is filled.
const FILLING: u64 = 32;

pub(crate) fn history(
    target: &Target,
    conversations: usize,
    messages: u64,
    seconds: u64,
) -> Result<Value> {
    let users = target.make_users("bench-h", conversations + 1)?;
    let ids = (0..conversations)
        .map(|number| target.make_direct(&users[number], &users[conversations]))
        .collect::<Result<Vec<_>>>()?;
    let mut crowd = Crowd::connect(target, &users[..conversations])?;
    fill(&mut crowd, &ids, messages)?;

    let spinner = progress::spinner("reading history");
    let requests: Vec<Vec<u8>> = ids
        .iter()
        .map(|id| {
            let ask = History {
                conversation_id: id.clone(),
                limit: PAGE,
                ..History::default()
            };
            let frame = Frame {
                id: 1,
                body: Some(skein_protocol::wire::frame::Body::History(ask)),
            };
            frame.encode_to_vec()
        })
        .collect();
    let mut asked_us = vec![0; conversations];
    for (at, request) in requests.iter().enumerate() {
        asked_us[at] = crowd.now_us();
        crowd.send(at, request)?;
    }
    let end_us = crowd.now_us() + seconds * 1_000_000;
    let (mut pages, mut short_pages, mut delays) = (0_u64, 0_u64, Delays::new());
    let expected = u64::from(PAGE).min(messages) as usize;
    while crowd.now_us() < end_us {
        crowd.turn(
            Duration::from_millis(50),
            |at, replies, incoming, now_us| {
                match incoming {
                    Incoming::Page { messages, .. } => {
                        pages += 1;
                        short_pages += u64::from(messages != expected);
                        delays.record_us(now_us.saturating_sub(asked_us[at]));
                        asked_us[at] = now_us;
                        replies.push(requests[at].clone());
                    }
                    Incoming::Error(code) => bail!("history was refused with code {code}"),
                    _ => {}
                }
                Ok(())
            },
        )?;
    }
    spinner.finish_and_clear();
    Ok(json!({
        "scenario": "history",
        "conversations": conversations,
        "messages": messages,
        "page": PAGE,
        "pages_per_second": (pages as f64 / seconds as f64).round(),
        "page_ms": delays.to_json(),
        "lost": short_pages,
    }))
}

/// Sends the history that will be read.
fn fill(crowd: &mut Crowd, ids: &[String], messages: u64) -> Result<()> {
    let bar = progress::bar("filling conversations", ids.len() as u64 * messages);
    let mut templates: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(at, id)| SendTemplate::new(id, at as u32))
        .collect();
    let mut sent = vec![0; ids.len()];
    for (at, template) in templates.iter_mut().enumerate() {
        for number in 0..FILLING.min(messages) {
            let frame = template.fill(number, 0).to_vec();
            crowd.send(at, &frame)?;
            sent[at] += 1;
        }
    }
    let mut acked = 0;
    while acked < ids.len() as u64 * messages {
        let before = acked;
        crowd.turn(Duration::from_millis(50), |at, replies, incoming, _| {
            match incoming {
                Incoming::Ack { .. } => {
                    acked += 1;
                    if sent[at] < messages {
                        replies.push(templates[at].fill(sent[at], 0).to_vec());
                        sent[at] += 1;
                    }
                }
                Incoming::Error(code) => bail!("a send was refused with code {code}"),
                _ => {}
            }
            Ok(())
        })?;
        bar.inc(acked - before);
    }
    bar.finish_and_clear();
    Ok(())
}
