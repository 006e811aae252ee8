//! A crate in two versions is compiled twice on every fresh machine and is twice the code to trust.
//!
//! What cannot be helped stands in [`ALLOWED`] with whoever holds the old version back; an entry that is no longer
//! needed is a finding too, so the list only shrinks or says why it grew.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Finding;
use super::super::repository::Repository;

const LOCK: &str = "Cargo.lock";

/// Crates that may be there in several versions, and why.
const ALLOWED: &[(&str, &str)] = &[
    (
        "atoi",
        "sqlx-sqlite is at 2, sqlx-core's optional drivers at 3",
    ),
    (
        "base64",
        "hyper-util and reqwest are at 0.23, the others at 0.22",
    ),
    ("block-buffer", "under sha2 0.10 and 0.11"),
    ("cpufeatures", "under sha2 0.10 and 0.11"),
    ("crypto-common", "under sha2 0.10 and 0.11"),
    ("digest", "under sha2 0.10 and 0.11"),
    ("foldhash", "under two versions of hashbrown"),
    (
        "getrandom",
        "jsonwebtoken is at 0.2, rand 0.9 at 0.3, the others at 0.4",
    ),
    (
        "hashbrown",
        "fjall's dashmap is at 0.14, sqlx at 0.15 and 0.16, indexmap at 0.17",
    ),
    ("heck", "the SeaORM macros are at 0.4"),
    (
        "num-bigint",
        "optional drivers of sea-orm; in the lock file only",
    ),
    ("r-efi", "under two versions of getrandom; only for UEFI"),
    (
        "rand",
        "metrics-util is at 0.9; 0.8 is in the lock file only",
    ),
    ("rand_chacha", "under three versions of rand"),
    ("rand_core", "under three versions of rand"),
    ("sha2", "ours is at 0.10, rust-embed at 0.11"),
    ("syn", "procedural macros are moving from 2 to 3"),
    ("toml_datetime", "under two versions of toml"),
    (
        "toml_edit",
        "under figment's toml 0.8; the newer one is in the lock file only",
    ),
    (
        "unicode-width",
        "protox's miette is at 0.1; only in the code generator",
    ),
    (
        "untrusted",
        "aws-lc-rs is at 0.7; the newer one is in the lock file only",
    ),
    ("winnow", "under two versions of toml"),
];

/// Crates that must not be there at all, and what does their work.
const BANNED: &[(&str, &str)] = &[
    ("openssl", "rustls"),
    ("openssl-sys", "rustls"),
    ("native-tls", "rustls"),
    ("protoc-bin-vendored", "protox"),
];

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    match repository.file(LOCK) {
        Some(lock) => check_lock(&lock.text, ALLOWED),
        None => vec![Finding::in_file(LOCK, "must be committed")],
    }
}

fn check_lock(lock: &str, allowed: &[(&str, &str)]) -> Vec<Finding> {
    let packages = packages(lock);
    let mut findings = Vec::new();
    for (name, versions) in &packages {
        let is_allowed = allowed.iter().any(|(known, _)| known == name);
        // The crates for Windows move in step with each other and never reach the systems we build for.
        let is_windows = name.starts_with("windows");
        if versions.len() > 1 && !is_allowed && !is_windows {
            let versions = versions.iter().copied().collect::<Vec<_>>().join(" and ");
            let message = format!(
                "{name} is there in {versions}; agree on one, or add it to the list with the reason"
            );
            findings.push(Finding::in_file(LOCK, message));
        }
        if let Some((_, instead)) = BANNED.iter().find(|(banned, _)| banned == name) {
            findings.push(Finding::in_file(
                LOCK,
                format!("{name} is banned; use {instead}"),
            ));
        }
    }
    for (name, _) in allowed {
        if packages.get(name).is_none_or(|versions| versions.len() < 2) {
            findings.push(Finding::in_file(
                LOCK,
                format!("{name} is no longer there twice; take it off the list"),
            ));
        }
    }
    findings
}

/// Versions by name.
fn packages(lock: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut packages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(value) = quoted(line, "name = ") {
            name = value;
        } else if let Some(version) = quoted(line, "version = ") {
            packages.entry(name).or_default().insert(version);
        }
    }
    packages
}

fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str)]) -> String {
        let package = |(name, version): &(&str, &str)| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n")
        };
        format!(
            "version = 4\n\n{}",
            packages.iter().map(package).collect::<String>()
        )
    }

    fn messages(packages: &[(&str, &str)], allowed: &[(&str, &str)]) -> Vec<String> {
        check_lock(&lock(packages), allowed)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn one_version_and_allowed_duplicates_are_fine() {
        let packages = [
            ("serde", "1.0.1"),
            ("rand", "0.9.5"),
            ("rand", "0.10.3"),
            ("windows-sys", "0.52.0"),
            ("windows-sys", "0.61.0"),
        ];
        assert_eq!(
            messages(&packages, &[("rand", "why")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn unexplained_duplicates_stale_entries_and_banned_crates_are_found() {
        assert!(
            messages(&[("rand", "0.9.5"), ("rand", "0.10.3")], &[])[0]
                .contains("rand is there in 0.10.3 and 0.9.5")
        );
        assert!(messages(&[("rand", "0.9.5")], &[("rand", "why")])[0].contains("take it off"));
        assert!(messages(&[("openssl-sys", "0.9.1")], &[])[0].contains("use rustls"));
    }
}
