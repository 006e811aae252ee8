//! `skein-soak`: a server under everything at once for as long as one likes. People of all kinds come and go by all doors,
//! the reader of the log stands still and dies, the disk fills up and is freed, and for most of the time nobody scrapes.
//! At the end memory and handles must be flat, and nothing lost or doubled. A table on standard output, progress on
//! standard error. `SKEIN_BIN` names the server; without it one is built like this tool.

#![expect(
    clippy::disallowed_methods,
    reason = "a load tool measures with the real clock"
)]

mod crowds;
mod desk;
mod disturbances;
mod log_pipe;
mod passers_by;
mod run;
mod samples;
mod verdict;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "skein-soak", version)]
struct Cli {
    /// How long. Less than thirty minutes say little about memory: caches are still filling.
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Messages that each client of a crowd says in each conversation twice a second.
    #[arg(long, default_value_t = 6)]
    messages: usize,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let wanted = run::Wanted {
        lasts: Duration::from_mins(cli.minutes.max(1)),
        messages: cli.messages,
    };
    let findings = run::run(&wanted).await?;
    let is_good = verdict::print(&findings);
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
