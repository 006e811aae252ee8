//! Whether it was good, and the table of what was seen.

use crate::run::Findings;
use crate::samples::Sample;

const MIB: f64 = 1_048_576.0;
/// Rows of the table, beside the two at rest.
const ROWS: usize = 12;
/// The first part of the time is for filling caches.
const WARM_UP: f64 = 0.3;
/// How much memory may grow after that: caches that are still filling, a start amount and so much a minute. A leak of a
/// few hundred bytes a message is a multiple of it.
const GROWTH_MIB: f64 = 24.0;
const GROWTH_MIB_A_MINUTE: f64 = 0.5;
/// In less time caches are filling, and memory says nothing.
const LEAST_MINUTES: f64 = 15.0;
/// Handles at rest after all, more than before: tables of the log that are kept open.
const MORE_FILES_AT_REST: usize = 64;
const MORE_THREADS_AT_REST: usize = 8;

/// True when nothing is wrong.
#[expect(clippy::print_stdout, reason = "standard output is where results go")]
pub(crate) fn print(findings: &Findings) -> bool {
    println!(
        "| minute | what happens | resident memory, MiB | handles | threads | data folder, MiB | acks a second | p50, ms | p99, ms |"
    );
    println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    println!("{}", at_rest("before", &findings.at_rest_before));
    for slice in findings
        .samples
        .chunks(findings.samples.len().div_ceil(ROWS).max(1))
    {
        println!("{}", row(slice));
    }
    println!("{}", at_rest("after", &findings.at_rest_after));
    println!("\nIn {:.1} minutes:", findings.lasted.as_secs_f64() / 60.0);
    for (what, count) in &findings.counts {
        println!("- {count} {what}");
    }
    println!("- {} lines of the log were read", findings.log_lines);
    let wrong = judge(findings);
    for error in &findings.log_errors {
        println!("- the log said: {error}");
    }
    for problem in &wrong {
        println!("WRONG: {problem}");
    }
    if wrong.is_empty() && minutes_after_warm_up(findings) < LEAST_MINUTES {
        println!("Nothing was lost, nothing doubled; whether memory is flat, a longer run says.");
    } else if wrong.is_empty() {
        println!("Memory and handles are flat, nothing was lost, nothing doubled.");
    }
    wrong.is_empty()
}

fn at_rest(when: &str, sample: &Sample) -> String {
    format!(
        "| {when} | nobody is there | {:.0} | {} | {} | {:.0} | | | |",
        mib(sample.rss_bytes),
        sample.open_files,
        sample.threads,
        mib(sample.disk_bytes)
    )
}

fn row(slice: &[Sample]) -> String {
    let (Some(first), Some(last)) = (slice.first(), slice.last()) else {
        return String::new();
    };
    let mut phases: Vec<&str> = slice.iter().map(|sample| sample.phase.name()).collect();
    phases.dedup();
    let seconds = last.at.saturating_sub(first.at).as_secs_f64().max(1.0);
    format!(
        "| {:.0} | {} | {:.0} | {} | {} | {:.0} | {:.0} | {:.1} | {:.1} |",
        last.at.as_secs_f64() / 60.0,
        phases.join("; "),
        mib(last.rss_bytes),
        slice
            .iter()
            .map(|sample| sample.open_files)
            .max()
            .unwrap_or(0),
        slice.iter().map(|sample| sample.threads).max().unwrap_or(0),
        mib(last.disk_bytes),
        (last.acks - first.acks) as f64 / seconds,
        median(slice.iter().map(|sample| sample.median_ms)),
        slice.iter().map(|sample| sample.p99_ms).fold(0.0, f64::max),
    )
}

fn judge(findings: &Findings) -> Vec<String> {
    let mut wrong = findings.broken.clone();
    let warm_up = findings.lasted.mul_f64(WARM_UP);
    let warm: Vec<&Sample> = findings
        .samples
        .iter()
        .filter(|sample| sample.at >= warm_up)
        .collect();
    let part = warm.len() / 5;
    if part == 0 {
        wrong.push("it was too short to say anything".to_owned());
        return wrong;
    }
    let memory = |samples: &[&Sample]| median(samples.iter().map(|sample| mib(sample.rss_bytes)));
    let (at_first, at_last) = (memory(&warm[..part]), memory(&warm[warm.len() - part..]));
    let minutes = minutes_after_warm_up(findings);
    let bound = GROWTH_MIB + GROWTH_MIB_A_MINUTE * minutes;
    if minutes >= LEAST_MINUTES && at_last - at_first > bound {
        wrong.push(format!(
            "memory grew from {at_first:.0} to {at_last:.0} MiB after the warm-up; {bound:.0} MiB more are allowed"
        ));
    }
    let (before, after) = (&findings.at_rest_before, &findings.at_rest_after);
    if after.open_files > before.open_files + MORE_FILES_AT_REST {
        wrong.push(format!(
            "{} handles were open at rest before, {} are after",
            before.open_files, after.open_files
        ));
    }
    if after.threads > before.threads + MORE_THREADS_AT_REST {
        wrong.push(format!(
            "{} threads were there at rest before, {} are after",
            before.threads, after.threads
        ));
    }
    wrong
}

fn minutes_after_warm_up(findings: &Findings) -> f64 {
    findings.lasted.mul_f64(1.0 - WARM_UP).as_secs_f64() / 60.0
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / MIB
}
