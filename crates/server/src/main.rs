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
mod operations;
mod provisioning;
#[cfg(debug_assertions)]
mod sabotage;
mod secrets;
mod serve;
mod storage;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;

use cli::{AppProof, Cli, Command};
use config::{Config, Overrides};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match carry_out(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // In words: with RUST_BACKTRACE the error's own form ends in a trace that tells an operator nothing.
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<()> {
    match command {
        Command::Config => {
            commands::say(config::DEFAULT_CONFIG.trim_end());
            Ok(())
        }
        Command::Openapi => {
            commands::say(skein_api::openapi_json());
            Ok(())
        }
        Command::Serve {
            common,
            listen,
            demo,
        } => run(
            &Overrides {
                listen,
                demo,
                ..common.overrides()
            },
            async |config| serve::serve(config).await,
        ),
        Command::Init { common, app, json } => run(&common.overrides(), async |config| {
            commands::init(&config, &app, json).await
        }),
        Command::Key { change } => change_app_proof(change.into()),
        Command::Secret { change } => change_app_proof(change.into()),
        Command::Migrate { common, dry_run } => run(&common.overrides(), async |config| {
            commands::migrate(&config, dry_run).await
        }),
        Command::Doctor { common, quick } => run(&common.overrides(), async |config| {
            commands::doctor(&config, quick).await
        }),
        Command::Backup {
            common,
            destination,
        } => run(&common.overrides(), async |config| {
            commands::backup(&config, &destination).await
        }),
        Command::Restore { common, source } => run(&common.overrides(), async |config| {
            commands::restore(&config, &source)
        }),
    }
}

fn change_app_proof(wanted: AppProof) -> Result<()> {
    let AppProof { of, change } = wanted;
    run(&of.common.overrides(), async |config| {
        commands::change_app_proof(&config, of.app, change).await
    })
}

/// Reads the configuration, starts logging and a runtime, and runs the work on it.
fn run(overrides: &Overrides, work: impl AsyncFnOnce(Config) -> Result<()>) -> Result<()> {
    let config = config::load(overrides)?;
    telemetry::init_logging(&config)?;
    #[cfg(debug_assertions)]
    sabotage::follow_test_clock()?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if config.server.worker_threads > 0 {
        runtime.worker_threads(config.server.worker_threads);
    }
    runtime.enable_all().build()?.block_on(work(config))
}
