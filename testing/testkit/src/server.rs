//! A real `skein serve` in its own process, data folder and ports.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use tempfile::TempDir;

use crate::app::{self, App};
use crate::binary::skein_binary;
use crate::process::{Process, log_tail, send_signal};
use crate::rest::{Facade, Rest};
use crate::wait::eventually;

/// Longest time until `/ready` says yes, on a loaded machine and a debug build.
const START_DEADLINE: Duration = Duration::from_mins(1);
/// Longest time from SIGTERM to the end; the server's own hard stop comes earlier.
const STOP_DEADLINE: Duration = Duration::from_secs(30);

/// What to start; see [`SkeinServer::builder`].
#[derive(Debug)]
pub struct SkeinServerBuilder {
    app_name: Option<String>,
    data_dir: Option<PathBuf>,
    environment: BTreeMap<String, String>,
    arguments: Vec<String>,
    launcher: Vec<String>,
}

impl SkeinServerBuilder {
    /// Overrides one configuration key: `config("limits.max_frame_bytes", 1024)`.
    #[must_use]
    pub fn config(mut self, key: &str, value: impl Display) -> Self {
        self.environment
            .insert(environment_name(key), value.to_string());
        self
    }

    /// Sets a variable that is not configuration, for example a switch of debug builds.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs the binary through this command, which has to replace itself by it (`exec`), so that signals and the
    /// process id are those of the server.
    #[must_use]
    pub fn launcher(mut self, command: &[&str]) -> Self {
        self.launcher = command.iter().copied().map(str::to_owned).collect();
        self
    }

    /// Leaves the data folder as it is: no app is made, so that first-run behaviour can be tested.
    #[must_use]
    pub fn without_app(mut self) -> Self {
        self.app_name = None;
        self
    }

    /// Uses (and keeps) this folder instead of a temporary one; an app is made only if the folder does not exist yet.
    #[must_use]
    pub fn data_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(folder.into());
        self
    }

    /// Adds an argument to `skein serve`, for example `--demo`.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Makes the app, starts the server on free ports and waits until it is ready.
    pub async fn start(self) -> Result<SkeinServer> {
        let folder = tempfile::Builder::new()
            .prefix("skein-test-")
            .tempdir()
            .context("no temporary folder")?;
        let data_dir = self.data_dir.unwrap_or_else(|| folder.path().join("data"));
        let mut server = SkeinServer {
            log: folder.path().join("server.log"),
            folder,
            data_dir,
            environment: self.environment,
            arguments: self.arguments,
            launcher: self.launcher,
            process: None,
            addresses: None,
            app: None,
        };
        if let Some(name) = self.app_name.filter(|_| !server.data_dir.exists()) {
            server.app = Some(app::provision(server.command()?, &server.data_dir, &name)?);
        }
        server.launch().await?;
        Ok(server)
    }
}

/// A `skein serve` under test. Dropping it kills the process and removes its folder.
#[derive(Debug)]
pub struct SkeinServer {
    /// Declared before the folder: the process must be gone when its files are removed.
    process: Option<Process>,
    folder: TempDir,
    data_dir: PathBuf,
    log: PathBuf,
    environment: BTreeMap<String, String>,
    arguments: Vec<String>,
    launcher: Vec<String>,
    /// Known once it has been ready for the first time, and kept over restarts.
    addresses: Option<Addresses>,
    app: Option<App>,
}

/// Where the server really listens, as it says in `addresses.json`.
#[derive(Debug, Clone, Deserialize)]
struct Addresses {
    http: String,
    /// Frames on plain TCP, unless switched off.
    tcp: Option<String>,
    /// The demo shop, with `--demo`.
    demo: Option<String>,
    /// Figures for the operator, unless switched off.
    operations: Option<String>,
}

impl SkeinServer {
    /// A server with one app named `demo`, a temporary data folder and free ports.
    #[must_use]
    pub fn builder() -> SkeinServerBuilder {
        SkeinServerBuilder {
            app_name: Some("demo".to_owned()),
            data_dir: None,
            environment: BTreeMap::new(),
            arguments: Vec::new(),
            launcher: Vec::new(),
        }
    }

