//! Where things are: the root of the repository, the cargo in use, the folder with built programs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout this tool was compiled in.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    cargo: OsString,
    target: PathBuf,
}

impl Workspace {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells its subcommands about itself in the environment"
    )]
    pub(crate) fn find() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask/ lies in the root")
            .to_owned();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Self {
            root,
            cargo,
            target,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The npm workspace.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// Notes of this tool about what it did; safe to delete.
    pub(crate) fn notes(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A built program: `skein`, `skein-codegen`.
    pub(crate) fn program(&self, profile_folder: &str, name: &str) -> PathBuf {
        self.target
            .join(profile_folder)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// `cargo …` in the root.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(arguments).current_dir(&self.root);
        command
    }

    /// `npm …` in the npm workspace.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command
            .args(arguments)
            .current_dir(self.web())
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        command
    }
}
