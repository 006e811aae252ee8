//! One child process with its output in a file: started, signalled, awaited, and never left behind.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::wait::eventually;

/// Lines of the log that an error or a failing test shows.
const TAIL_LINES: usize = 80;

/// A running child; dropping it kills it and waits for its end, so that no test leaves a process behind.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with standard output and error appended to `log`.
    pub(crate) fn start(mut command: Command, log: &Path) -> Result<Self> {
        let output = File::options()
            .create(true)
            .append(true)
            .open(log)
            .context("cannot open the log file")?;
        let errors = output.try_clone().context("cannot share the log file")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot run {command:?}"))?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Exit status when it has ended already.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .context("cannot ask for the state of the child")
    }

    /// SIGKILL, as a power cut would: nothing of the process runs afterwards.
    pub(crate) fn kill(&mut self) -> Result<ExitStatus> {
        self.child.kill().context("cannot kill the child")?;
        self.child.wait().context("cannot wait for the child")
    }

    /// SIGTERM, then waits for the end; the error after `deadline` shows the log.
    pub(crate) async fn terminate(&mut self, deadline: Duration) -> Result<ExitStatus> {
        send_signal(self.id(), "TERM")?;
        self.until_ended("the end of the server after SIGTERM", deadline)
            .await
    }

    /// Waits for the end; the error after `deadline` shows the log.
    pub(crate) async fn until_ended(
        &mut self,
        what: &str,
        deadline: Duration,
    ) -> Result<ExitStatus> {
        let log = self.log.clone();
        let process = std::sync::Mutex::new(self);
        eventually(deadline, what, || async {
            process
                .lock()
                .expect("nobody panics with it")
                .ended()?
                .context("it still runs")
        })
        .await
        .with_context(|| log_tail(&log))
    }
}

/// Sends a signal by its name without `SIG`.
pub fn send_signal(process_id: u32, name: &str) -> Result<()> {
    // By the shell's own `kill`: the standard library has no call for it and `unsafe` is forbidden here.
    let signalled = Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &process_id.to_string()])
        .status()
        .context("cannot run sh")?;
    if !signalled.success() {
        bail!("cannot send SIG{name} to {process_id}");
    }
    Ok(())
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only when it has ended already, which is what is wanted.
        let _ = self.kill();
    }
}

/// The last lines of a log, framed so that they stand out in a test's output.
pub(crate) fn log_tail(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n");
    format!(
        "---- log of the server ({} of {} lines) ----\n{shown}\n---- end of the log ----",
        lines.len().min(TAIL_LINES),
        lines.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn terminate_waits_for_a_polite_end() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut process = Process::start(
            shell("trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.01; done"),
            &log,
        )
        .unwrap();
        eventually(Duration::from_secs(5), "the trap", || async {
            anyhow::ensure!(std::fs::read_to_string(&log)?.contains("up"), "not up");
            Ok(())
        })
        .await
        .unwrap();
        let status = process.terminate(Duration::from_secs(5)).await.unwrap();
        assert_eq!(status.code(), Some(3));
        assert!(log_tail(&log).contains("bye"));
    }

    #[tokio::test]
    async fn a_process_that_ignores_sigterm_is_an_error_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut process = Process::start(
            shell("trap '' TERM; echo deaf; while :; do sleep 0.01; done"),
            &log,
        )
        .unwrap();
        eventually(Duration::from_secs(5), "the trap", || async {
            anyhow::ensure!(std::fs::read_to_string(&log)?.contains("deaf"), "not up");
            Ok(())
        })
        .await
        .unwrap();
        let error = process
            .terminate(Duration::from_millis(200))
            .await
            .unwrap_err();
        assert!(format!("{error:#}").contains("deaf"), "{error:#}");
        assert_eq!(process.kill().unwrap().signal(), Some(9));
    }

    #[test]
    fn dropping_kills() {
        let folder = tempfile::tempdir().unwrap();
        let process = Process::start(shell("exec sleep 60"), &folder.path().join("log")).unwrap();
        let alive = format!("/proc/{}", process.id());
        assert!(Path::new(&alive).exists());
        drop(process);
        assert!(!Path::new(&alive).exists(), "the child outlived its owner");
    }
}
