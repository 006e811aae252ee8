//! The app that a fresh data folder is provisioned with, and its secrets.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// Answer of `skein init --json`: what a business line needs to use its app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    pub app_id: String,
    /// `sk_<keyId>_<secret>`, the credential of the facade.
    pub app_key: String,
    /// Code of the one-time link with which the first admin sets a password.
    pub admin_setup_code: String,
    /// Secret with which the business itself may sign user tokens (HS256).
    pub token_secret: String,
}

/// Makes the app `name` in `data_dir` by running `command` (the server binary with its environment) as `init`.
pub(crate) fn provision(mut command: Command, data_dir: &Path, name: &str) -> Result<App> {
    command
        .arg("init")
        .arg("--data-dir")
        .arg(data_dir)
        .args(["--app", name, "--json"]);
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} ended with {}:\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    parse(&output.stdout).with_context(|| {
        format!(
            "unexpected answer of skein init:\n{}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}

/// Reads the answer strictly: nothing but one JSON object on standard output.
fn parse(stdout: &[u8]) -> Result<App> {
    Ok(serde_json::from_slice(stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_init_is_one_json_object() {
        let app =
            parse(br#"{"appId":"demo","appKey":"sk_1_x","adminSetupCode":"c","tokenSecret":"s"}"#)
                .unwrap();
        assert_eq!(app.app_key, "sk_1_x");
        assert!(parse(b"hello\n{\"appId\":\"demo\"}").is_err());
    }
}
