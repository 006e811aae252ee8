//! `logging.level`, read strictly: a level or a target that nobody knows would else be silence.

use std::str::FromStr as _;

use serde::Deserialize;
use thiserror::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
/// What people write who come from elsewhere.
const MEANT: [(&str, &str); 9] = [
    ("warning", "warn"),
    ("err", "error"),
    ("fatal", "error"),
    ("critical", "error"),
    ("information", "info"),
    ("notice", "info"),
    ("verbose", "debug"),
    ("all", "trace"),
    ("none", "off"),
];
/// Crates of Skein.
const OURS: [&str; 10] = [
    "skein",
    "skein_api",
    "skein_cluster",
    "skein_desk",
    "skein_foundation",
    "skein_gateway",
    "skein_identity",
    "skein_message_log",
    "skein_messaging",
    "skein_store",
];
/// Libraries that have something to say.
const OTHERS: [&str; 8] = [
    "axum",
    "hyper",
    "hyper_util",
    "sea_orm",
    MIGRATION,
    "sqlx",
    "tokio",
    "tower_http",
];
const MIGRATION: &str = "sea_orm_migration";

/// What is logged.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct LogLevel {
    text: String,
    targets: Targets,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum BadLevel {
    #[error("the level is empty; {}", levels())]
    Empty,
    #[error("there is no level `{given}`{}; {}", meant(given), levels())]
    Unknown { given: String },
    #[error("there is no part `{given}` that logs; it is one of {}, {}", OURS.join(", "), OTHERS.join(", "))]
    UnknownTarget { given: String },
    #[error("`{given}` is said twice")]
    Twice { given: String },
}

fn levels() -> String {
    format!(
        "it is one of {}, or directives such as info,skein_gateway=debug",
        LEVELS.join(", ")
    )
}

fn meant(given: &str) -> String {
    let given = given.to_ascii_lowercase();
    MEANT
        .iter()
        .find(|(other, _)| *other == given)
        .map_or_else(String::new, |(_, ours)| format!(" (`{ours}` is meant?)"))
}

impl LogLevel {
    pub(crate) fn targets(&self) -> &Targets {
        &self.targets
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for LogLevel {
    type Error = BadLevel;

    fn try_from(text: String) -> Result<Self, BadLevel> {
        let mut targets = Targets::new();
        let mut said: Vec<&str> = Vec::new();
        for directive in text.split(',').map(str::trim) {
            let (target, level) = directive
                .split_once('=')
                .map_or((None, directive), |(target, level)| {
                    (Some(target.trim()), level.trim())
                });
            let level = parse_level(level)?;
            let name = target.unwrap_or_default();
            if said.contains(&name) {
                return Err(BadLevel::Twice {
                    given: directive.to_owned(),
                });
            }
            said.push(name);
            targets = match target {
                None => targets.with_default(level),
                Some(target) if is_known(target) => targets.with_target(target, level),
                Some(target) => {
                    return Err(BadLevel::UnknownTarget {
                        given: target.to_owned(),
                    });
                }
            };
        }
        let is_everybody_at_info = targets.default_level() == Some(LevelFilter::INFO);
        if is_everybody_at_info && !said.contains(&MIGRATION) {
            // Each command opens the store, and would begin with lines on what was done long ago.
            targets = targets.with_target(MIGRATION, LevelFilter::WARN);
        }
        Ok(Self { text, targets })
    }
}

fn parse_level(given: &str) -> Result<LevelFilter, BadLevel> {
    if given.is_empty() {
        return Err(BadLevel::Empty);
    }
    let lower = given.to_ascii_lowercase();
    // Numbers are levels, too, but not in our documents.
    LEVELS
        .contains(&lower.as_str())
        .then(|| LevelFilter::from_str(&lower).ok())
        .flatten()
        .ok_or_else(|| BadLevel::Unknown {
            given: given.to_owned(),
        })
}

/// The first segment is a crate; what follows are its modules.
fn is_known(target: &str) -> bool {
    let mut segments = target.split("::");
    segments
        .next()
        .is_some_and(|name| OURS.contains(&name) || OTHERS.contains(&name))
        && segments.all(|module| {
            !module.is_empty()
                && module
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    fn parse(text: &str) -> Result<LogLevel, BadLevel> {
        LogLevel::try_from(text.to_owned())
    }

    #[test]
    fn levels_and_directives_are_understood() {
        for text in ["info", "INFO", " warn ", "off", "error,skein_gateway=debug"] {
            parse(text).expect(text);
        }
        let targets = parse("warn, skein_gateway::websocket = debug").expect("both");
        let would = |target, level| targets.targets().would_enable(target, &level);
        assert!(would("skein_gateway::websocket::connection", Level::DEBUG));
        assert!(!would("skein_gateway::registry", Level::INFO));
        assert!(would("sqlx::query", Level::WARN) && !would("sqlx::query", Level::INFO));
    }

    #[test]
    fn the_steps_of_a_migration_are_told_who_asks_for_them() {
        for (text, is_told) in [
            ("info", false),
            ("warn", false),
            ("info,skein_gateway=debug", false),
            ("info,sea_orm_migration=info", true),
            ("debug", true),
        ] {
            let targets = parse(text).expect(text);
            let told = targets
                .targets()
                .would_enable("sea_orm_migration::migrator", &Level::INFO);
            assert_eq!(told, is_told, "{text}");
        }
    }

    #[test]
    fn what_would_be_silence_is_refused_with_a_hint() {
        for (text, hint) in [
            ("warning", "`warn` is meant?"),
            ("Verbose", "`debug` is meant?"),
            ("loud", "error, warn, info"),
            ("3", "error, warn, info"),
            ("", "empty"),
            ("info,", "empty"),
            ("skein_gatway=debug", "skein_gateway"),
            ("info,skein_gateway", "no level `skein_gateway`"),
            ("skein_gateway=warning", "`warn` is meant?"),
            ("=debug", "no part"),
            ("skein_api::=debug", "no part"),
            ("info,debug", "twice"),
            ("skein=info,skein=debug", "twice"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.contains(hint), "{text}: {error}");
        }
    }

    #[test]
    fn every_crate_of_ours_can_be_named() {
        let manifest = include_str!("../../Cargo.toml");
        let dependencies = manifest
            .lines()
            .filter_map(|line| line.strip_suffix(".workspace = true"))
            .filter(|name| name.starts_with("skein-"));
        let mut known: Vec<String> = dependencies.map(|name| name.replace('-', "_")).collect();
        known.push("skein".to_owned());
        known.sort_unstable();
        assert_eq!(known, OURS);
    }
}
