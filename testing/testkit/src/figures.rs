//! What the system says of a process.

use std::fs;

use anyhow::{Context as _, Result};

/// Resident memory.
pub fn rss_bytes(process_id: u32) -> Result<u64> {
    Ok(status_figure(process_id, "VmRSS:")? * 1_024)
}

/// The most that was resident at any time since the start, or since [`forget_highest_rss`]. The system notes it, so that no peak
/// is too short to be seen.
pub fn highest_rss_bytes(process_id: u32) -> Result<u64> {
    Ok(status_figure(process_id, "VmHWM:")? * 1_024)
}

/// What was resident at the highest so far does not count any more: a start needs more than what follows.
pub fn forget_highest_rss(process_id: u32) -> Result<()> {
    const PEAK: &str = "5";
    let file = format!("/proc/{process_id}/clear_refs");
    fs::write(&file, PEAK).context(file)
}

/// Threads.
pub fn threads(process_id: u32) -> Result<usize> {
    Ok(status_figure(process_id, "Threads:")? as usize)
}

/// Files, sockets and pipes that are open.
pub fn open_files(process_id: u32) -> Result<usize> {
    let folder = format!("/proc/{process_id}/fd");
    Ok(fs::read_dir(&folder).context(folder)?.count())
}

fn status_figure(process_id: u32, name: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{process_id}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .with_context(|| format!("no {name}"))
}
