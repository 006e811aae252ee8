//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::app_proofs::AppProofChange;
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
    /// Runs the server until SIGTERM or Ctrl-C; SIGHUP reads `logging.level` again.
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
        /// Address that the server will listen on, for the link, as given to `serve`.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
        /// Lower-case name of the app.
        #[arg(long, default_value = "main")]
        app: String,
        /// Prints JSON instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Lists, makes and revokes the app keys of business servers. The server may be running.
    Key {
        #[command(subcommand)]
        change: KeyChange,
    },
    /// Changes the secret that an app's user tokens are signed with. The server may be running.
    Secret {
        #[command(subcommand)]
        change: SecretChange,
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

#[derive(Debug, Subcommand)]
pub(crate) enum KeyChange {
    /// Prints id, state and name of every key.
    List {
        #[command(flatten)]
        of: OfApp,
    },
    /// Makes one more key and prints it once.
    Create {
        #[command(flatten)]
        of: OfApp,
        /// Says what it is for.
        #[arg(long, default_value = "key")]
        name: String,
    },
    /// Ends a key at once, for good.
    Revoke {
        #[command(flatten)]
        of: OfApp,
        /// What stands between the two underscores of the key.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecretChange {
    /// Makes a new secret and prints it once. Tokens signed with the one before still hold.
    Rotate {
        #[command(flatten)]
        of: OfApp,
    },
    /// Ends the tokens signed with the secret before the current one.
    ForgetPrevious {
        #[command(flatten)]
        of: OfApp,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct OfApp {
    #[command(flatten)]
    pub(crate) common: Common,
    /// The app's name.
    #[arg(long, default_value = "main")]
    pub(crate) app: String,
}

/// What is to be done to which app.
pub(crate) struct AppProof {
    pub(crate) of: OfApp,
    pub(crate) change: AppProofChange,
}

impl From<KeyChange> for AppProof {
    fn from(change: KeyChange) -> Self {
        let (of, change) = match change {
            KeyChange::List { of } => (of, AppProofChange::ListKeys),
            KeyChange::Create { of, name } => (of, AppProofChange::create_key(name)),
            KeyChange::Revoke { of, id } => (of, AppProofChange::RevokeKey { id }),
        };
        Self { of, change }
    }
}

impl From<SecretChange> for AppProof {
    fn from(change: SecretChange) -> Self {
        let (of, change) = match change {
            SecretChange::Rotate { of } => (of, AppProofChange::rotate_secret()),
            SecretChange::ForgetPrevious { of } => (of, AppProofChange::ForgetPreviousSecret),
        };
        Self { of, change }
    }
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
