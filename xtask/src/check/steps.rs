//! The steps of `cargo xtask test`, in order; each is also a command one can type alone.

use std::io::IsTerminal as _;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::counts::{self, Counts};
use super::packages;
use crate::command;
use crate::generate;
use crate::tidy;
use crate::web;
use crate::workspace::Workspace;

/// One thing that must hold before a change is taken.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// The same by hand.
    pub(crate) by_hand: &'static str,
    /// Adds the tests that ran to the counts, also when it fails.
    pub(crate) run: fn(&Workspace, &mut Counts) -> Result<()>,
}

/// Cheap and likely failures first; what later steps need before them.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "packages",
        by_hand: "cargo xtask test --only packages",
        run: |_, _| packages::require(),
    },
    Step {
        name: "tidy",
        by_hand: "cargo xtask tidy",
        run: |workspace, _| tidy::require(workspace),
    },
    Step {
        name: "format",
        by_hand: "cargo fmt --all --check",
        run: |workspace, _| cargo(workspace, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "clippy",
        by_hand: "cargo clippy --workspace --all-targets -- -D warnings",
        run: |workspace, _| {
            cargo(
                workspace,
                &[
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ],
            )
        },
    },
    // Programs and tests in one go, with the features of the whole workspace: the steps below start the programs as
    // they are instead of having cargo build them once more with the features of one package.
    Step {
        name: "build",
        by_hand: "cargo build --workspace --bins --tests",
        run: build,
    },
    Step {
        name: "rust-tests",
        by_hand: "cargo test --workspace",
        run: rust_tests,
    },
    Step {
        name: "codegen",
        by_hand: "cargo run -p skein-codegen -- --check",
        run: codegen,
    },
    Step {
        name: "web-install",
        by_hand: "npm --prefix web ci",
        run: web_install,
    },
    Step {
        name: "rest-types",
        by_hand: "cargo xtask gen && git diff --exit-code",
        run: |workspace, _| generate::check_rest_types(workspace),
    },
    Step {
        name: "contract-lint",
        by_hand: "npm --prefix web run contract",
        run: |workspace, _| npm(workspace, &["run", "contract"]),
    },
    Step {
        name: "web-lint",
        by_hand: "npm --prefix web run lint",
        run: |workspace, _| npm(workspace, &["run", "lint"]),
    },
    Step {
        name: "web-types",
        by_hand: "npm --prefix web run types",
        run: |workspace, _| npm(workspace, &["run", "types"]),
    },
    Step {
        name: "web-tests",
        by_hand: "npm --prefix web run test",
        run: web_tests,
    },
    Step {
        name: "web-build",
        by_hand: "npm --prefix web run build",
        run: |workspace, _| web::build(workspace),
    },
    Step {
        name: "web-size",
        by_hand: "npm --prefix web run size",
        run: |workspace, _| npm(workspace, &["run", "size"]),
    },
    Step {
        name: "e2e",
        by_hand: "npm --prefix web/e2e run e2e",
        run: end_to_end,
    },
];

fn build(workspace: &Workspace, _: &mut Counts) -> Result<()> {
    cargo(workspace, &["build", "--workspace", "--bins", "--tests"])
}

fn rust_tests(workspace: &Workspace, total: &mut Counts) -> Result<()> {
    // All failures of one run are worth more than the first alone.
    let mut command = workspace.cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("SKEIN_BIN", workspace.program("debug", "skein"));
    run_tests(&mut command, total, counts::of_cargo_test)
}

fn codegen(workspace: &Workspace, _: &mut Counts) -> Result<()> {
    let program = workspace.program("debug", "skein-codegen");
    command::run(
        Command::new(program)
            .arg("--check")
            .current_dir(workspace.root()),
    )
}

fn web_install(workspace: &Workspace, _: &mut Counts) -> Result<()> {
    web::require_node(workspace)?;
    if web::install(workspace)? == web::Freshness::WasCurrent {
        println!("node_modules is that of the lock file");
    }
    Ok(())
}

fn web_tests(workspace: &Workspace, total: &mut Counts) -> Result<()> {
    let mut command = workspace.npm(&["run", "test"]);
    run_tests(&mut command, total, counts::of_vitest)
}

fn end_to_end(workspace: &Workspace, total: &mut Counts) -> Result<()> {
    // Cheap when nothing changed; the pages were built after the programs.
    build(workspace, total).context("the server for the browser tests")?;
    let mut command = workspace.npm(&["run", "e2e"]);
    command
        .current_dir(workspace.web().join("e2e"))
        .env("SKEIN_BIN", workspace.program("debug", "skein"));
    run_tests(&mut command, total, counts::of_playwright)
}

/// Runs a test runner and counts. A run without a single test is an error: it has shown nothing.
fn run_tests(command: &mut Command, total: &mut Counts, count: fn(&str) -> Counts) -> Result<()> {
    command::run_reading(sane(command), |line| *total += count(line))?;
    ensure!(*total != Counts::default(), "not one test was counted");
    Ok(())
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    command::run(sane(&mut workspace.cargo(arguments)))
}

fn npm(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    command::run(sane(&mut workspace.npm(arguments)))
}

/// The same surroundings on every machine: nothing waits for a key, colours only where somebody looks.
fn sane(command: &mut Command) -> &mut Command {
    // Where a panic came from is worth its lines; where each expected error was made is not.
    command
        .env("CI", "1")
        .env("RUST_BACKTRACE", "1")
        .env("RUST_LIB_BACKTRACE", "0");
    if std::io::stdout().is_terminal() {
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1")
            .env_remove("NO_COLOR")
    } else {
        command
            .env("CARGO_TERM_COLOR", "never")
            .env("NO_COLOR", "1")
            .env_remove("FORCE_COLOR")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn step_names_are_unique() {
        let names: HashSet<&str> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
    }

    #[test]
    fn a_run_without_tests_is_an_error() {
        let run = |output: &str| {
            let mut total = Counts::default();
            run_tests(
                Command::new("echo").arg(output),
                &mut total,
                counts::of_cargo_test,
            )
        };
        assert!(run("test result: ok. 1 passed; 0 failed;").is_ok());
        assert!(run("nothing to do").is_err());
    }

    #[test]
    fn programs_are_built_before_they_are_used() {
        let position = |name| STEPS.iter().position(|step| step.name == name).unwrap();
        assert!(position("build") < position("rust-tests"));
        assert!(position("build") < position("codegen"));
        assert!(position("web-install") < position("rest-types"));
        assert!(position("web-install") < position("contract-lint"));
        assert!(position("web-build") < position("web-size"));
        assert!(position("web-build") < position("e2e"));
    }
}
