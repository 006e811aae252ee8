//! What is in the tree is done and is run: no skipped test, no test that silences the others, no note to do it later.

use super::super::Finding;
use super::super::source::SourceFile;

/// In Rust, wherever it stands.
const IN_RUST: [&str; 3] = ["#[ignore", "todo!(", "unimplemented!("];
/// In tests of the web, where a call like `.skip(` means a test.
const IN_WEB_TESTS: [&str; 11] = [
    ".only(",
    ".skip(",
    ".todo(",
    ".fixme(",
    ".skipIf(",
    ".runIf(",
    ".fails(",
    "xit(",
    "xtest(",
    "xdescribe(",
    "fdescribe(",
];
/// Notes to oneself.
const NOTES: [&str; 3] = ["TODO", "FIXME", "XXX"];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let is_code =
        file.is_rust() || file.is_web_code() || file.has_extension(&["proto", "toml", "html"]);
    if !is_code || file.holds_bad_samples() || file.is_generated() {
        return Vec::new();
    }
    let forbidden: &[&str] = if file.is_rust() {
        &IN_RUST
    } else if file.is_test() {
        &IN_WEB_TESTS
    } else {
        &[]
    };
    let mut findings = Vec::new();
    for (number, line) in file.numbered_lines() {
        let calls = forbidden.iter().filter(|call| has_call(line, call));
        let notes = NOTES.iter().filter(|note| has_word(line, note));
        for found in calls.chain(notes) {
            findings.push(Finding::in_line(
                &file.path,
                number,
                format!("`{found}`: finish it, or file an issue and take it out"),
            ));
        }
    }
    findings
}

/// True when the call is there and is not the end of a longer name (`exit(` is not `xit(`).
fn has_call(line: &str, call: &str) -> bool {
    line.match_indices(call)
        .any(|(start, _)| !call.starts_with(char::is_alphabetic) || !ends_in_name(&line[..start]))
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let after = line[start + word.len()..].chars().next();
        !ends_in_name(&line[..start]) && !after.is_some_and(is_name_character)
    })
}

fn ends_in_name(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_name_character)
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(path: &str, line: &str) -> bool {
        check(&SourceFile::sample(path, line)).is_empty()
    }

    #[test]
    fn skipped_and_singled_out_tests_are_found() {
        assert!(!is_fine("crates/a/src/lib.rs", "    #[ignore = \"slow\"]"));
        assert!(!is_fine("crates/a/src/lib.rs", "    todo!()"));
        assert!(!is_fine(
            "web/e2e/desk.spec.ts",
            "test.only('rates', async () => {"
        ));
        assert!(!is_fine(
            "web/packages/sdk/src/a.test.ts",
            "describe.skip('sync', () => {"
        ));
        assert!(!is_fine("web/packages/sdk/src/a.test.ts", "xit('waits')"));
    }

    #[test]
    fn notes_to_oneself_are_found() {
        assert!(!is_fine("crates/a/src/lib.rs", "// TODO: later"));
        assert!(!is_fine("web/apps/console/src/app.css", "/* FIXME */"));
    }

    #[test]
    fn the_same_letters_elsewhere_are_fine() {
        assert!(is_fine(
            "crates/a/src/lib.rs",
            "for line in lines.skip(1) {"
        ));
        assert!(
            is_fine("web/apps/console/src/list.ts", "pages.skip(1)"),
            "not a test"
        );
        assert!(is_fine("web/packages/sdk/src/a.test.ts", "process.exit(1)"));
        assert!(is_fine(
            "crates/a/src/lib.rs",
            "const MASTODON: &str = \"\";"
        ));
        assert!(is_fine("docs/a.md", "TODO"));
    }
}
