//! Skein: the only binary. Reads the command line and does what it says.

mod addresses;
mod agent_presence;
mod app_proofs;
mod changes;
mod cli;
mod commands;
mod config;
mod consumers;
mod demo;
mod first_run;
mod open_files;
mod operations;
mod provisioning;
mod reload;
#[cfg(debug_assertions)]
mod sabotage;
mod secrets;
mod serve;
mod service_clock;
mod signals;
mod stdout;
mod storage;
mod telemetry;
mod wiring;
mod workers;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Parser as _;

use cli::{AppProof, Cli, Command};
use config::{Config, Overrides};
use signals::Signals;
use telemetry::{Log, LogLines};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Longest time that the last lines of the log may take, when nobody takes them.
const LAST_LINES: Duration = Duration::from_secs(1);
/// Longest time for work that can't be cancelled: all that matters is closed by then.
const LAST_WORK: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    storage::keep_files_private();
    let lines = match LogLines::start() {
        Ok(lines) => lines,
        Err(error) => {
            // Nobody is left to complain to when this fails as well.
            let _ = writeln!(std::io::stderr(), "Error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    telemetry::log_panics(lines.clone());
    let ended = carry_out(Cli::parse().command, &lines).and_then(|()| {
        let failure = stdout::failure().map(anyhow::Error::new);
        failure.map_or(Ok(()), |error| {
            Err(error.context("standard output can't be written"))
        })
    });
    let code = match ended {
        Ok(()) => ExitCode::SUCCESS,
        // In words: with RUST_BACKTRACE the error's own form ends in a trace that tells an operator nothing.
        Err(error) => {
            lines.push_last(&format!("Error: {error:#}\n"));
            ExitCode::FAILURE
        }
    };
    lines.flush(LAST_LINES);
    code
}

fn carry_out(command: Command, lines: &LogLines) -> Result<()> {
    match command {
        Command::Config => {
            say_reference(config::DEFAULT_CONFIG.trim_end());
            Ok(())
        }
        Command::Openapi => {
            say_reference(&skein_api::openapi_json());
            Ok(())
        }
        Command::Serve {
            common,
            listen,
            demo,
        } => {
            // Before anything else: a stop during the start must not be lost.
            let signals = Signals::take(reload::is_run_by_hand())?;
            let overrides = Overrides {
                listen,
                demo,
                ..common.overrides()
            };
            run(&overrides.clone(), lines, async |config, log| {
                let control = serve::Control {
                    signals,
                    log,
                    overrides,
                };
                serve::serve(config, control).await
            })
        }
        Command::Init {
            common,
            listen,
            app,
            json,
        } => {
            let overrides = Overrides {
                listen,
                ..common.overrides()
            };
            run(&overrides, lines, async |config, _| {
                commands::init(&config, &app, json).await
            })
        }
        Command::Key { change } => change_app_proof(change.into(), lines),
        Command::Secret { change } => change_app_proof(change.into(), lines),
        Command::Migrate { common, dry_run } => {
            run(&common.overrides(), lines, async |config, _| {
                commands::migrate(&config, dry_run).await
            })
        }
        Command::Doctor { common, quick } => run(&common.overrides(), lines, async |config, _| {
            commands::doctor(&config, quick).await
        }),
        Command::Backup {
            common,
            destination,
        } => run(&common.overrides(), lines, async |config, _| {
            commands::backup(&config, &destination).await
        }),
        Command::Restore { common, source } => {
            run(&common.overrides(), lines, async |config, _| {
                commands::restore(&config, &source).await
            })
        }
    }
}

/// Whoever reads it by `skein config | head` has enough of it, which is no failure.
fn say_reference(text: &str) {
    stdout::say(text);
    stdout::forgive_a_closed_pipe();
}

fn change_app_proof(wanted: AppProof, lines: &LogLines) -> Result<()> {
    let AppProof { of, change } = wanted;
    run(&of.common.overrides(), lines, async |config, _| {
        commands::change_app_proof(&config, of.app, change).await
    })
}

/// Reads the configuration, starts logging and a runtime, and runs the work on it.
fn run(
    overrides: &Overrides,
    lines: &LogLines,
    work: impl AsyncFnOnce(Config, Log) -> Result<()>,
) -> Result<()> {
    let config = config::load(overrides)?;
    let log = telemetry::init_logging(&config.logging, lines.clone())?;
    #[cfg(debug_assertions)]
    sabotage::follow_test_clock()?;
    open_files::raise_limit();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if config.server.worker_threads > 0 {
        runtime.worker_threads(config.server.worker_threads);
    }
    let runtime = runtime.enable_all().build()?;
    let ended = runtime.block_on(work(config, log));
    runtime.shutdown_timeout(LAST_WORK);
    ended
}
