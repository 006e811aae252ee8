//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Overrides;

/// Skein (雁阵): instant messaging and an online customer-service desk in one binary.
#[derive(Debug, Parser)]
#[command(name = "skein", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the server until SIGTERM or Ctrl-C.
    Serve {
        #[command(flatten)]
        common: Common,
        /// Address to listen on, instead of server.listen.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
        /// Fills an empty data folder with a demo and serves the demo shop.
        #[arg(long)]
        demo: bool,
    },
    /// Makes an app with its default team, an admin's set-up code and an app key, and prints them once.
    Init {
        #[command(flatten)]
        common: Common,
        /// Lower-case name of the app.
        #[arg(long, default_value = "main")]
        app: String,
        /// Prints JSON instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Brings the store to this version's schema. `serve` does the same at start.
    Migrate {
        #[command(flatten)]
        common: Common,
        /// Only says what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Checks configuration, disk, store and log, and says in words what is wrong.
    Doctor {
        #[command(flatten)]
        common: Common,
        /// Opens the message log, but does not read all of it.
        #[arg(long)]
        quick: bool,
    },
    /// Writes a consistent copy of all data into an empty folder; the server may be running.
    Backup {
        #[command(flatten)]
        common: Common,
        /// The folder to write, which must not exist or be empty.
        destination: PathBuf,
    },
    /// Puts a backup into an empty data folder.
    Restore {
        #[command(flatten)]
        common: Common,
        /// A folder written by `skein backup`.
        source: PathBuf,
    },
    /// Prints the configuration reference: every key with its default and meaning.
    Config,
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder, instead of data.dir.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
}

impl Common {
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            file: self.config.clone(),
            data_dir: self.data_dir.clone(),
            ..Overrides::default()
        }
    }
}