    /// A server with the defaults of [`SkeinServer::builder`].
    pub async fn start() -> Result<Self> {
        Self::builder().start().await
    }

    /// `127.0.0.1:1234`; the same after a restart.
    pub fn address(&self) -> &str {
        &self
            .addresses
            .as_ref()
            .expect("start returns only after the server told its addresses")
            .http
    }

    /// `127.0.0.1:1237` of plain TCP, which tests have unless they switch it off by configuration.
    pub fn tcp_address(&self) -> Option<&str> {
        self.addresses.as_ref()?.tcp.as_deref()
    }

    /// `127.0.0.1:1235` of the demo shop, when started with `--demo`.
    pub fn demo_address(&self) -> Option<&str> {
        self.addresses.as_ref()?.demo.as_deref()
    }

    /// `127.0.0.1:1236` where `/metrics` is, unless switched off by configuration.
    pub fn operations_address(&self) -> Option<&str> {
        self.addresses.as_ref()?.operations.as_deref()
    }

    /// `http://127.0.0.1:1234`, without a slash at the end.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// `ws://127.0.0.1:1234/v1/connect`.
    pub fn websocket_url(&self) -> String {
        format!("ws://{}/v1/connect", self.address())
    }

    /// The app made at the start.
    ///
    /// # Panics
    /// When the server was started without one.
    pub fn app(&self) -> &App {
        self.app
            .as_ref()
            .expect("the test asked for a server with an app")
    }

    /// REST without a credential.
    pub fn rest(&self) -> Rest {
        Rest::new(&self.http_url())
    }

    /// REST with the app key: what a business server sees.
    pub fn facade(&self) -> Facade {
        Facade::new(self.rest().with_bearer(&self.app().app_key))
    }

    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Scratch space of this test, removed with the server.
    pub fn scratch_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Process id while it runs, for figures from `/proc`.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// Everything the server wrote to its standard output and error since the first start.
    pub fn log(&self) -> Result<String> {
        let bytes = std::fs::read(&self.log).context("cannot read the log")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Sets the server's clock off by so many milliseconds from the true time, also for restarts and subcommands: a clock
    /// that somebody set. 0 sets it right again. It counts from when this returns.
    pub fn move_clock(&self, by_ms: i64) -> Result<()> {
        let file = self.clock_file();
        ensure!(
            file.with_extension("followed").exists(),
            "this server does not follow {}: it is no debug build",
            file.display()
        );
        let aside = file.with_extension("new");
        std::fs::write(&aside, by_ms.to_string()).context("cannot write the clock's file")?;
        std::fs::rename(&aside, &file).context("cannot name the clock's file")
    }

    fn clock_file(&self) -> PathBuf {
        self.folder.path().join("clock.shift")
    }

    /// SIGKILL: nothing of the server runs on, nothing is flushed.
    pub fn kill(&mut self) -> Result<ExitStatus> {
        self.process
            .take()
            .context("the server does not run")?
            .kill()
    }

    /// Sends a signal by its name without `SIG`.
    pub fn signal(&self, name: &str) -> Result<()> {
        send_signal(self.process_id().context("the server does not run")?, name)
    }

    /// SIGTERM, and waits for the designed stop.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        self.process
            .take()
            .context("the server does not run")?
            .terminate(STOP_DEADLINE)
            .await
    }

