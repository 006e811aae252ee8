//! `skein doctor`: says in words what is wrong, and what to do.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Result, bail};
use skein_foundation::{Clock as _, SystemClock};

use super::running_server::{self, Occupant};
use super::say;
use crate::config::Config;
use crate::storage::{self, Storage};

/// A clock before this was never set: the day this program was written.
const EARLIEST_CLOCK_MS: i64 = 1_795_219_200_000;
const TEST_WRITE_BYTES: usize = 1 << 20;
/// Damaged places of the log that are listed.
const MAX_DAMAGE_SHOWN: usize = 20;

/// What a check found.
enum Finding {
    Good(String),
    Bad { problem: String, way_out: String },
}

fn bad(problem: impl Into<String>, way_out: impl Into<String>) -> Finding {
    Finding::Bad {
        problem: problem.into(),
        way_out: way_out.into(),
    }
}

pub(crate) async fn doctor(config: &Config, quick: bool) -> Result<()> {
    let mut findings = vec![clock(), disk(&config.data.dir)];
    match running_server::find(config) {
        Occupant::Server(_) => findings.push(Finding::Good(
            "a server is running on this folder and answers".into(),
        )),
        Occupant::Silent(why) => findings.push(bad(
            why,
            "wait until it is ready, or stop it and run this again: the data are looked at when nobody works in the folder",
        )),
        Occupant::Nobody => {
            findings.push(address("server.listen", config.server.listen));
            if let Some(listen) = config.tcp.listen {
                findings.push(address("tcp.listen", listen));
            }
            if let Some(listen) = config.operations.listen {
                findings.push(address("operations.listen", listen));
            }
            findings.extend(halves(config, quick).await);
        }
    }
    let mut problems = 0;
    for finding in findings {
        match finding {
            Finding::Good(text) => say(format_args!("ok       {text}")),
            Finding::Bad { problem, way_out } => {
                problems += 1;
                say(format_args!("PROBLEM  {problem}\n         {way_out}"));
            }
        }
    }
    if problems > 0 {
        let found = if problems == 1 {
            "1 problem was".to_owned()
        } else {
            format!("{problems} problems were")
        };
        bail!("{found} found");
    }
    Ok(())
}

fn clock() -> Finding {
    if SystemClock.now_ms() < EARLIEST_CLOCK_MS {
        return bad(
            "the clock of this machine is in the past",
            "set it, for example with NTP: tokens expire by it",
        );
    }
    Finding::Good("the clock is plausible".into())
}

/// Makes nothing that was not there: a folder that is named wrongly is no new one.
fn disk(folder: &Path) -> Finding {
    if !folder.exists() {
        return bad(
            format!("there is no data folder {}", folder.display()),
            "name the right one with --data-dir or data.dir; `skein serve` and `skein init` make a new one",
        );
    }
    match write_and_sync(folder) {
        Ok(()) => Finding::Good(format!("{} can be written and synced", folder.display())),
        Err(error) => bad(
            format!(
                "the data folder {} can't be written: {error}",
                folder.display()
            ),
            storage::find_stranger(folder, &error).unwrap_or_else(|| {
                "free space, or give the server's user the right to write there".into()
            }),
        ),
    }
}

fn write_and_sync(folder: &Path) -> std::io::Result<()> {
    let path = folder.join("doctor.tmp");
    let mut file = File::create(&path)?;
    let outcome = file
        .write_all(&vec![0; TEST_WRITE_BYTES])
        .and_then(|()| file.sync_all());
    fs::remove_file(&path)?;
    outcome
}

fn address(key: &str, address: SocketAddr) -> Finding {
    match std::net::TcpListener::bind(address) {
        Ok(_) => Finding::Good(format!("{key} = {address} is free")),
        Err(error) => bad(
            format!("{key} = {address} can't be used: {error}"),
            "stop what listens there, or choose another address",
        ),
    }
}

/// The log and the store, when there are any.
async fn halves(config: &Config, quick: bool) -> Vec<Finding> {
    if !config.data.dir.exists() {
        return Vec::new();
    }
    if !storage::has_data(&config.data.dir) {
        return vec![Finding::Good(
            "there are no data yet; the first start makes them".into(),
        )];
    }
    let mut findings = Vec::new();
    if !quick {
        findings.extend(log(config).await);
    }
    findings.extend(data(config).await);
    findings
}

/// Reads every message.
async fn log(config: &Config) -> Vec<Finding> {
    let progress = |rows| {
        say(format_args!(
            "...      {rows} rows of the message log were read"
        ));
    };
    // Why it does not open, those say who open it next, with all the rest.
    let Ok(report) = storage::check_log(config, progress).await else {
        return Vec::new();
    };
    let counts = format!(
        "messages: {}, conversations: {}",
        report.messages, report.conversations
    );
    if report.damage.is_empty() {
        return vec![Finding::Good(format!(
            "the message log is whole ({counts})"
        ))];
    }
    let more = report.damage.len().saturating_sub(MAX_DAMAGE_SHOWN);
    let mut damage = report.damage;
    damage.truncate(MAX_DAMAGE_SHOWN);
    if more > 0 {
        damage.push(format!("{more} more places"));
    }
    vec![bad(
        format!(
            "the message log is damaged; what could be read has {counts}\n         {}",
            damage.join("\n         ")
        ),
        "keep this folder, and `skein restore` the last backup into a new one; without a backup, \
         what was said elsewhere can still be read by a server on this folder if it starts",
    )]
}

async fn data(config: &Config) -> Vec<Finding> {
    let storage = match Storage::open_unmigrated(config).await {
        Ok(storage) => storage,
        Err(error) => {
            return vec![bad(
                format!("the data can't be opened: {error:#}"),
                "what stands above is in the way; where data are damaged, `skein restore` brings a backup back",
            )];
        }
    };
    let mut findings = vec![Finding::Good("the message log opens".into())];
    findings.push(match storage.store.check().await {
        Ok(()) => Finding::Good("the store is sound".into()),
        Err(error) => bad(
            format!("the store is damaged: {error:?}"),
            "restore a backup",
        ),
    });
    match storage.store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => {
            findings.push(Finding::Good("the schema is up to date".into()));
        }
        Ok(pending) => {
            findings.push(Finding::Good(format!(
                "{} migrations will run at start",
                pending.len()
            )));
        }
        Err(error) => findings.push(bad(
            format!("the schema can't be read: {error:?}"),
            "restore a backup",
        )),
    }
    match storage.find_marks_beyond_the_log().await {
        Ok(None) => findings.push(Finding::Good(
            "the store and the message log fit together".into(),
        )),
        Ok(Some(problem)) => findings.push(bad(
            problem,
            "keep this folder; a backup is restored into a new one",
        )),
        Err(error) => findings.push(bad(
            format!("the marks can't be compared with the message log: {error:?}"),
            "restore a backup",
        )),
    }
    storage.close().await;
    findings
}
