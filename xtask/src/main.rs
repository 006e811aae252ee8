//! The repository's own machinery: `cargo xtask run | test | soak | fuzz | dev | gen | tidy`.
//!
//! Every fresh machine compiles this first, so it depends on next to nothing.

#![expect(
    clippy::print_stdout,
    reason = "a tool for the command line speaks on standard output"
)]

mod check;
mod command;
mod demo;
mod fuzz;
mod generate;
mod soak;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <command>

  run  [--release] [ARGS…]     build everything and start Skein with demo data; ARGS go to `skein serve`
  test [--list] [--only STEP]… [--from STEP]
                               everything that is checked before a change is taken
  soak [--minutes N]           an hour (or N minutes) of everything at once on an optimised build
  dev                          the demo server, with the web pages rebuilt whenever a source changes
  fuzz [TARGET] [--minutes N] [--seed S]
                               hostile input for everything that reads what strangers send
  gen                          write all generated files again
  tidy                         check the house rules and list what breaks them";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let workspace = Workspace::find();
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    match (command.as_str(), rest) {
        ("run", rest) => demo::run(&workspace, rest),
        ("test", rest) => check::run(&workspace, rest),
        ("soak", rest) => soak::run(&workspace, rest),
        ("dev", []) => demo::develop(&workspace),
        ("fuzz", rest) => fuzz::run(&workspace, rest),
        ("gen", []) => generate::run(&workspace),
        ("tidy", []) => tidy::run(&workspace),
        ("help" | "--help" | "-h", _) => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("cannot understand `{}`\n\n{USAGE}", arguments.join(" ")),
    }
}
