//! The list of rules; one file each, with the reason for the rule at its top.

mod configuration;
mod dependencies;
mod directions;
mod duplicates;
mod glossary;
mod headers;
mod length;
mod licences;
mod links;
mod machines;
mod manifests;
mod metrics;
mod migrations;
mod names;
mod unfinished;

use super::Finding;
use super::repository::Repository;
use super::source::SourceFile;

pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) says: &'static str,
    pub(crate) check: Check,
}

/// How much a rule needs to see.
pub(crate) enum Check {
    EachFile(fn(&SourceFile) -> Vec<Finding>),
    Whole(fn(&Repository) -> Vec<Finding>),
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "directions",
        says: "crates depend only on the layers below them",
        check: Check::Whole(directions::check),
    },
    Rule {
        name: "dependencies",
        says: "what a crate depends on is named in its sources",
        check: Check::Whole(dependencies::check),
    },
    Rule {
        name: "manifests",
        says: "every crate inherits the lint table and the edition",
        check: Check::EachFile(manifests::check),
    },
    Rule {
        name: "headers",
        says: "the first line of a file says what it is for",
        check: Check::EachFile(headers::check),
    },
    Rule {
        name: "length",
        says: "no file is longer than 600 lines",
        check: Check::EachFile(length::check),
    },
    Rule {
        name: "names",
        says: "no catch-all modules; a folder is described by its mod.rs",
        check: Check::Whole(names::check),
    },
    Rule {
        name: "metrics",
        says: "metrics are named skein_<area>_<noun>_<unit>[_total]",
        check: Check::EachFile(metrics::check),
    },
    Rule {
        name: "configuration",
        says: "every default setting is explained above it",
        check: Check::EachFile(configuration::check),
    },
    Rule {
        name: "migrations",
        says: "migrations are named mYYYYMMDD_NNNNNN_name.rs, each number once",
        check: Check::Whole(migrations::check),
    },
    Rule {
        name: "links",
        says: "links in the documentation lead somewhere",
        check: Check::Whole(links::check),
    },
    Rule {
        name: "glossary",
        says: "public names use the words of docs/glossary.md",
        check: Check::EachFile(glossary::check),
    },
    Rule {
        name: "unfinished",
        says: "nothing is skipped, singled out or left to do",
        check: Check::EachFile(unfinished::check),
    },
    Rule {
        name: "duplicates",
        says: "a crate is compiled in one version, or the reason is written down",
        check: Check::Whole(duplicates::check),
    },
    Rule {
        name: "licences",
        says: "everything we build on may be given on under Apache-2.0",
        check: Check::Whole(licences::check),
    },
    Rule {
        name: "machines",
        says: "no file names a package registry host or a path of somebody's machine",
        check: Check::EachFile(machines::check),
    },
];
