//! Names of files: no drawers for everything, and the text of a folder's module is its `mod.rs`.

use super::super::Finding;
use super::super::repository::Repository;
use super::super::source::SourceFile;

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 8] = [
    "utils", "util", "common", "helpers", "helper", "manager", "managers", "misc",
];

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let is_folder = |path: &str| repository.paths.contains(path);
    repository
        .files
        .iter()
        .flat_map(|file| check_file(file, is_folder))
        .collect()
}

fn check_file(file: &SourceFile, is_there: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !(file.is_rust() || file.is_web_code()) {
        return findings;
    }
    let stem = file.name().split('.').next().unwrap_or_default();
    let drawer = file
        .folders()
        .chain([stem])
        .find(|part| DRAWERS.contains(&part.to_lowercase().as_str()));
    if let Some(drawer) = drawer {
        findings.push(Finding::in_file(
            &file.path,
            format!("`{drawer}` says nothing; name it after what is inside"),
        ));
    }
    if file.is_rust() {
        let folder = file.path.trim_end_matches(".rs");
        if is_there(folder) && !file.holds_bad_samples() {
            findings.push(Finding::in_file(
                &file.path,
                format!("belongs into {folder}/mod.rs, beside its parts"),
            ));
        }
        for (line, text) in file.numbered_lines() {
            if let Some(module) = inline_module(text).filter(|module| DRAWERS.contains(module)) {
                findings.push(Finding::in_line(
                    &file.path,
                    line,
                    format!("`mod {module}` says nothing; name it after what is inside"),
                ));
            }
        }
    }
    findings
}

/// `utils` of `pub(crate) mod utils {`. Modules in files of their own are found by their path.
fn inline_module(line: &str) -> Option<&str> {
    let name = line.trim().strip_suffix('{')?.trim_end();
    let (before, name) = name.rsplit_once(' ')?;
    matches!(before.split_whitespace().last(), Some("mod")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str, folders: &[&str]) -> Vec<String> {
        let file = SourceFile::sample(path, text);
        check_file(&file, |path| folders.contains(&path))
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn drawers_are_found_as_files_folders_and_inline_modules() {
        assert_eq!(messages("crates/a/src/utils.rs", "", &[]).len(), 1);
        assert_eq!(messages("crates/a/src/common/mod.rs", "", &[]).len(), 1);
        assert_eq!(
            messages("web/apps/console/src/helpers.ts", "", &[]).len(),
            1
        );
        assert_eq!(
            messages("crates/a/src/lib.rs", "pub(crate) mod manager {\n", &[]).len(),
            1
        );
        assert!(messages("crates/a/src/commons.rs", "mod queue {\n", &[]).is_empty());
    }

    #[test]
    fn a_module_file_beside_its_folder_is_found() {
        assert!(
            messages("crates/a/src/team.rs", "", &["crates/a/src/team"])[0].contains("team/mod.rs")
        );
        assert!(messages("crates/a/src/team/mod.rs", "", &["crates/a/src/team"]).is_empty());
    }
}
