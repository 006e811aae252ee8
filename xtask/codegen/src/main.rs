//! Generates everything that is derived from `proto/`: Rust types, TypeScript types and the protocol reference.
//!
//! `cargo run -p skein-codegen` writes the files, `cargo run -p skein-codegen -- --check` compares them with what
//! is committed and fails by naming each file that differs. No `protoc` is needed and no `build.rs` is involved.

mod reference;
mod rust;
mod schema;
mod table;
mod typescript;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use crate::schema::Schema;

/// What a generated file says about itself.
const COMMAND: &str = "cargo run -p skein-codegen";

/// One file to write, relative to the repository root.
struct GeneratedFile {
    path: &'static str,
    text: String,
}

fn main() -> anyhow::Result<()> {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [argument] if argument == "--check" => true,
        _ => bail!("usage: {COMMAND} [-- --check]"),
    };
    let root = repository_root();
    let files = generate_all(&root)?;

    let stale = stale_files(&root, &files);
    let mut out = std::io::stdout().lock();
    if check {
        if stale.is_empty() {
            writeln!(out, "{} generated files are up to date", files.len())?;
            return Ok(());
        }
        let list = stale.iter().map(|file| format!("\n  {}", file.path));
        bail!(
            "generated files differ from proto/, run `{COMMAND}`:{}",
            list.collect::<String>()
        );
    }
    for file in &stale {
        let path: PathBuf = root.join(file.path);
        let folder = path.parent().context("a generated file lies in a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, &file.text).with_context(|| format!("can't write {}", file.path))?;
        writeln!(out, "wrote {}", file.path)?;
    }
    writeln!(
        out,
        "{} of {} generated files changed",
        stale.len(),
        files.len()
    )?;
    Ok(())
}

fn repository_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn generate_all(root: &Path) -> anyhow::Result<Vec<GeneratedFile>> {
    let schema = Schema::load(&root.join("proto"))?;

    let mut files = rust::generate(&schema)?;
    files.push(GeneratedFile {
        path: "web/packages/sdk/src/generated/frame.ts",
        text: typescript::generate(&schema),
    });
    files.push(GeneratedFile {
        path: "docs/protocol-reference.md",
        text: reference::generate(&schema),
    });
    Ok(files)
}

/// Files whose committed text is missing or differs.
fn stale_files<'files>(root: &Path, files: &'files [GeneratedFile]) -> Vec<&'files GeneratedFile> {
    files
        .iter()
        .filter(|file| fs::read_to_string(root.join(file.path)).ok().as_deref() != Some(&file.text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_proto_says() {
        let root = repository_root();
        let files = generate_all(&root).expect("the schema compiles");
        let stale: Vec<&str> = stale_files(&root, &files)
            .iter()
            .map(|file| file.path)
            .collect();
        assert!(
            stale.is_empty(),
            "run `{COMMAND}`: {stale:?} differ from proto/"
        );
    }
}
