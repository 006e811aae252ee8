//! `idle`: what an authenticated connection costs that says nothing. Memory is the slope between two counts, so that
//! what the server needs anyway does not count; processor time is taken at the larger count.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::crowd::Crowd;
use skein_testkit::figures;

use crate::machine;
use crate::target::Target;

/// Lets allocators and the kernel come to rest.
const REST: Duration = Duration::from_secs(3);

pub(crate) fn idle(target: &Target, connections: usize, seconds: u64) -> Result<Value> {
    let process_id = target.process_id()?;
    let users = target.make_users("bench-i", connections)?;
    let half = connections / 2;
    let first = Crowd::connect(target, &users[..half])?;
    thread::sleep(REST);
    let rss_at_half = figures::rss_bytes(process_id)?;
    let second = Crowd::connect(target, &users[half..])?;
    thread::sleep(REST);
    let rss_at_all = figures::rss_bytes(process_id)?;
    let cpu_before = machine::cpu_us(process_id)?;
    thread::sleep(Duration::from_secs(seconds));
    let cpu_us = machine::cpu_us(process_id)? - cpu_before;
    drop((first, second));
    let slope = rss_at_all.saturating_sub(rss_at_half) as f64 / (connections - half) as f64;
    Ok(json!({
        "scenario": "idle",
        "transport": format!("{:?}", target.door.1).to_lowercase(),
        "connections": connections,
        "rss_bytes_per_connection": slope.round(),
        "cpu_us_per_connection_second":
            (cpu_us as f64 / (connections as u64 * seconds) as f64 * 1_000.0).round() / 1_000.0,
        "rss_bytes": rss_at_all,
    }))
}
