//! The npm workspace: is Node there, are the packages installed, are the pages built from what is there now.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command;
use crate::workspace::Workspace;

/// What the caller wants to be told about; nothing is printed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    WasCurrent,
    Renewed,
}

/// Fails with a sentence that says what to do when Node or npm is missing or too old.
pub(crate) fn require_node(workspace: &Workspace) -> Result<()> {
    let needed = needed_node(&workspace.web())?;
    let Some(node) = version_of("node") else {
        bail!(
            "Node.js is not installed (no `node` on the PATH). {}",
            advice(&needed)
        );
    };
    if !is_at_least(&node, &needed) {
        bail!("Node.js {node} is too old. {}", advice(&needed));
    }
    if version_of("npm").is_none() {
        bail!(
            "npm is not installed (no `npm` on the PATH), although Node.js {node} is. {}",
            advice(&needed)
        );
    }
    Ok(())
}

/// Runs `npm ci` unless `node_modules` was made from exactly these package files.
pub(crate) fn install(workspace: &Workspace) -> Result<Freshness> {
    let web = workspace.web();
    let stamp = web.join("node_modules/.skein-stamp");
    let wanted = fingerprint(&web, &package_files(&web)?)?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(Freshness::WasCurrent);
    }
    // `npm ci` removes node_modules first, and the stamp with it: an interrupted run is not taken for a finished one.
    command::run(&mut workspace.npm(&["ci"]))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(Freshness::Renewed)
}

/// Runs `npm run build` unless `web/dist` was built from exactly these sources.
pub(crate) fn build_if_changed(workspace: &Workspace) -> Result<Freshness> {
    let wanted = sources_fingerprint(workspace)?;
    // Cargo makes the folder too, but leaves it empty.
    let is_built = fs::read_dir(workspace.web().join("dist"))
        .is_ok_and(|mut entries| entries.next().is_some());
    if is_built && fs::read_to_string(build_stamp(workspace)).is_ok_and(|found| found == wanted) {
        return Ok(Freshness::WasCurrent);
    }
    build(workspace)?;
    Ok(Freshness::Renewed)
}

/// Runs `npm run build` and remembers what it was built from.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let stamp = build_stamp(workspace);
    if stamp.exists() {
        fs::remove_file(&stamp).with_context(|| format!("cannot remove {}", stamp.display()))?;
    }
    // Taken before the build: what changes while it runs is built again next time.
    let built_from = sources_fingerprint(workspace)?;
    command::run(&mut workspace.npm(&["run", "build"]))?;
    fs::create_dir_all(workspace.notes()).context("cannot make the folder for notes")?;
    fs::write(&stamp, built_from).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A short text that changes with any source of the web pages.
pub(crate) fn sources_fingerprint(workspace: &Workspace) -> Result<String> {
    let web = workspace.web();
    fingerprint(&web, &source_files(&web)?)
}

fn build_stamp(workspace: &Workspace) -> PathBuf {
    workspace.notes().join("web-build.stamp")
}

/// `20.19` from `"engines": {"node": ">=20.19"}`.
fn needed_node(web: &Path) -> Result<String> {
    let path = web.join("package.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let package: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    let range = package["engines"]["node"]
        .as_str()
        .with_context(|| format!("{} names no engines.node", path.display()))?;
    Ok(range.trim_start_matches(">=").trim().to_owned())
}

fn advice(needed: &str) -> String {
    format!(
        "The web pages are built with Node.js {needed} or newer and its npm: install it from https://nodejs.org \
         (or by a version manager such as nvm), then run the same command again."
    )
}

/// `20.20.2` for a program that answers `v20.20.2`.
fn version_of(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| text.trim().trim_start_matches('v').to_owned())
}

fn is_at_least(version: &str, needed: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        text.split('.')
            .map_while(|part| part.parse().ok())
            .collect()
    };
    numbers(version) >= numbers(needed)
}

/// The files that decide what `npm ci` installs.
fn package_files(web: &Path) -> Result<Vec<PathBuf>> {
    let files = source_files(web)?;
    let decides = |path: &PathBuf| {
        path.ends_with("package.json")
            || path.ends_with("package-lock.json")
            || path.ends_with(".npmrc")
    };
    Ok(files.into_iter().filter(decides).collect())
}

/// All files under `web/` that a person wrote, sorted.
fn source_files(web: &Path) -> Result<Vec<PathBuf>> {
    const MADE: [&str; 5] = [
        "node_modules",
        "dist",
        "test-results",
        "playwright-report",
        "coverage",
    ];
    let mut files = Vec::new();
    let mut folders = vec![web.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if entry.file_type()?.is_dir() {
                if !MADE.contains(&name.as_ref()) {
                    folders.push(entry.path());
                }
            } else if !name.ends_with(".tsbuildinfo") {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A short text that changes when the name or the content of any file changes.
fn fingerprint(base: &Path, files: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(base).unwrap_or(file).to_string_lossy();
        for part in [name.as_bytes(), &content] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for one test, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("skein-xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn write(&self, path: &str, content: &str) {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }

        fn fingerprint(&self) -> String {
            fingerprint(&self.0, &source_files(&self.0).unwrap()).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert!(is_at_least("20.19.0", "20.19"));
        assert!(is_at_least("22.1.0", "20.19"));
        assert!(!is_at_least("20.9.0", "20.19"), "9 is smaller than 19");
        assert!(!is_at_least("18.20.4", "20.19"));
    }

    #[test]
    fn the_needed_node_is_read_from_the_package_file() {
        let web = Scratch::new("engines");
        web.write("package.json", r#"{"engines":{"node":">=20.19"}}"#);
        assert_eq!(needed_node(&web.0).unwrap(), "20.19");
        web.write("package.json", "{}");
        assert!(
            needed_node(&web.0)
                .unwrap_err()
                .to_string()
                .contains("engines.node")
        );
    }

    #[test]
    fn the_fingerprint_follows_sources_and_nothing_else() {
        let web = Scratch::new("fingerprint");
        web.write("apps/widget/src/main.ts", "one");
        let before = web.fingerprint();

        web.write("node_modules/left/index.js", "made");
        web.write("dist/widget.js", "made");
        web.write("apps/widget/tsconfig.tsbuildinfo", "made");
        assert_eq!(web.fingerprint(), before, "made files do not count");

        web.write("apps/widget/src/main.ts", "two");
        let changed = web.fingerprint();
        assert_ne!(changed, before);
        web.write("apps/widget/src/more.ts", "");
        assert_ne!(web.fingerprint(), changed, "a new empty file counts");
    }

    #[test]
    fn only_package_files_decide_what_is_installed() {
        let web = Scratch::new("packages");
        web.write("package.json", "{}");
        web.write("apps/widget/package.json", "{}");
        web.write("apps/widget/src/main.ts", "");
        web.write("package-lock.json", "{}");
        let files = package_files(&web.0).unwrap();
        assert_eq!(files.len(), 3, "{files:?}");
    }
}
