//! What the server says about itself: lines of a log on standard error, figures for Prometheus.

mod figures;
mod level;
mod lines;

use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry, reload};

pub(crate) use figures::{Figures, init_figures};
pub(crate) use level::LogLevel;
pub(crate) use lines::LogLines;

use crate::config::{LogFormat, Logging};

/// The running log, whose level can be changed.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    filter: reload::Handle<Targets, Registry>,
}

impl Log {
    /// From the next line on.
    pub(crate) fn set_level(&self, level: &LogLevel) -> Result<()> {
        self.filter
            .reload(level.targets().clone())
            .context("the level can't be changed")
    }
}

/// Starts logging. Once per process.
pub(crate) fn init_logging(config: &Logging, lines: LogLines) -> Result<Log> {
    let (filter, handle) = reload::Layer::new(config.level.targets().clone());
    let lines = tracing_subscriber::fmt::layer()
        .with_timer(SystemTime)
        .with_ansi(are_colours_wanted())
        // Or it would say on standard error that standard error can't be written.
        .log_internal_errors(false)
        .with_writer(lines);
    let lines = match config.format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Text => lines.with_target(false).boxed(),
    };
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .context("logging was started already")?;
    Ok(Log { filter: handle })
}

/// Only where somebody looks (<https://no-color.org>): in a file they are noise.
#[expect(
    clippy::disallowed_methods,
    reason = "not configuration of Skein: what the terminal asks of every program"
)]
fn are_colours_wanted() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal()
        && !is_set("NO_COLOR")
        && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// Panics become lines of the log: the default writes to standard error itself, and waits for its reader.
pub(crate) fn log_panics(lines: LogLines) {
    std::panic::set_hook(Box::new(move |panic| {
        // Whoever opened the files says in words what is wrong with them.
        if skein_message_log::panic_becomes_an_error() {
            return;
        }
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("without a name");
        let message = panic.payload_as_str().unwrap_or("no text");
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        // Empty unless RUST_BACKTRACE asks for it.
        let trace = std::backtrace::Backtrace::capture();
        if tracing::dispatcher::has_been_set() {
            tracing::error!(thread = name, place, %trace, "panicked: {message}");
        } else {
            lines.push_last(&format!(
                "thread {name} panicked at {place}: {message}\n{trace}\n"
            ));
        }
    }));
}
