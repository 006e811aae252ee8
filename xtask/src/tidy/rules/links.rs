//! Links in the documentation lead to files that exist, and to headings that exist in them.

use std::collections::HashMap;

use super::super::Finding;
use super::super::repository::Repository;
use super::super::source::SourceFile;

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let documents = repository
        .files
        .iter()
        .filter(|file| file.has_extension(&["md"]));
    documents
        .flat_map(|document| check_document(document, repository))
        .collect()
}

fn check_document(document: &SourceFile, repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, target) in links(&document.text) {
        if target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        if let Err(reason) = follow(document, &target, repository) {
            findings.push(Finding::in_line(
                &document.path,
                line,
                format!("`{target}` {reason}"),
            ));
        }
    }
    findings
}

fn follow(document: &SourceFile, target: &str, repository: &Repository) -> Result<(), String> {
    let (path, anchor) = target
        .split_once('#')
        .map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let reached = if path.is_empty() {
        document.path.clone()
    } else {
        let path = resolve(document, path).ok_or("leads out of the repository")?;
        if !path.is_empty() && !repository.paths.contains(&path) {
            return Err(format!("leads to {path}, which is not there"));
        }
        path
    };
    let Some(anchor) = anchor else { return Ok(()) };
    match repository
        .file(&reached)
        .filter(|file| file.has_extension(&["md"]))
    {
        Some(file) if !anchors(&file.text).iter().any(|known| known == anchor) => {
            Err(format!("names a heading that {reached} does not have"))
        }
        _ => Ok(()),
    }
}

/// The path from the root for a path from a document; none above the root.
fn resolve(document: &SourceFile, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.folders().collect();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Targets of `[text](target)`, `![picture](target)` and `[name]: target` with their lines, outside of code.
fn links(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in lines_outside_of_code(markdown) {
        let line = without_inline_code(line);
        for (position, _) in line.match_indices("](") {
            let rest = &line[position + 2..];
            // Titles after the target, `(target "title")`, are no part of it.
            if let Some(target) = rest
                .split([')', ' '])
                .next()
                .filter(|target| !target.is_empty())
            {
                found.push((number, target.trim_matches(['<', '>']).to_owned()));
            }
        }
        if line.starts_with('[')
            && let Some((_, target)) = line.split_once("]: ")
        {
            found.push((
                number,
                target
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ));
        }
    }
    found
}

/// Anchors of all headings, by the rule of the usual hosts: lower case, punctuation gone, blanks as hyphens.
fn anchors(markdown: &str) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut anchors = Vec::new();
    for (_, line) in lines_outside_of_code(markdown) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let slug: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|character| match character {
                ' ' => Some('-'),
                '-' | '_' => Some(character),
                other => other.is_alphanumeric().then_some(other),
            })
            .collect();
        let repeated = seen.entry(slug.clone()).or_default();
        anchors.push(if *repeated == 0 {
            slug
        } else {
            format!("{slug}-{repeated}")
        });
        *repeated += 1;
    }
    anchors
}

fn lines_outside_of_code(markdown: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    markdown
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            (!is_code && !is_fence).then_some((index + 1, line))
        })
}

/// The line with everything between backticks removed.
fn without_inline_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let document = SourceFile::sample("docs/a.md", text);
        let mut repository = Repository::default();
        repository.files.push(SourceFile::sample("docs/a.md", text));
        repository.files.push(SourceFile::sample(
            "docs/other.md",
            "# The words\n## The words\n## `id` & 消息线\n",
        ));
        repository.paths.extend(
            [
                "docs",
                "docs/other.md",
                "docs/picture.png",
                "README.md",
                "crates",
                "crates/server",
            ]
            .map(str::to_owned),
        );
        check_document(&document, &repository)
            .into_iter()
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        let text = "# Here\n[a](other.md) [b](../README.md) [c](other.md#the-words) [d](other.md#the-words-1) [e](#here)\n\
            [f](other.md#id--消息线) ![g](picture.png \"title\") [h](https://example.org/x) [i](../crates/server/)\n\
            `[code](nowhere.md)`\n```\n[code](nowhere.md)\n```\n[j]: other.md\n";
        assert_eq!(messages(text), Vec::<String>::new());
    }

    #[test]
    fn links_that_lead_nowhere_are_found_with_their_line() {
        for (link, expected) in [
            ("[a](gone.md)", "not there"),
            ("[a](/README.md.bak)", "not there"),
            ("[a](../../outside.md)", "out of the repository"),
            ("[a](other.md#no-such-heading)", "heading"),
            ("[a](#nowhere)", "heading"),
            ("[a]: gone.md", "not there"),
        ] {
            let found = messages(&format!("first line\n{link}\n"));
            assert_eq!(found.len(), 1, "{link}: {found:?}");
            assert!(
                found[0].contains(expected) && found[0].contains(":2:"),
                "{link}: {found:?}"
            );
        }
    }
}
