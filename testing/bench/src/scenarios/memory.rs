//! `memory`: what the server's resident memory is after each so many messages, while nobody asks for its figures. What is
//! bounded is full after a while, and stays.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use skein_testkit::figures;

use super::Pattern;
use super::chat::{make_pairs, talk};
use crate::scenarios::crowd::Crowd;
use crate::target::Target;

/// What may fill, fills within so many messages.
const FILLING: u64 = 200_000;
/// Longer than any round takes.
const ROUND_SECONDS: u64 = 600;

pub(crate) fn memory(
    target: &Target,
    pairs: usize,
    window: usize,
    messages: u64,
    round: u64,
) -> Result<Value> {
    let process_id = target.process_id()?;
    let pattern = Pattern {
        marks: false,
        pairs,
        window,
        seconds: ROUND_SECONDS,
    };
    let (mut talks, users) = make_pairs(target, &pattern)?;
    let mut course = Vec::new();
    let mut rss_when_full = Vec::new();
    let mut sent = 0;
    while sent < messages {
        let most = (sent + round).div_ceil(talks.len() as u64);
        for pair in &mut talks {
            pair.most = most;
        }
        talk(Crowd::connect(target, &users)?, &mut talks, &pattern)?;
        let before = sent;
        sent = talks.iter().map(|pair| pair.sent).sum();
        ensure!(sent > before, "nothing was sent in ten minutes");
        let rss_mib = figures::rss_bytes(process_id)? >> 20;
        course.push(json!({ "messages": sent, "rss_mib": rss_mib }));
        if sent >= FILLING {
            rss_when_full.push(rss_mib);
        }
    }
    let least = rss_when_full.iter().min().context("too few messages")?;
    Ok(json!({
        "scenario": "memory",
        "pairs": pairs,
        "window": window,
        "course": course,
        "rss_mib_after_200000": {
            "first": rss_when_full.first(),
            "least": least,
            "most": rss_when_full.iter().max(),
        },
    }))
}
