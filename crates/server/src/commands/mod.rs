//! What the subcommands do, `serve` apart.

mod app_proofs;
mod backup;
mod doctor;
mod init;
mod migrate;
mod running_server;

pub(crate) use app_proofs::change_app_proof;
pub(crate) use backup::{backup, restore};
pub(crate) use doctor::doctor;
pub(crate) use init::init;
pub(crate) use migrate::migrate;

pub(crate) use crate::stdout::say;
