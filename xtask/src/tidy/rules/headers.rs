//! The first line of every source file says what the file is for: a reader of the folder needs no more than that.

use super::super::Finding;
use super::super::source::SourceFile;

/// What says something has at least so many words; `//! Placeholder.` does not.
const FEWEST_WORDS: usize = 2;

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    if file.is_generated() {
        return Vec::new();
    }
    let words = if file.is_rust() {
        first_words(&file.text, &["//!"])
    } else if file.is_web_code() {
        first_words(&file.text, &["/**", "/*", "//"])
    } else {
        return Vec::new();
    };
    let expected = if file.is_rust() {
        "`//! …`"
    } else {
        "a comment"
    };
    match words {
        Some(number) if number >= FEWEST_WORDS => Vec::new(),
        _ => vec![Finding::in_line(
            &file.path,
            1,
            format!("the first line must be {expected} that says what the file is for"),
        )],
    }
}

/// Words of the comment that opens the file; none when it opens otherwise. A `#!` line may come before.
fn first_words(text: &str, openings: &[&str]) -> Option<usize> {
    let mut lines = text.lines().skip_while(|line| line.starts_with("#!/"));
    let first = lines.next()?;
    let comment = openings
        .iter()
        .find_map(|opening| first.strip_prefix(opening))?;
    let is_bare_opening = comment.trim().trim_matches('*').is_empty();
    // `/**` alone: the sentence stands in the next line.
    let sentence = if is_bare_opening && first.starts_with("/*") {
        lines.next()?
    } else {
        comment
    };
    Some(number_of_words(sentence))
}

/// Chinese is written without blanks: each of its characters counts as a word.
fn number_of_words(sentence: &str) -> usize {
    let is_ideograph = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let ideographs = sentence
        .chars()
        .filter(|character| is_ideograph(*character))
        .count();
    let others =
        sentence.split(|character: char| character.is_whitespace() || is_ideograph(character));
    ideographs
        + others
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(path: &str, text: &str) -> bool {
        check(&SourceFile::sample(path, text)).is_empty()
    }

    #[test]
    fn files_that_introduce_themselves_are_fine() {
        assert!(is_fine("a.rs", "//! Hands out ports to tests.\n"));
        assert!(is_fine("a.ts", "/** The widget's own store. */\n"));
        assert!(is_fine("a.ts", "/**\n * The widget's own store.\n */\n"));
        assert!(is_fine("a.css", "/* Colours for both themes. */\n"));
        assert!(is_fine(
            "a.mjs",
            "#!/usr/bin/env node\n// Compresses what was built.\n"
        ));
        assert!(is_fine("web/src/generated/a.ts", "export {};\n"));
        assert!(is_fine("a.ts", "/** 简体中文. */\n"));
        assert!(is_fine("a.md", "no comment\n"));
    }

    #[test]
    fn files_without_a_sentence_are_found() {
        assert!(!is_fine("a.rs", "use std::fs;\n"));
        assert!(!is_fine("a.rs", "// Hands out ports to tests.\n"));
        assert!(!is_fine("a.rs", "//! Placeholder.\n"));
        assert!(!is_fine("a.rs", ""));
        assert!(!is_fine("a.tsx", "import x from 'x';\n"));
        assert!(!is_fine("a.ts", "/**\n */\n"));
    }
}
