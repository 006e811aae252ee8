//! Configuration: embedded defaults, then a file, then the environment, then the command line.

mod sections;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};

pub(crate) use sections::{Config, LogFormat};

/// The commented defaults, which are also the reference.
pub(crate) const DEFAULT_CONFIG: &str = include_str!("../../config.default.toml");

/// What the command line sets.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) file: Option<PathBuf>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: Option<String>,
    pub(crate) demo: bool,
}

/// Reads all layers and checks what came of them.
pub(crate) fn load(overrides: &Overrides) -> Result<Config> {
    let mut figment = Figment::from(Toml::string(DEFAULT_CONFIG));
    if let Some(file) = &overrides.file {
        if !file.is_file() {
            bail!("there is no configuration file {}", file.display());
        }
        figment = figment.merge(Toml::file_exact(file));
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
    let config: Config = figment.extract().context(
        "the configuration can't be used; `skein config` prints every key with its meaning",
    )?;
    config.check()?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_equal_the_limits_in_code() {
        let config = load(&Overrides::default()).expect("the defaults are valid");
        assert_eq!(config.limits, skein_foundation::Limits::default());
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("skein.toml");
        std::fs::write(&file, "[server]\nlissten = \"x\"\n").expect("a file");
        let error = load(&Overrides {
            file: Some(file),
            ..Overrides::default()
        })
        .expect_err("the key does not exist");
        let text = format!("{error:#}");
        assert!(
            text.contains("lissten") && text.contains("listen"),
            "{text}"
        );
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("skein.toml");
        std::fs::write(&file, "[server]\nlisten = \"127.0.0.1:1\"\n").expect("a file");
        let overrides = Overrides {
            file: Some(file),
            listen: Some("127.0.0.1:2".into()),
            ..Overrides::default()
        };
        assert_eq!(load(&overrides).expect("valid").server.listen.port(), 2);
    }

    #[test]
    fn values_that_can_not_work_are_refused_with_the_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("skein.toml");
        for (limits, key) in [
            // Nothing could be sent.
            ("max_in_flight = 0", "limits.max_in_flight"),
            // Pages would cut off the reader who asked for them.
            ("max_outbox_bytes = 262143", "limits.max_outbox_bytes"),
            ("max_frame_bytes = 300000", "limits.max_outbox_bytes"),
        ] {
            std::fs::write(&file, format!("[limits]\n{limits}\n")).expect("a file");
            let error = load(&Overrides {
                file: Some(file.clone()),
                ..Overrides::default()
            })
            .expect_err(limits);
            assert!(format!("{error:#}").contains(key), "{limits}: {error:#}");
        }
    }
}
