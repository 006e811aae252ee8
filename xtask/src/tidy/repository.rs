//! The whole repository as plain data, read once, so that rules need neither disk nor programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::metadata::{self, ForeignCrate, Member};
use super::source::SourceFile;
use crate::command;
use crate::workspace::Workspace;

/// Folders that hold no sources, wherever they are.
const MADE: [&str; 6] = [
    "target",
    "node_modules",
    "dist",
    "test-results",
    "playwright-report",
    "coverage",
];
/// Data of the demo, only in the root.
const DATA: &str = "data";

#[derive(Debug, Default)]
pub(crate) struct Repository {
    /// Every text file, sorted by path.
    pub(crate) files: Vec<SourceFile>,
    /// Every path that a link may lead to: files of any kind and their folders.
    pub(crate) paths: BTreeSet<String>,
    pub(crate) members: Vec<Member>,
    pub(crate) foreign_crates: Vec<ForeignCrate>,
}

impl Repository {
    pub(crate) fn load(workspace: &Workspace) -> Result<Self> {
        let root = workspace.root();
        let mut repository = Self::default();
        repository.read_folder(root, "")?;
        repository
            .files
            .sort_by(|one, other| one.path.cmp(&other.path));

        // Only what this machine would compile: crates of other systems would have to be fetched to be asked.
        let platform = host_platform()?;
        let mut question = workspace.cargo(&[
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            &platform,
        ]);
        let answer =
            command::capture(&mut question).context("is Cargo.lock in step with the manifests?")?;
        let root = root
            .to_str()
            .context("the path of the repository is not UTF-8")?
            .replace('\\', "/");
        (repository.members, repository.foreign_crates) = metadata::parse(&answer, &root)?;
        Ok(repository)
    }

    pub(crate) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in
            fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // A folder, or in a second worktree a file that says where the folder is.
            if name == ".git" {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !MADE.contains(&name.as_str()) && path != DATA {
                    self.read_folder(&entry.path(), &format!("{path}/"))?;
                    self.paths.insert(path);
                }
                continue;
            }
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
            self.paths.insert(path.clone());
            // What is not UTF-8 is a picture or a font, and no rule reads those.
            if let Ok(text) = String::from_utf8(bytes) {
                self.files.push(SourceFile { path, text });
            }
        }
        Ok(())
    }
}

/// `x86_64-unknown-linux-gnu`, as `rustc -vV` says.
fn host_platform() -> Result<String> {
    let version = command::capture(std::process::Command::new("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc names no host")?;
    Ok(host.to_owned())
}
