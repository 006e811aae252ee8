//! The Debian packages that the tests need: finds what is missing, installs it where that is possible.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::command;

/// A package and how to see that a machine has what it brings, however it got there.
#[derive(Debug)]
struct Package {
    name: &'static str,
    brings: &'static str,
    is_there: fn() -> bool,
}

const PACKAGES: [Package; 6] = [
    Package {
        name: "chromium",
        brings: "/usr/bin/chromium, the browser",
        is_there: || Path::new("/usr/bin/chromium").exists(),
    },
    Package {
        name: "fonts-noto-cjk",
        brings: "Chinese glyphs",
        is_there: || has_package("fonts-noto-cjk"),
    },
    Package {
        name: "fonts-noto-color-emoji",
        brings: "emoji",
        is_there: || has_package("fonts-noto-color-emoji"),
    },
    Package {
        name: "nginx-light",
        brings: "/usr/sbin/nginx, the proxy of the documents",
        is_there: || Path::new("/usr/sbin/nginx").exists(),
    },
    Package {
        name: "python3-venv",
        brings: "a place for the program that tries the REST contract",
        is_there: || {
            Command::new("python3")
                .args(["-c", "import ensurepip, venv"])
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        },
    },
    Package {
        name: "strace",
        brings: "the tracer that shows when an ack leaves",
        is_there: || Path::new("/usr/bin/strace").exists(),
    },
];

/// Makes sure that all packages are there; otherwise says exactly which are not, and why they could not be installed.
pub(crate) fn require() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        println!(
            "all there: {}",
            PACKAGES.map(|package| package.name).join(", ")
        );
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    println!("missing: {}; trying to install", names.join(", "));
    if let Err(reason) = install(&names) {
        bail!("{}", complaint(&missing, &format!("{reason:#}")));
    }
    let still_missing = self::missing();
    if still_missing.is_empty() {
        Ok(())
    } else {
        bail!(
            "{}",
            complaint(&still_missing, "apt-get ended well all the same")
        )
    }
}

fn missing() -> Vec<&'static Package> {
    PACKAGES
        .iter()
        .filter(|package| !(package.is_there)())
        .collect()
}

fn complaint(missing: &[&Package], reason: &str) -> String {
    let mut text = String::from("the tests need Debian packages that are missing:\n");
    for package in missing {
        text.push_str("  ");
        text.push_str(package.name);
        text.push_str(" (");
        text.push_str(package.brings);
        text.push_str(")\n");
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    text.push_str("They could not be installed from here: ");
    text.push_str(reason);
    text.push_str("\nInstall them as root: apt-get update && apt-get install --yes ");
    text.push_str(&names.join(" "));
    text
}

fn install(names: &[&str]) -> Result<()> {
    if !answers("apt-get", &["--version"]) {
        bail!("there is no apt-get on this machine");
    }
    let prefix = rights()?;
    let apt = |arguments: &[&str]| {
        let words = [
            prefix,
            &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes"],
            arguments,
        ]
        .concat();
        let (program, rest) = words.split_first().expect("there is at least `env`");
        command::run(Command::new(program).args(rest).stdin(Stdio::null()))
    };
    apt(&["update"]).context("the package lists could not be renewed (no network?)")?;
    apt(&[&["install", "--no-install-recommends"], names].concat())
}

/// What to put before a command that needs root: nothing for root itself, or sudo where it asks no password.
fn rights() -> Result<&'static [&'static str]> {
    let user = command::capture(Command::new("id").arg("-u")).context("cannot ask who this is")?;
    if user.trim() == "0" {
        Ok(&[])
    } else if answers("sudo", &["-n", "true"]) {
        Ok(&["sudo", "-n"])
    } else {
        bail!("this is not root, and sudo is not there or asks for a password")
    }
}

fn has_package(name: &str) -> bool {
    let asked = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status}", name])
        .output();
    asked.is_ok_and(|answer| answer.status.success() && answer.stdout == b"installed")
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complaint_names_every_package_the_reason_and_the_cure() {
        let missing: Vec<&Package> = PACKAGES.iter().skip(1).collect();
        let text = complaint(&missing, "there is no apt-get on this machine");
        for expected in [
            "fonts-noto-cjk (",
            "fonts-noto-color-emoji (",
            "no apt-get",
            "install --yes fonts-noto-cjk fonts",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
        assert!(!text.contains("chromium"), "{text}");
    }

    #[test]
    fn a_package_nobody_has_is_not_there() {
        assert!(!has_package("skein-no-such-package"));
    }
}
