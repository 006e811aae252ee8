//! Every crate inherits lints, edition and licence from the workspace, so that no crate has rules of its own.

use super::super::Finding;
use super::super::source::SourceFile;

const INHERITED: [&str; 4] = [
    "edition.workspace = true",
    "rust-version.workspace = true",
    "license.workspace = true",
    "publish.workspace = true",
];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    if file.name() != "Cargo.toml" || !file.text.contains("[package]") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if !inherits_lints(&file.text) {
        findings.push(Finding::in_file(
            &file.path,
            "needs `[lints]` with `workspace = true`",
        ));
    }
    for line in INHERITED {
        if !file.text.lines().any(|found| found.trim() == line) {
            findings.push(Finding::in_file(&file.path, format!("needs `{line}`")));
        }
    }
    findings
}

fn inherits_lints(manifest: &str) -> bool {
    let mut lines = manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[lints]")
        .skip(1);
    lines.find(|line| !line.is_empty()) == Some("workspace = true")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\n[lints]\nworkspace = true\n";

    fn messages(text: &str) -> Vec<String> {
        check(&SourceFile::sample("crates/a/Cargo.toml", text))
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_crate_that_inherits_everything_is_fine() {
        assert!(messages(GOOD).is_empty());
        assert!(
            messages("[workspace]\nmembers = []\n").is_empty(),
            "the root is no crate"
        );
    }

    #[test]
    fn own_lints_and_an_own_edition_are_found() {
        assert!(
            messages(&GOOD.replace("[lints]\nworkspace", "[lints.clippy]\nall"))[0]
                .contains("[lints]")
        );
        assert!(
            messages(&GOOD.replace("edition.workspace = true", "edition = \"2021\""))[0]
                .contains("edition")
        );
    }
}
