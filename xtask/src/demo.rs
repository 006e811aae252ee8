//! `cargo xtask run` and `dev`: Skein with demo data on this machine, from whatever is in the checkout.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::command::{self, Stopwatch, announce, spoken};
use crate::web::{self, Freshness};
use crate::workspace::Workspace;

/// Folder of the demo, below the root; delete it to start afresh.
const DATA: &str = "data/demo";

/// Builds what is not current and becomes `skein serve --demo`.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let is_release = arguments.iter().any(|argument| argument == "--release");
    let arguments: Vec<&String> = arguments
        .iter()
        .filter(|argument| *argument != "--release" && *argument != "--")
        .collect();

    prepare_web(workspace)?;
    let server = build_server(workspace, is_release)?;

    announce(&format!(
        "starting skein with demo data in {DATA} (Ctrl-C stops it)"
    ));
    let mut command = demo_command(workspace, &server);
    command.args(arguments);
    become_program(&mut command)
}

/// The demo server, and the web pages built again whenever one of their sources changes.
pub(crate) fn develop(workspace: &Workspace) -> Result<ExitCode> {
    prepare_web(workspace)?;
    let server = build_server(workspace, false)?;
    announce("starting skein; the web pages are rebuilt when a source changes (Ctrl-C stops both)");
    // A debug build reads web/dist from the disk for every request, so a rebuilt page is there at the next reload.
    // Ctrl-C reaches the whole process group: the server stops by itself, and so does this loop.
    let mut child = demo_command(workspace, &server)
        .spawn()
        .context("cannot start skein")?;
    let mut seen = web::sources_fingerprint(workspace)?;
    loop {
        if let Some(status) = child
            .try_wait()
            .context("cannot ask for the state of skein")?
        {
            println!("skein ended with {status}");
            return Ok(if status.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
        let current = web::sources_fingerprint(workspace)?;
        if current != seen {
            seen = current;
            match web::build(workspace) {
                Ok(()) => println!("web pages rebuilt: reload the browser"),
                Err(error) => println!("the web pages do not build yet: {error:#}"),
            }
        }
    }
}

fn prepare_web(workspace: &Workspace) -> Result<()> {
    web::require_node(workspace)?;

    announce("1/3 web packages");
    let watch = Stopwatch::start();
    report("installed", web::install(workspace)?, watch);

    announce("2/3 web pages");
    let watch = Stopwatch::start();
    report("built", web::build_if_changed(workspace)?, watch);
    Ok(())
}

fn build_server(workspace: &Workspace, is_release: bool) -> Result<std::path::PathBuf> {
    announce("3/3 server (the first build takes some minutes)");
    let watch = Stopwatch::start();
    let mut arguments = vec!["build", "--package", "skein"];
    if is_release {
        arguments.push("--release");
    }
    command::run(&mut workspace.cargo(&arguments))?;
    report("built", Freshness::Renewed, watch);
    Ok(workspace.program(if is_release { "release" } else { "debug" }, "skein"))
}

fn demo_command(workspace: &Workspace, server: &std::path::Path) -> Command {
    let mut command = Command::new(server);
    command
        .args(["serve", "--demo", "--data-dir", DATA])
        .current_dir(workspace.root());
    command
}

fn report(done: &str, freshness: Freshness, watch: Stopwatch) {
    match freshness {
        Freshness::WasCurrent => println!("nothing changed"),
        Freshness::Renewed => println!("{done} in {}", spoken(watch.elapsed())),
    }
}

/// Replaces this process, so that signals and the exit status are the program's own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).with_context(|| format!("cannot start {}", command::shown(command)))
}

/// Runs the program to its end where a process cannot be replaced.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    command::run(command)?;
    Ok(ExitCode::SUCCESS)
}
