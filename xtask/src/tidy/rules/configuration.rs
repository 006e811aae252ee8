//! The defaults file is the reference of the configuration: every key has its explanation in the line above.

use super::super::Finding;
use super::super::source::SourceFile;

const DEFAULTS: &str = "config.default.toml";

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    if file.name() != DEFAULTS {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut above = "";
    let mut open_brackets = 0_i32;
    for (number, line) in file.numbered_lines() {
        let line = line.trim();
        let is_inside_value = open_brackets > 0;
        if !line.starts_with('#') {
            open_brackets +=
                line.matches(['[', '{']).count() as i32 - line.matches([']', '}']).count() as i32;
        }
        if !is_inside_value
            && let Some(key) = key_of(line)
            && !above.starts_with('#')
        {
            findings.push(Finding::in_line(
                &file.path,
                number,
                format!("`{key}` has no comment in the line above"),
            ));
        }
        above = line;
    }
    findings
}

fn key_of(line: &str) -> Option<&str> {
    if line.starts_with(['#', '[']) {
        return None;
    }
    line.split_once('=').map(|(key, _)| key.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        check(&SourceFile::sample(
            "crates/server/config.default.toml",
            text,
        ))
        .into_iter()
        .map(|finding| finding.to_string())
        .collect()
    }

    #[test]
    fn explained_keys_are_fine() {
        let text = "# The doors.\n[server]\n# Address and port.\nlisten = \"127.0.0.1:8080\"\n# Origins.\norigins = [\n  \"a=b\",\n]\n";
        assert_eq!(messages(text), Vec::<String>::new());
    }

    #[test]
    fn a_key_without_a_comment_is_found() {
        let found =
            messages("# The doors.\n[server]\nlisten = \"x\"\n# Port.\nport = 1\nother = 2\n");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains(":3:") && found[0].contains("`listen`"),
            "{found:?}"
        );
        assert!(found[1].contains("`other`"), "{found:?}");
    }
}
