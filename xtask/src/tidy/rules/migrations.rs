//! Migrations run in the order of their names on every installation there is: the names must sort and never repeat.

use std::collections::BTreeMap;

use super::super::Finding;
use super::super::repository::Repository;
use super::super::source::SourceFile;

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    check_files(&repository.files)
}

fn check_files(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for file in files.iter().filter(|file| is_migration(file)) {
        match number_of(file.name()) {
            None => findings.push(Finding::in_file(
                &file.path,
                "must be named mYYYYMMDD_NNNNNN_name.rs",
            )),
            Some(number) => {
                if let Some(other) = taken.insert(number, &file.path) {
                    findings.push(Finding::in_file(
                        &file.path,
                        format!("has the number of {other}"),
                    ));
                }
            }
        }
    }
    findings
}

/// What runs as a migration; columns that several of them share may lie beside them.
fn is_migration(file: &SourceFile) -> bool {
    file.is_rust() && !file.holds_bad_samples() && file.text.contains("MigrationTrait for ")
}

/// `m20250131_000001` of `m20250131_000001_users.rs`, when the name has that form.
fn number_of(name: &str) -> Option<&str> {
    let number = name.get(..16)?;
    let rest = name.get(16..)?.strip_suffix(".rs")?.strip_prefix('_')?;
    let has_form = number.bytes().enumerate().all(|(index, byte)| match index {
        0 => byte == b'm',
        9 => byte == b'_',
        _ => byte.is_ascii_digit(),
    });
    let is_named = !rest.is_empty()
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let month_and_day = (
        number.get(5..7)?.parse::<u32>().ok()?,
        number.get(7..9)?.parse::<u32>().ok()?,
    );
    let is_date = matches!(month_and_day, (1..=12, 1..=31));
    (has_form && is_named && is_date).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIGRATION: &str = "impl MigrationTrait for Migration {";

    fn findings(names: &[&str]) -> Vec<Finding> {
        let files: Vec<SourceFile> = names
            .iter()
            .map(|name| {
                SourceFile::sample(
                    &format!("crates/adapters/store/src/migrations/{name}"),
                    MIGRATION,
                )
            })
            .collect();
        check_files(&files)
    }

    #[test]
    fn named_and_numbered_migrations_are_fine() {
        assert_eq!(
            findings(&["m20250131_000001_users.rs", "m20250131_000002_teams.rs"]),
            []
        );
    }

    #[test]
    fn what_is_no_migration_may_lie_beside() {
        let file = SourceFile::sample("crates/adapters/store/src/migrations/columns.rs", "");
        assert_eq!(check_files(&[file]), []);
    }

    #[test]
    fn bad_names_and_repeated_numbers_are_found() {
        for name in [
            "users.rs",
            "m2025_000001_users.rs",
            "m20251301_000001_users.rs",
            "m20250131_000001.rs",
            "m20250131_000001_Users.rs",
        ] {
            assert_eq!(findings(&[name]).len(), 1, "{name}");
        }
        assert!(
            findings(&["m20250131_000001_users.rs", "m20250131_000001_teams.rs"])[0]
                .message
                .contains("number of")
        );
    }
}
