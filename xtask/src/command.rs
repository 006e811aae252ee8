//! Runs other programs: loudly, or with their output read line by line while it streams through.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// Runs a program with its output going where ours goes; any end but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {}", shown(command)))?;
    if status.success() {
        Ok(())
    } else {
        bail!("{} ended with {status}", shown(command))
    }
}

/// Like [`run`], and shows every line of standard output to `reader` as well, without colours.
pub(crate) fn run_reading(command: &mut Command, mut reader: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", shown(command)))?;
    let mut output = BufReader::new(child.stdout.take().expect("standard output was asked for"));
    let mut ours = std::io::stdout().lock();
    let mut line = Vec::new();
    while output
        .read_until(b'\n', &mut line)
        .context("the output broke off")?
        > 0
    {
        ours.write_all(&line)?;
        ours.flush()?;
        reader(&without_colours(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    let status = child.wait().context("cannot wait for the end")?;
    if status.success() {
        Ok(())
    } else {
        bail!("{} ended with {status}", shown(command))
    }
}

/// Standard output of a program that succeeded.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", shown(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} did not write UTF-8", shown(command)))
}

/// The command as one would type it, without folders in front of the program.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut words = vec![
        program
            .file_name()
            .unwrap_or(command.get_program())
            .to_string_lossy()
            .into_owned(),
    ];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// A heading that stands out between the output of other programs.
pub(crate) fn announce(text: &str) {
    if std::io::stdout().is_terminal() {
        println!("\n\u{1b}[1;36m==> {text}\u{1b}[0m");
    } else {
        println!("\n==> {text}");
    }
}

/// A duration for people: `0.4 s`, `12 s`, `3 min 7 s`.
pub(crate) fn spoken(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "this tool measures its own steps; nothing depends on the figure"
    )]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Removes ANSI escape sequences, which test runners put even into their summaries.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // `ESC [ … letter`: everything up to the letter belongs to it.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_removed() {
        assert_eq!(
            without_colours("\u{1b}[32m 12 passed\u{1b}[39m (3s)"),
            " 12 passed (3s)"
        );
    }

    #[test]
    fn durations_are_spoken() {
        assert_eq!(spoken(Duration::from_millis(430)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(59)), "59 s");
        assert_eq!(spoken(Duration::from_secs(187)), "3 min 7 s");
    }

    #[test]
    fn the_reader_sees_every_line_and_a_failure_is_an_error() {
        let mut lines = Vec::new();
        let error = run_reading(
            Command::new("sh").args(["-c", "echo one; printf two; exit 4"]),
            |line| {
                lines.push(line.trim().to_owned());
            },
        )
        .unwrap_err();
        assert_eq!(lines, ["one", "two"]);
        assert!(error.to_string().contains('4'), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(
            format!("{error:#}").contains("no-such-program-here"),
            "{error:#}"
        );
    }
}
