//! A crate declares no dependency that none of its sources names: each costs every fresh machine its compilation, and tells
//! a reader of what the crate does what it does not.

use super::super::Finding;
use super::super::metadata::Member;
use super::super::repository::Repository;
use super::super::source::SourceFile;

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in &repository.members {
        let sources: Vec<&str> = repository
            .files
            .iter()
            .filter(|file| {
                file.is_rust() && owner(file, &repository.members) == Some(&member.folder)
            })
            .map(|file| file.text.as_str())
            .collect();
        let is_named = |name: &str| sources.iter().any(|text| names(text, name));
        let unused = member
            .dependencies
            .iter()
            .filter(|name| !is_named(&name.replace('-', "_")));
        findings.extend(unused.map(|name| {
            Finding::in_file(
                &format!("{}/Cargo.toml", member.folder),
                format!("no source of {} names {name}", member.name),
            )
        }));
    }
    findings
}

/// The folder of the innermost crate that holds the file.
fn owner<'a>(file: &SourceFile, members: &'a [Member]) -> Option<&'a String> {
    let holds = |folder: &&String| {
        file.path
            .strip_prefix(folder.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    };
    members
        .iter()
        .map(|member| &member.folder)
        .filter(holds)
        .max_by_key(|folder| folder.len())
}

/// `name::…`, `use name;` or `use name as …`, where `name` is no part of a longer path.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let is_within = before.ends_with(is_word)
            || before
                .strip_suffix("::")
                .is_some_and(|path| path.ends_with(is_word));
        let is_imported = before.ends_with("use ") && after.starts_with([';', ' ']);
        !is_within && (after.starts_with("::") || is_imported)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(manifested: &[&str], sources: &[(&str, &str)]) -> Repository {
        let member = |folder: &str, dependencies: &[&str]| Member {
            name: folder.to_owned(),
            folder: folder.to_owned(),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
        };
        Repository {
            files: sources
                .iter()
                .map(|(path, text)| SourceFile::sample(path, text))
                .collect(),
            members: vec![member("xtask", manifested), member("xtask/codegen", &[])],
            ..Repository::default()
        }
    }

    #[test]
    fn what_is_named_in_any_way_is_fine() {
        for text in [
            "use tokio_util::sync::CancellationToken;",
            "use tokio_util;",
            "use tokio_util as t;",
            "#[tokio_util::main]",
            "pub token: ::tokio_util::Token,",
        ] {
            let house = house(&["tokio-util"], &[("xtask/tests/it/main.rs", text)]);
            assert_eq!(check(&house), [], "{text}");
        }
    }

    #[test]
    fn what_no_source_names_is_found() {
        for text in [
            "",
            "use super::bytes::Reader;",
            "let bytes = my_bytes::len();",
            "use kilobytes::Bytes;",
        ] {
            let elsewhere = ("xtask/codegen/src/main.rs", "use bytes::Bytes;");
            let house = house(&["bytes"], &[("xtask/src/main.rs", text), elsewhere]);
            let findings = check(&house);
            assert_eq!(findings.len(), 1, "{text}");
            assert_eq!(findings[0].path, "xtask/Cargo.toml");
        }
    }
}
