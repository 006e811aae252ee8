//! Configuration: embedded defaults, then a file, then the environment, then the command line.

mod environment;
mod ranges;
mod sections;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use figment::value::Dict;

pub(crate) use sections::{Config, LogFormat, Logging};

/// The commented defaults, which are also the reference.
pub(crate) const DEFAULT_CONFIG: &str = include_str!("../../config.default.toml");

/// What the command line sets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides {
    pub(crate) file: Option<PathBuf>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: Option<String>,
    pub(crate) demo: bool,
}

/// Reads all layers and checks what came of them.
pub(crate) fn load(overrides: &Overrides) -> Result<Config> {
    let mut figment = Figment::from(Toml::string(DEFAULT_CONFIG));
    let defaults: Dict = figment.extract().context("the defaults can't be read")?;
    environment::check(std::env::vars_os().map(|(name, _)| name), &defaults)?;
    if let Some(file) = &overrides.file {
        figment = figment.merge(Toml::string(&read(file)?));
    }
    figment = figment.merge(Env::prefixed("SKEIN__").split("__"));
    if let Some(dir) = &overrides.data_dir {
        figment = figment.merge(Serialized::default("data.dir", dir));
    }
    if let Some(listen) = &overrides.listen {
        figment = figment.merge(Serialized::default("server.listen", listen));
    }
    if overrides.demo {
        figment = figment.merge(Serialized::default("demo.enabled", true));
    }
    let config: Config = figment
        .extract()
        .map_err(in_words)
        .with_context(|| unusable(overrides))?;
    config.check().with_context(|| unusable(overrides))?;
    Ok(config)
}

/// Any file: also what a shell makes of `<(…)`.
fn read(file: &Path) -> Result<String> {
    if file.is_dir() {
        bail!("the configuration file {} is a folder", file.display());
    }
    std::fs::read_to_string(file).with_context(|| match file.try_exists() {
        Ok(false) => format!("there is no configuration file {}", file.display()),
        _ => format!("the configuration file {} can't be read", file.display()),
    })
}

fn unusable(overrides: &Overrides) -> String {
    let file = overrides
        .file
        .as_ref()
        .map_or_else(String::new, |file| format!(" with {}", file.display()));
    format!(
        "the configuration{file} can't be used; `skein config` prints every key with its meaning"
    )
}

