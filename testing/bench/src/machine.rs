//! What the system says of a process, and how many files this one may open.

use std::fs;

use anyhow::{Context as _, Result};

/// Processor time a process has used, in microseconds. The kernel counts in hundredths of a second.
pub(crate) fn cpu_us(process_id: u32) -> Result<u64> {
    const TICK_US: u64 = 10_000;
    let text = fs::read_to_string(format!("/proc/{process_id}/stat"))?;
    // The name in parentheses may hold spaces; what follows it does not.
    let rest = text.rsplit(')').next().context("no name")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |at: usize| -> Result<u64> { Ok(fields.get(at).context("too short")?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) * TICK_US)
}

/// Raises the limit of open files as far as the system allows, and says how far that is.
pub(crate) fn raise_file_limit() -> Result<u64> {
    Ok(rlimit::increase_nofile_limit(u64::MAX)?)
}
