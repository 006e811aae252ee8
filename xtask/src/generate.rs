//! `cargo xtask gen`: writes every generated file again; a clean tree afterwards means nothing had drifted.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::command::{self, announce};
use crate::web;
use crate::workspace::Workspace;

/// The REST contract, from the code.
const OPENAPI: &str = "openapi/skein.json";
/// Its TypeScript types, below `web/`.
const REST_TYPES: &str = "apps/console/src/generated/rest.ts";

pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    announce("wire format: proto/ → Rust, TypeScript, reference");
    command::run(&mut workspace.cargo(&["run", "--package", "skein-codegen"]))?;

    announce(&format!("REST contract: code → {OPENAPI}"));
    write_openapi(workspace)?;

    announce(&format!("REST types: {OPENAPI} → web/{REST_TYPES}"));
    web::require_node(workspace)?;
    web::install(workspace)?;
    command::run(&mut rest_types(workspace))?;
    Ok(ExitCode::SUCCESS)
}

/// Fails when the committed REST types are not those of the committed contract.
pub(crate) fn check_rest_types(workspace: &Workspace) -> Result<()> {
    command::run(rest_types(workspace).arg("--check"))
}

fn write_openapi(workspace: &Workspace) -> Result<()> {
    // Captured as a whole before the file is touched: a failing build must not leave half a contract.
    let contract = command::capture(&mut workspace.cargo(&[
        "run",
        "--quiet",
        "--package",
        "skein",
        "--",
        "openapi",
    ]))?;
    let path = workspace.root().join(OPENAPI);
    fs::create_dir_all(path.parent().expect("the contract lies in a folder"))
        .context("cannot make openapi/")?;
    fs::write(&path, contract).with_context(|| format!("cannot write {}", path.display()))
}

fn rest_types(workspace: &Workspace) -> Command {
    let mut command = workspace.npm(&["exec", "--no", "--"]);
    command.args([
        "openapi-typescript",
        "../openapi/skein.json",
        "--output",
        REST_TYPES,
    ]);
    command
}
