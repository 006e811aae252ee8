//! What is done to the server, in which part of the time.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::sync::watch;

use crate::log_pipe::{LogPipe, Reader};
use crate::run::{Soak, eprintln_line};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nobody scrapes, everything else is well.
    Calm,
    /// The reader of the log stands still.
    LogStalls,
    /// The reader of the log is dead.
    LogIsBroken,
    /// The disk takes nothing, and takes something again, several times.
    DiskFull,
    /// Figures are scraped.
    Scraped,
}

/// Parts of a hundred of the whole time, in their order.
const SCHEDULE: [(Phase, u32); 7] = [
    (Phase::Calm, 25),
    (Phase::LogStalls, 10),
    (Phase::LogIsBroken, 10),
    (Phase::Calm, 10),
    (Phase::DiskFull, 10),
    (Phase::Calm, 10),
    (Phase::Scraped, 25),
];
/// Full and free again, so often.
const FULL_TIMES: u32 = 3;

impl Phase {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm, nobody scrapes",
            Self::LogStalls => "the log's reader stands still",
            Self::LogIsBroken => "the log's reader is dead",
            Self::DiskFull => "the disk fills up and is freed",
            Self::Scraped => "calm, scraped",
        }
    }
}

pub(crate) async fn disturb(
    soak: &Soak,
    pipe: &LogPipe,
    phase_is: &watch::Sender<Phase>,
    lasts: Duration,
) -> Result<()> {
    for (phase, parts) in SCHEDULE {
        let time = lasts * parts / 100;
        eprintln_line(&format!("{} for {} s", phase.name(), time.as_secs()));
        pipe.set(match phase {
            Phase::LogStalls => Reader::StandsStill,
            Phase::LogIsBroken => Reader::IsDead,
            _ => Reader::Reads,
        })?;
        phase_is.send_replace(phase);
        if phase == Phase::DiskFull {
            fill_and_free(soak, time).await?;
        } else {
            tokio::time::sleep(time).await;
        }
    }
    Ok(())
}

async fn fill_and_free(soak: &Soak, time: Duration) -> Result<()> {
    // Full for as long as a client's patience, free for the rest; the last stretch is free, so that all recover.
    let stretch = time / (FULL_TIMES * 2);
    let full = stretch.min(Duration::from_secs(20));
    for _ in 0..FULL_TIMES {
        limit_files(soak, "4096")?;
        tokio::time::sleep(full).await;
        limit_files(soak, "unlimited")?;
        tokio::time::sleep((stretch * 2).saturating_sub(full)).await;
    }
    Ok(())
}

/// No file may be written beyond this many bytes: what a full disk says, on any machine, for one process.
fn limit_files(soak: &Soak, bytes: &str) -> Result<()> {
    let process_id = soak
        .office
        .server
        .process_id()
        .context("the server runs")?
        .to_string();
    let limited = Command::new("prlimit")
        .args(["--pid", &process_id, &format!("--fsize={bytes}:unlimited")])
        .status()
        .context("prlimit")?;
    ensure!(limited.success(), "prlimit failed");
    Ok(())
}
