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

/// Prints a line for the person at the terminal.
#[expect(
    clippy::print_stdout,
    reason = "standard output is what these commands are for"
)]
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("{line}");
}
