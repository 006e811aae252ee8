//! Finds the `skein` binary that belongs to the running test, and builds it when it is missing or old.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use anyhow::{Context as _, Result, anyhow, bail};

/// Decided once per test process; all its tests use the same binary.
static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();

/// Path of the `skein` binary: `SKEIN_BIN` when set, else the one beside the running test in `target/<profile>/`,
/// built on demand. A binary older than one of its sources counts as missing: a test never runs against old code.
pub fn skein_binary() -> Result<&'static Path> {
    BINARY
        .get_or_init(|| find_or_build().map_err(|error| format!("{error:#}")))
        .as_deref()
        .map_err(|error| anyhow!("no skein binary: {error}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test runner hands the binary over in the environment"
)]
fn find_or_build() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("SKEIN_BIN") {
        let path = PathBuf::from(path);
        return if path.is_file() {
            Ok(path)
        } else {
            bail!("SKEIN_BIN names {}, which is no file", path.display())
        };
    }
    let profile_dir = profile_dir(&std::env::current_exe().context("the test has no path")?)?;
    let binary = profile_dir.join(format!("skein{}", std::env::consts::EXE_SUFFIX));
    if is_current(&binary) {
        return Ok(binary);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    build(&cargo, &profile_dir)?;
    if binary.is_file() {
        Ok(binary)
    } else {
        bail!("cargo build made no {}", binary.display())
    }
}

/// `target/debug` for `target/debug/deps/it-0123` and for `target/debug/skein-bench`.
fn profile_dir(executable: &Path) -> Result<PathBuf> {
    let dir = executable.parent().context("the test has no folder")?;
    let is_inner = matches!(
        dir.file_name().and_then(OsStr::to_str),
        Some("deps" | "examples")
    );
    let dir = if is_inner {
        dir.parent().context("deps has no parent")?
    } else {
        dir
    };
    Ok(dir.to_owned())
}

fn build(cargo: &OsStr, profile_dir: &Path) -> Result<()> {
    let profile = profile_dir
        .file_name()
        .and_then(OsStr::to_str)
        .context("the profile has no name")?;
    let target_dir = profile_dir
        .parent()
        .context("the profile folder has no parent")?;
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--package", "skein", "--bin", "skein"])
        .args([
            "--profile",
            if profile == "debug" { "dev" } else { profile },
        ])
        .arg("--target-dir")
        .arg(target_dir)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if status.success() {
        Ok(())
    } else {
        bail!("{command:?} ended with {status}")
    }
}

/// True when the binary exists and none of the sources in its dependency file (`skein.d`) changed after it was linked.
fn is_current(binary: &Path) -> bool {
    let Ok(linked_at) = modified_at(binary) else {
        return false;
    };
    let Ok(dependency_file) = std::fs::read_to_string(binary.with_extension("d")) else {
        return false;
    };
    sources(&dependency_file)
        .iter()
        .all(|source| modified_at(source).is_ok_and(|changed_at| changed_at <= linked_at))
}

fn modified_at(path: &Path) -> std::io::Result<SystemTime> {
    path.metadata()?.modified()
}

/// Right-hand sides of a make-style dependency file, where a space inside a path is written `\ `.
fn sources(dependency_file: &str) -> Vec<PathBuf> {
    dependency_file
        .lines()
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(_, paths)| {
            paths
                .replace("\\ ", "\0")
                .split(' ')
                .map(|path| path.replace('\0', " "))
                .collect::<Vec<_>>()
        })
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    #[test]
    fn the_profile_folder_is_found_from_tests_and_from_tools() {
        for executable in [
            "/t/debug/deps/it-0a1b",
            "/t/debug/skein-bench",
            "/t/debug/examples/tour",
        ] {
            assert_eq!(
                profile_dir(Path::new(executable)).unwrap(),
                Path::new("/t/debug"),
                "{executable}"
            );
        }
    }

    #[test]
    fn paths_with_spaces_are_read_from_the_dependency_file() {
        let found = sources("/t/debug/skein: /src/main.rs /my\\ disk/lib.rs\n");
        assert_eq!(
            found,
            [
                PathBuf::from("/src/main.rs"),
                PathBuf::from("/my disk/lib.rs")
            ]
        );
    }

    #[test]
    fn a_binary_older_than_a_source_is_not_current() {
        let folder = tempfile::tempdir().unwrap();
        let (binary, source) = (folder.path().join("skein"), folder.path().join("main.rs"));
        fs::write(&source, "fn main() {}").unwrap();
        fs::write(&binary, "").unwrap();
        assert!(
            !is_current(&binary),
            "without a dependency file nothing is known"
        );

        fs::write(
            folder.path().join("skein.d"),
            format!("{}: {}\n", binary.display(), source.display()),
        )
        .unwrap();
        assert!(is_current(&binary));

        let later = modified_at(&binary).unwrap() + Duration::from_secs(1);
        fs::File::options()
            .append(true)
            .open(&source)
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert!(!is_current(&binary), "the source changed after linking");

        fs::remove_file(&source).unwrap();
        assert!(!is_current(&binary), "a source is gone");
    }
}
