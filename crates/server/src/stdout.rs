//! Standard output: what commands are for. A reader that is gone is said at the end, and never a panic.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};

use parking_lot::Mutex;

/// Why something could not be printed: the first time.
static FAILED: Mutex<Option<io::Error>> = Mutex::new(None);

/// Prints a line for the person at the terminal. What the command does goes on when that fails; [`failure`] says it.
pub(crate) fn say(line: impl Display) {
    if FAILED.lock().is_some() {
        return;
    }
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
        *FAILED.lock() = Some(error);
    }
}

/// The same for a server, which does not wait for whoever reads it.
pub(crate) fn say_aside(text: String) {
    let spoken = std::thread::Builder::new()
        .name("stdout".into())
        .spawn(move || {
            say(text);
            if let Some(error) = failure() {
                tracing::warn!(error = %error, "what was to be read on standard output could not be printed");
            }
        });
    if let Err(error) = spoken {
        tracing::warn!(error = %error, "nothing can be printed on standard output");
    }
}

/// Taken by whoever says it.
pub(crate) fn failure() -> Option<io::Error> {
    FAILED.lock().take()
}

/// For what is read only as far as somebody wants.
pub(crate) fn forgive_a_closed_pipe() {
    let mut failed = FAILED.lock();
    if failed
        .as_ref()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    {
        *failed = None;
    }
}
