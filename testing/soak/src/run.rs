//! One soak: the server, everybody who comes to it, what is done to it, and what is seen.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use parking_lot::Mutex;
use skein_e2e::office::Office;
use skein_testkit::SkeinServer;
use tokio::sync::watch;

use crate::disturbances::{Phase, disturb};
use crate::log_pipe::LogPipe;
use crate::samples::{Sample, sample_all};
use crate::{crowds, desk, passers_by};

/// Writes standard error into the pipe; a file that may not grow is an error instead of the end.
const LAUNCHER: [&str; 3] = [
    "sh",
    "-c",
    "trap '' XFSZ; exec \"$0\" \"$@\" 2>>\"$STANDARD_ERROR\"",
];

#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) lasts: Duration,
    pub(crate) messages: usize,
}

/// What all parts share.
#[derive(Debug)]
pub(crate) struct Soak {
    pub(crate) office: Office,
    pub(crate) phase: watch::Receiver<Phase>,
    pub(crate) is_over: AtomicBool,
    pub(crate) counts: Counts,
    /// Promises that were broken, in words.
    pub(crate) broken: Mutex<Vec<String>>,
}

#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) acks: AtomicU64,
    pub(crate) consultations: AtomicU64,
    pub(crate) crowds: AtomicU64,
    pub(crate) requests: AtomicU64,
    pub(crate) sign_ins: AtomicU64,
    pub(crate) strangers: AtomicU64,
    pub(crate) refused_by_the_disk: AtomicU64,
}

/// All that is needed to judge.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) lasted: Duration,
    pub(crate) samples: Vec<Sample>,
    pub(crate) at_rest_before: Sample,
    pub(crate) at_rest_after: Sample,
    pub(crate) broken: Vec<String>,
    pub(crate) counts: Vec<(&'static str, u64)>,
    pub(crate) log_lines: u64,
    pub(crate) log_errors: Vec<String>,
}

impl Soak {
    pub(crate) fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::SeqCst)
    }

    pub(crate) fn note_broken(&self, what: impl Into<String>) {
        let mut broken = self.broken.lock();
        if broken.len() < 100 {
            let what = what.into();
            eprintln_line(&format!("BROKEN: {what}"));
            broken.push(what);
        }
    }

    /// An error while the disk is full is what was asked for; any other is a broken promise.
    pub(crate) fn note_error(&self, who: &str, error: &anyhow::Error, phase_at_begin: Phase) {
        if phase_at_begin == Phase::DiskFull || *self.phase.borrow() == Phase::DiskFull {
            count(&self.counts.refused_by_the_disk, 1);
        } else {
            self.note_broken(format!("{who}: {error:#}"));
        }
    }
}

pub(crate) fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

#[expect(clippy::print_stderr, reason = "progress goes to standard error")]
pub(crate) fn eprintln_line(line: &str) {
    eprintln!("{line}");
}

pub(crate) async fn run(wanted: &Wanted) -> Result<Findings> {
    let folder = tempfile::tempdir()?;
    let pipe = LogPipe::make(folder.path())?;
    let server = start(&pipe.path).await?;
    let office = Office::of(server).await?;
    let (phase_is, phase) = watch::channel(Phase::Calm);
    let soak = Arc::new(Soak {
        office,
        phase,
        is_over: AtomicBool::new(false),
        counts: Counts::default(),
        broken: Mutex::default(),
    });

    // One of each, so that what is made once is made; then everybody goes.
    eprintln_line("one of each comes and goes");
    crowds::one_crowd(&soak, 0, wanted.messages, 10).await?;
    desk::one_shift(&soak, 0, Duration::from_secs(5)).await?;
    let at_rest_before = at_rest(&soak).await?;

    let began = Instant::now();
    let samples = tokio::task::JoinSet::from_iter([sample_all(Arc::clone(&soak), began)]);
    let mut load = tokio::task::JoinSet::new();
    load.spawn(crowds::come_and_go(Arc::clone(&soak), wanted.messages));
    load.spawn(desk::serve_visitors(Arc::clone(&soak)));
    passers_by::start(&mut load, &soak);
    disturb(&soak, &pipe, &phase_is, wanted.lasts).await?;
    soak.is_over.store(true, Ordering::SeqCst);
    eprintln_line("everybody finishes and leaves");
    while let Some(ended) = load.join_next().await {
        ended.context("a part of the load panicked")??;
    }
    let samples = samples
        .join_all()
        .await
        .pop()
        .context("there are samples")?;
    let at_rest_after = at_rest(&soak).await?;
    let lasted = began.elapsed();

    let soak = Arc::into_inner(soak).context("everybody has left")?;
    let mut broken = soak.broken.into_inner();
    let mut server = soak.office.server;
    let ended = server.terminate().await?;
    if ended.code() != Some(0) {
        broken.push(format!("the server's stop ended with {ended}"));
    }
    let doctor = server.run_subcommand(&["doctor"])?;
    if !doctor.status.success() {
        broken.push(format!(
            "skein doctor: {}",
            String::from_utf8_lossy(&doctor.stdout)
        ));
    }
    let counts = &soak.counts;
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Ok(Findings {
        lasted,
        samples,
        at_rest_before,
        at_rest_after,
        broken,
        counts: vec![
            ("messages acknowledged to crowds", read(&counts.acks)),
            ("crowds of six people", read(&counts.crowds)),
            ("consultations", read(&counts.consultations)),
            (
                "requests of business servers and browsers",
                read(&counts.requests),
            ),
            ("sign-ins at the console", read(&counts.sign_ins)),
            (
                "strangers who say nothing or nonsense",
                read(&counts.strangers),
            ),
            (
                "refused while the disk was full",
                read(&counts.refused_by_the_disk),
            ),
        ],
        log_lines: pipe.lines(),
        log_errors: pipe.errors(),
    })
}

async fn start(pipe: &Path) -> Result<SkeinServer> {
    SkeinServer::builder()
        .argument("--demo")
        .launcher(&LAUNCHER)
        .environment("STANDARD_ERROR", pipe.to_str().context("a path in UTF-8")?)
        // The first trace of an error reads the names of all functions into memory, 100 MiB, and keeps them.
        .environment("RUST_BACKTRACE", "0")
        .config("limits.sends_per_second", 0)
        .config("limits.requests_per_second", 0)
        .config("limits.visitor_sessions_per_minute", 0)
        .config("server.drain_spread_ms", 500)
        .start()
        .await
}

/// Everybody has left, and threads without work have ended.
async fn at_rest(soak: &Soak) -> Result<Sample> {
    tokio::time::sleep(Duration::from_secs(15)).await;
    Sample::take(soak, Duration::ZERO, &mut Vec::new())
}
