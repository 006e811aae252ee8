//! `memory`: what the server's resident memory is after each so many messages, while nobody asks for its figures. What is
//! bounded is full after a while, and stays.

use anyhow::Result;
use serde_json::{Value, json};
use skein_testkit::figures;

use super::Pattern;
use super::chat::{make_pairs, talk};
use crate::scenarios::crowd::Crowd;
use crate::target::Target;

pub(crate) fn memory(target: &Target, pattern: &Pattern, messages: u64) -> Result<Value> {
    let process_id = target.process_id()?;
    let (mut pairs, users) = make_pairs(target, pattern)?;
    let mut course = Vec::new();
    let mut sent = 0;
    while sent < messages {
        let crowd = Crowd::connect(target, &users)?;
        talk(crowd, &mut pairs, pattern)?;
        sent = pairs.iter().map(|pair| pair.sent).sum();
        let rss_bytes = figures::rss_bytes(process_id)?;
        course.push(json!({ "messages": sent, "rss_mib": rss_bytes >> 20 }));
    }
    Ok(json!({
        "scenario": "memory",
        "pairs": pattern.pairs,
        "window": pattern.window,
        "course": course,
    }))
}
