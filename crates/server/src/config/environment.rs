//! Variables that look like configuration and would be ignored: one underscore too few is silence.

use std::ffi::OsString;

use anyhow::{Result, bail};
use figment::value::{Dict, Value};

const PREFIX: &str = "SKEIN__";

/// Fails for a variable that means a key and does not name it. Others that begin with our name are let through: a
/// cluster sets `SKEIN_PORT` and more for a service that is called skein.
pub(super) fn check(names: impl Iterator<Item = OsString>, defaults: &Dict) -> Result<()> {
    let known = keys(defaults);
    for name in names {
        let Some(name) = name.to_str() else { continue };
        let upper = name.to_uppercase();
        if !upper.starts_with("SKEIN_") || upper.starts_with(PREFIX) {
            continue;
        }
        let meant = words(&upper["SKEIN_".len()..]);
        if let Some((section, key)) = known.iter().find(|(section, key)| {
            meant == words(&format!("{section}_{key}")) || meant == words(key)
        }) {
            bail!(
                "the environment variable {name} is not read; {PREFIX}{}__{} is meant?",
                section.to_uppercase(),
                key.to_uppercase()
            );
        }
    }
    Ok(())
}

fn keys(defaults: &Dict) -> Vec<(&str, &str)> {
    let mut keys = Vec::new();
    for (section, values) in defaults {
        if let Value::Dict(_, values) = values {
            keys.extend(values.keys().map(|key| (section.as_str(), key.as_str())));
        }
    }
    keys
}

/// Without regard to how many underscores stand between them.
fn words(text: &str) -> Vec<String> {
    text.split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format as _, Toml};

    use super::*;
    use crate::config::DEFAULT_CONFIG;

    fn checked(name: &str) -> Result<()> {
        let defaults: Dict = Figment::from(Toml::string(DEFAULT_CONFIG))
            .extract()
            .expect("sections");
        check([OsString::from(name)].into_iter(), &defaults)
    }

    #[test]
    fn a_variable_that_would_be_ignored_is_refused_with_the_right_name() {
        for (given, right) in [
            ("SKEIN_SERVER__LISTEN", "SKEIN__SERVER__LISTEN"),
            ("SKEIN_SERVER_LISTEN", "SKEIN__SERVER__LISTEN"),
            ("skein_server_public_url", "SKEIN__SERVER__PUBLIC_URL"),
            ("SKEIN_PUBLIC_URL", "SKEIN__SERVER__PUBLIC_URL"),
            ("SKEIN_DATA_DIR", "SKEIN__DATA__DIR"),
            ("SKEIN_LIMITS__MAX_PAGE", "SKEIN__LIMITS__MAX_PAGE"),
        ] {
            let error = checked(given).expect_err(given).to_string();
            assert!(error.contains(right), "{given}: {error}");
        }
    }

    #[test]
    fn variables_of_others_are_let_through() {
        for name in [
            "SKEIN__SERVER__LISTEN",
            "SKEIN_PORT",
            "SKEIN_SERVICE_HOST",
            "SKEIN_PORT_7711_TCP_ADDR",
            "SKEIN_BIN",
            "SKEIN_FAULT",
            "PATH",
        ] {
            checked(name).expect(name);
        }
    }
}
