//! `cargo xtask tidy`: the repository tests its own rules, so that no review has to argue about them.
//!
//! A rule is a pure function over one file, or over the whole [`Repository`] as plain data; each has a test that shows
//! it failing on a bad sample. The same rules run as a test of this crate, so plain `cargo test` keeps them too.

mod metadata;
mod repository;
mod rules;
mod source;

use std::fmt;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use repository::Repository;
use rules::{Check, RULES, Rule};

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    /// Counted from 1; 0 when the whole file is meant.
    line: usize,
    message: String,
}

impl Finding {
    fn in_line(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }

    fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self::in_line(path, 0, message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.path, self.message),
            line => write!(formatter, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Lists every rule with what breaks it.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    Ok(if list(workspace)? == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The same as a step of the whole check: any finding is an error.
pub(crate) fn require(workspace: &Workspace) -> Result<()> {
    match list(workspace)? {
        0 => Ok(()),
        number => bail!("places that break a rule: {number}"),
    }
}

fn list(workspace: &Workspace) -> Result<usize> {
    let repository = Repository::load(workspace)?;
    let mut number = 0;
    for rule in RULES {
        let findings = findings(rule, &repository);
        if findings.is_empty() {
            println!("ok      {:<14} {}", rule.name, rule.says);
        } else {
            println!("BROKEN  {:<14} {}", rule.name, rule.says);
            for finding in &findings {
                println!("          {finding}");
            }
        }
        number += findings.len();
    }
    println!(
        "{} files, {} rules, {number} findings",
        repository.files.len(),
        RULES.len()
    );
    Ok(number)
}

fn findings(rule: &Rule, repository: &Repository) -> Vec<Finding> {
    match rule.check {
        Check::EachFile(check) => repository.files.iter().flat_map(check).collect(),
        Check::Whole(check) => check(repository),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_keeps_its_rules() {
        let repository = Repository::load(&Workspace::find()).unwrap();
        let broken: Vec<String> = RULES
            .iter()
            .flat_map(|rule| {
                findings(rule, &repository)
                    .into_iter()
                    .map(move |finding| format!("{}: {finding}", rule.name))
            })
            .collect();
        assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    }

    #[test]
    fn a_finding_shows_where_it_is() {
        assert_eq!(
            Finding::in_line("a.rs", 3, "bad").to_string(),
            "a.rs:3: bad"
        );
        assert_eq!(Finding::in_file("a.rs", "bad").to_string(), "a.rs: bad");
    }
}
