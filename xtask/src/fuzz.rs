//! `cargo xtask fuzz`: hostile input for everything that reads what strangers send, for as long as one likes.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{self, announce};
use crate::workspace::Workspace;

/// The grammar of messages is read in TypeScript: its fuzzer is a test that runs longer when it is told to.
const GRAMMAR: &str = "grammar";

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    if arguments.first().is_some_and(|target| target == GRAMMAR) {
        let minutes = arguments
            .iter()
            .skip_while(|word| *word != "--minutes")
            .nth(1);
        let mut vitest = Command::new("npx");
        vitest
            .args(["vitest", "run", "test/markdown.fuzz.test.ts"])
            .env("FUZZ_MINUTES", minutes.map_or("1", String::as_str))
            .current_dir(workspace.root().join("web/packages/sdk"));
        command::run(&mut vitest)?;
        return Ok(ExitCode::SUCCESS);
    }
    announce("1/2 fuzzer");
    command::run(&mut workspace.cargo(&["build", "--package", "skein-fuzz"]))?;
    announce("2/2 hostile input");
    let mut fuzzer = Command::new(workspace.program("debug", "skein-fuzz"));
    fuzzer.args(arguments).current_dir(workspace.root());
    command::run(&mut fuzzer)?;
    Ok(ExitCode::SUCCESS)
}
