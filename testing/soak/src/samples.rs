//! What the system says of the server every five seconds, and how long a message takes meanwhile.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use skein_testkit::{figures, unique_name};

use crate::disturbances::Phase;
use crate::run::{Soak, eprintln_line};

const EVERY: Duration = Duration::from_secs(5);
const PROBE_EVERY: Duration = Duration::from_millis(100);
/// Samples between two lines of progress.
const PROGRESS_EVERY: usize = 12;

#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) at: Duration,
    pub(crate) phase: Phase,
    pub(crate) rss_bytes: u64,
    pub(crate) open_files: usize,
    pub(crate) threads: usize,
    pub(crate) disk_bytes: u64,
    pub(crate) acks: u64,
    /// Of messages by REST, each with its ack.
    pub(crate) median_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Sample {
    pub(crate) fn take(soak: &Soak, at: Duration, delays_ms: &mut Vec<f64>) -> Result<Self> {
        let server = &soak.office.server;
        let process_id = server.process_id().context("the server runs")?;
        delays_ms.sort_unstable_by(f64::total_cmp);
        let part = |part: f64| {
            let at = (delays_ms.len() as f64 * part) as usize;
            delays_ms.get(at).copied().unwrap_or(0.0)
        };
        let sample = Self {
            at,
            phase: *soak.phase.borrow(),
            rss_bytes: figures::rss_bytes(process_id)?,
            open_files: figures::open_files(process_id)?,
            threads: figures::threads(process_id)?,
            disk_bytes: folder_bytes(server.data_dir()),
            acks: soak.counts.acks.load(Ordering::Relaxed),
            median_ms: part(0.5),
            p99_ms: part(0.99),
        };
        delays_ms.clear();
        Ok(sample)
    }
}

/// Until the soak is over.
pub(crate) async fn sample_all(soak: Arc<Soak>, began: Instant) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut delays_ms = Vec::new();
    let mut talk = None;
    let mut next = began + EVERY;
    while soak.goes_on() {
        if let Some(delay_ms) = probe(&soak, &mut talk).await {
            delays_ms.push(delay_ms);
        }
        tokio::time::sleep(PROBE_EVERY).await;
        if Instant::now() < next {
            continue;
        }
        next += EVERY;
        match Sample::take(&soak, began.elapsed(), &mut delays_ms) {
            Ok(sample) => {
                if samples.len() % PROGRESS_EVERY == 0 {
                    eprintln_line(&progress(&sample));
                }
                samples.push(sample);
            }
            Err(error) => soak.note_broken(format!("the server can't be looked at: {error:#}")),
        }
    }
    samples
}

fn progress(sample: &Sample) -> String {
    format!(
        "{:>5} s  {:>4} MiB  {:>4} files  {:>3} threads  p50 {:.1} ms  p99 {:.1} ms  {} acks",
        sample.at.as_secs(),
        sample.rss_bytes >> 20,
        sample.open_files,
        sample.threads,
        sample.median_ms,
        sample.p99_ms,
        sample.acks
    )
}

/// Sends one message and gives how long that took; nothing when it was refused, which others judge.
async fn probe(soak: &Soak, talk: &mut Option<String>) -> Option<f64> {
    let facade = soak.office.server.facade();
    if talk.is_none() {
        facade.create_user("probe-a", "employee").await.ok()?;
        facade.create_user("probe-b", "employee").await.ok()?;
        *talk = facade.create_direct("probe-a", "probe-b").await.ok();
    }
    let began = Instant::now();
    facade
        .send_text(talk.as_ref()?, "probe-a", &unique_name("probe"), "probe")
        .await
        .ok()?;
    Some(began.elapsed().as_secs_f64() * 1_000.0)
}

fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => folder_bytes(&entry.path()),
            Ok(data) => data.len(),
            // Gone meanwhile.
            Err(_) => 0,
        })
        .sum()
}
