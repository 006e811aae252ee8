//! A file that needs more than 600 lines has more than one purpose. Tests may be as long as their list of promises.

use super::super::Finding;
use super::super::source::SourceFile;

const MOST_LINES: usize = 600;

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let is_measured = (file.is_rust() || file.is_web_code() || file.has_extension(&["proto"]))
        && !file.is_test()
        && !file.is_generated();
    let lines = file.text.lines().count();
    if is_measured && lines > MOST_LINES {
        vec![Finding::in_file(
            &file.path,
            format!("{lines} lines; split it (at most {MOST_LINES})"),
        )]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(path: &str, lines: usize) -> bool {
        check(&SourceFile::sample(path, &"x\n".repeat(lines))).is_empty()
    }

    #[test]
    fn length_is_measured_in_code_but_not_in_tests() {
        assert!(is_fine("crates/a/src/lib.rs", 600));
        assert!(!is_fine("crates/a/src/lib.rs", 601));
        assert!(!is_fine("web/apps/console/src/app.tsx", 601));
        assert!(is_fine("crates/a/src/queue/tests.rs", 601));
        assert!(is_fine("crates/a/tests/it/main.rs", 601));
        assert!(is_fine("crates/protocol/src/generated/types.rs", 9_000));
        assert!(is_fine("docs/long.md", 9_000));
    }
}