    /// Waits for an end that nobody asked for.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.process
            .take()
            .context("the server does not run")?
            .until_ended("the end of the server", STOP_DEADLINE)
            .await
    }

    /// Starts it again on the same folder and port; a server that still runs is terminated first.
    pub async fn restart(&mut self) -> Result<()> {
        if self.process.is_some() {
            self.terminate().await?;
        }
        self.launch().await
    }

    /// Runs another subcommand of the binary with this server's configuration and data folder.
    pub fn run_subcommand(&self, arguments: &[&str]) -> Result<std::process::Output> {
        let mut command = self.command()?;
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(&self.data_dir);
        command
            .output()
            .with_context(|| format!("cannot run {command:?}"))
    }

    async fn launch(&mut self) -> Result<()> {
        let addresses_file = self.data_dir.join("addresses.json");
        // Left over from the previous run: it must not be taken for the word of the new one.
        match std::fs::remove_file(&addresses_file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).context("cannot remove the old addresses.json");
            }
            _ => {}
        }
        let mut command = self.command()?;
        command
            .arg("serve")
            .arg("--data-dir")
            .arg(&self.data_dir)
            .args(&self.arguments);
        let process = std::sync::Mutex::new(Process::start(command, &self.log)?);
        let ready = eventually(START_DEADLINE, "a ready server", || async {
            // An ended server never becomes ready: that is an answer, not a reason to wait on.
            if let Some(status) = process.lock().expect("nobody panics with it").ended()? {
                return Ok(Err(anyhow::anyhow!(
                    "the server ended with {status} before it was ready"
                )));
            }
            ask_ready(&addresses_file).await.map(Ok)
        })
        .await
        .and_then(|answer| answer)
        .with_context(|| log_tail(&self.log))?;
        self.process = Some(process.into_inner().expect("nobody panics with it"));
        self.addresses = Some(ready);
        Ok(())
    }

    /// The binary with this server's environment, still without a subcommand.
    fn command(&self) -> Result<Command> {
        let binary = skein_binary()?;
        let mut command = match self.launcher.split_first() {
            None => Command::new(binary),
            Some((launcher, arguments)) => {
                let mut command = Command::new(launcher);
                command.args(arguments).arg(binary);
                command
            }
        };
        // The machine's own settings must not leak into a test.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SKEIN__") {
                command.env_remove(name);
            }
        }
        // Free ports at first, the same ones afterwards: clients of the test find a restarted server again.
        let known = self.addresses.as_ref();
        let listeners = [
            ("SERVER", known.map(|addresses| &addresses.http)),
            ("TCP", known.and_then(|addresses| addresses.tcp.as_ref())),
            (
                "OPERATIONS",
                known.and_then(|addresses| addresses.operations.as_ref()),
            ),
            ("DEMO", known.and_then(|addresses| addresses.demo.as_ref())),
        ];
        for (section, address) in listeners {
            let address = address.map_or("127.0.0.1:0", String::as_str);
            command.env(format!("SKEIN__{section}__LISTEN"), address);
        }
        command
            .env("SKEIN_TEST_CLOCK_FILE", self.clock_file())
            .envs(&self.environment)
            .env("NO_COLOR", "1");
        Ok(command)
    }
}

impl Drop for SkeinServer {
    #[expect(
        clippy::print_stderr,
        reason = "the output of a failing test is where its reader looks"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", log_tail(&self.log));
        }
    }
}

/// One question to `/ready`; the addresses when the answer is yes.
async fn ask_ready(addresses_file: &Path) -> Result<Addresses> {
    let text = std::fs::read_to_string(addresses_file).context("no addresses.json yet")?;
    let addresses: Addresses =
        serde_json::from_str(&text).context("addresses.json is not complete")?;
    if addresses.http.ends_with(":0") {
        bail!("addresses.json names port 0");
    }
    let reply = Rest::new(&format!("http://{}", addresses.http))
        .get("/ready")
        .await?;
    ensure!(
        reply.status == 200,
        "/ready answers {}: {}",
        reply.status,
        reply.body
    );
    Ok(addresses)
}

/// `limits.max_frame_bytes` → `SKEIN__LIMITS__MAX_FRAME_BYTES`.
fn environment_name(key: &str) -> String {
    format!("SKEIN__{}", key.to_uppercase().replace('.', "__"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_keys_become_environment_names() {
        assert_eq!(
            environment_name("limits.max_frame_bytes"),
            "SKEIN__LIMITS__MAX_FRAME_BYTES"
        );
    }

    #[tokio::test]
    async fn a_missing_or_half_written_addresses_file_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("addresses.json");
        assert!(ask_ready(&file).await.is_err());
        std::fs::write(&file, "{\"http\":\"127.0").unwrap();
        assert!(ask_ready(&file).await.is_err());
        std::fs::write(&file, "{\"http\":\"127.0.0.1:0\",\"demo\":null}").unwrap();
        assert!(
            ask_ready(&file)
                .await
                .unwrap_err()
                .to_string()
                .contains("port 0")
        );
    }
}