/// Which key, what was found there, and from where.
fn in_words(error: figment::Error) -> anyhow::Error {
    let problems: Vec<String> = error
        .into_iter()
        .map(|problem| {
            let key = problem.path.join(".");
            let from = match problem.metadata.as_ref().map(|source| source.name.as_ref()) {
                Some(name) if name.contains("environment") => " in the environment",
                Some(name) if name.contains("TOML") => " in the file",
                _ => "",
            };
            // The reader of the file quotes what is quoted already.
            let found = problem.kind.to_string();
            let found = found.replace("expected `one of `", "expected one of `");
            let found = found.trim_end().replace("``", "`");
            match key.as_str() {
                // It is no TOML: line and column are in the text.
                "" => found,
                key => format!("{key}{from}: {found}"),
            }
        })
        .collect();
    anyhow::anyhow!(problems.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a file that says `text`.
    fn load_under(text: &str, overrides: Overrides) -> Result<Config> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("skein.toml");
        std::fs::write(&file, text).expect("a file");
        load(&Overrides {
            file: Some(file),
            ..overrides
        })
    }

    fn load_text(text: &str) -> Result<Config> {
        load_under(text, Overrides::default())
    }

    #[test]
    fn the_defaults_are_valid_and_equal_the_limits_in_code() {
        let config = load(&Overrides::default()).expect("the defaults are valid");
        assert_eq!(config.limits, skein_foundation::Limits::default());
        assert_eq!(config.tcp.listen, None, "nobody asked for another door");
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let read = load_text("[server]\nlissten = \"x\"\n");
        let text = format!("{:#}", read.expect_err("the key does not exist"));
        assert!(
            text.contains("lissten") && text.contains("listen"),
            "{text}"
        );
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let overrides = Overrides {
            listen: Some("127.0.0.1:2".into()),
            ..Overrides::default()
        };
        let read = load_under("[server]\nlisten = \"127.0.0.1:1\"\n", overrides);
        assert_eq!(read.expect("valid").server.listen.port(), 2);
    }

    #[test]
    fn values_that_can_not_work_are_refused_with_the_key() {
        for (section, line, words) in [
            // Nothing could be sent.
            ("limits", "max_in_flight = 0", "limits.max_in_flight"),
            ("limits", "sends_burst = 0", "limits.sends_burst"),
            // Pages would cut off the reader who asked for them.
            (
                "limits",
                "max_outbox_bytes = 262143",
                "limits.max_outbox_bytes",
            ),
            (
                "limits",
                "max_frame_bytes = 300000",
                "limits.max_outbox_bytes",
            ),
            // Nobody could say hello, or a message that is allowed.
            ("limits", "max_frame_bytes = 1024", "limits.max_frame_bytes"),
            ("limits", "max_text_chars = 20000", "limits.max_text_chars"),
            (
                "limits",
                "max_custom_bytes = 65536",
                "limits.max_custom_bytes",
            ),
            ("limits", "max_page = 100000", "limits.max_page"),
            ("limits", "max_page = -1", "limits.max_page"),
            (
                "limits",
                "heartbeat_interval_ms = 1",
                "limits.heartbeat_interval_ms",
            ),
            (
                "limits",
                "max_connections = \"many\"",
                "limits.max_connections",
            ),
            ("server", "listen = \"7711\"", "127.0.0.1:7711"),
            ("server", "listen = \"127.0.0.1\"", "127.0.0.1:7711"),
            ("server", "listen = \"localhost:7711\"", "not looked up"),
            (
                "server",
                "listen = \"127.0.0.1:7713\"",
                "operations.listen and server.listen",
            ),
            (
                "server",
                "public_url = \"chat.example.com\"",
                "http:// or https://",
            ),
            (
                "server",
                "public_url = \"ftp://chat.example.com\"",
                "http:// or https://",
            ),
            (
                "server",
                "public_url = \"https://chat.example.com/im\"",
                "without a path",
            ),
            (
                "server",
                "public_url = \"https://chat.example.com?a\"",
                "without a path",
            ),
            (
                "server",
                "public_url = \"https://a b.example.com\"",
                "server.public_url",
            ),
            ("server", "trusted_proxies = [\"proxy\"]", "10.0.0.0/8"),
            ("server", "trusted_proxies = [\"0.0.0.0/0\"]", "everybody"),
            ("server", "trusted_proxies = [\"::/0\"]", "everybody"),
            (
                "server",
                "trusted_proxies = \"127.0.0.1\"",
                "server.trusted_proxies",
            ),
            ("server", "worker_threads = 100000", "server.worker_threads"),
            (
                "server",
                "stop_deadline_ms = 2000",
                "server.drain_spread_ms",
            ),
            ("server", "stop_deadline_ms = 0", "server.stop_deadline_ms"),
            ("data", "dir = \"\"", "data.dir"),
            ("message_log", "cache_bytes = 0", "message_log.cache_bytes"),
            ("desk", "silence_check_ms = 0", "desk.silence_check_ms"),
            ("desk", "agent_grace_ms = 0", "desk.agent_grace_ms"),
            ("logging", "level = \"warning\"", "`warn` is meant"),
            ("logging", "format = \"JSON\"", "expected `text` or `json`"),
            ("logging", "colour = true", "colour"),
            ("demo", "enabled = \"yes\"", "demo.enabled"),
            (
                "sever",
                "listen = \"127.0.0.1:1\"",
                "found `sever`, expected one of `server`, `tcp`,",
            ),
        ] {
            let error = load_text(&format!("[{section}]\n{line}\n")).expect_err(line);
            assert!(format!("{error:#}").contains(words), "{line}: {error:#}");
        }
    }

    #[test]
    fn an_address_of_plain_tcp_is_one_of_its_own() {
        for (listen, words) in [
            ("7714", "tcp.listen"),
            ("tcp://127.0.0.1:7714", "127.0.0.1:7711"),
            ("127.0.0.1:7711", "tcp.listen and server.listen"),
            ("127.0.0.1:7713", "operations.listen and tcp.listen"),
        ] {
            let error = load_text(&format!("[tcp]\nlisten = \"{listen}\"\n")).expect_err(listen);
            assert!(format!("{error:#}").contains(words), "{listen}: {error:#}");
        }
    }

    #[test]
    fn every_number_has_a_highest_value() {
        let defaults: Dict = Figment::from(Toml::string(DEFAULT_CONFIG))
            .extract()
            .expect("sections");
        let mut numbers = 0;
        for (section, values) in &defaults {
            for (key, value) in values.as_dict().expect("a section") {
                if value.to_num().is_none() {
                    continue;
                }
                numbers += 1;
                let line = format!("{key} = 1000000000000000000");
                let error = load_text(&format!("[{section}]\n{line}\n")).expect_err(&line);
                assert!(
                    format!("{error:#}").contains(key.as_str()),
                    "{line}: {error:#}"
                );
            }
        }
        assert!(numbers > 15, "{numbers} numbers were found");
    }

    #[test]
    fn values_that_can_work_are_taken() {
        for (section, line) in [
            ("limits", "sends_per_second = 0"),
            ("limits", "max_connections = 10"),
            ("limits", "visitor_sessions_per_minute = 0"),
            ("server", "listen = \"[::]:7711\""),
            ("server", "public_url = \"https://chat.example.com/\""),
            ("server", "public_url = \"http://[::1]:7711\""),
            ("server", "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]"),
            ("operations", "listen = \"\""),
            ("tcp", "listen = \"\""),
            ("tcp", "listen = \"0.0.0.0:7714\""),
            ("logging", "level = \"info,skein_gateway=debug\""),
        ] {
            load_text(&format!("[{section}]\n{line}\n")).expect(line);
        }
    }

    #[test]
    fn a_file_that_can_not_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("none.toml");
        for (file, words) in [(folder.path(), "is a folder"), (&missing, "there is no")] {
            let error = load(&Overrides {
                file: Some(file.to_owned()),
                ..Overrides::default()
            })
            .expect_err(words);
            assert!(format!("{error:#}").contains(words), "{error:#}");
        }
        let error = load_text("[server\n").expect_err("not TOML");
        let error = format!("{error:#}");
        assert!(
            error.contains("skein.toml") && error.contains("line 1, column"),
            "{error}"
        );
        assert!(!error.ends_with("in the file"), "{error}");
    }

    #[test]
    fn links_name_an_address_that_a_browser_can_go_to() {
        let config = load(&Overrides::default()).expect("the defaults are valid");
        for (bound, link) in [
            ("127.0.0.1:7711", "http://127.0.0.1:7711"),
            ("0.0.0.0:7711", "http://127.0.0.1:7711"),
            ("[::]:7711", "http://[::1]:7711"),
        ] {
            assert_eq!(config.public_url(bound.parse().expect("an address")), link);
        }
    }
}
