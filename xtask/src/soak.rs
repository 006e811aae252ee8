//! `cargo xtask soak`: everything at once on an optimised build, for an hour.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{self, announce};
use crate::workspace::Workspace;

/// The server as people run it; the load as it is built for tests, which is fast enough.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    announce("1/2 server and load (the first optimised build takes some minutes)");
    command::run(&mut workspace.cargo(&["build", "--release", "--package", "skein"]))?;
    command::run(&mut workspace.cargo(&["build", "--package", "skein-soak"]))?;
    announce("2/2 soak");
    let mut soak = Command::new(workspace.program("debug", "skein-soak"));
    soak.args(arguments)
        .env("SKEIN_BIN", workspace.program("release", "skein"))
        .current_dir(workspace.root());
    command::run(&mut soak)?;
    Ok(ExitCode::SUCCESS)
}
