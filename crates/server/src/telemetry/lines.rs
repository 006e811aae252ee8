//! Lines of the log on their way to standard error: a bounded queue and a thread of its own, so that whoever logs never
//! waits and never fails, whatever becomes of the reader.

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use parking_lot::{Condvar, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// Bytes of lines that wait for a reader who is slow. What comes beyond is dropped and counted.
const MAX_WAITING_BYTES: usize = 1 << 20;
/// Where standard error was made non-blocking by somebody who shares it.
const PAUSE_WHEN_FULL: Duration = Duration::from_millis(20);

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct LogLines(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Whole lines, one after the other.
    waiting: Vec<u8>,
    is_writing: bool,
    /// Dropped since it was last said.
    dropped: usize,
}

impl LogLines {
    /// To standard error.
    pub(crate) fn start() -> Result<Self> {
        Self::to(io::stderr())
    }

    fn to(sink: impl Write + Send + 'static) -> Result<Self> {
        let lines = Self(Arc::default());
        let shared = Arc::clone(&lines.0);
        std::thread::Builder::new()
            .name("log_lines".into())
            .spawn(move || write_all_lines(&shared, sink))
            .context("the thread of the log can't be started")?;
        Ok(lines)
    }

    fn push(&self, lines: &[u8]) {
        let is_taken = {
            let mut state = self.0.state.lock();
            let fits = state.waiting.len() + lines.len() <= MAX_WAITING_BYTES;
            if fits {
                state.waiting.extend_from_slice(lines);
            } else {
                state.dropped += count(lines);
            }
            fits
        };
        if is_taken {
            self.0.changed.notify_all();
        } else {
            count_dropped(count(lines));
        }
    }

    /// Words that are worth more than the limit: why the program ends.
    pub(crate) fn push_last(&self, text: &str) {
        self.0
            .state
            .lock()
            .waiting
            .extend_from_slice(text.as_bytes());
        self.0.changed.notify_all();
    }

    /// Waits until everything is written, as long as the reader takes it.
    pub(crate) fn flush(&self, at_most: Duration) {
        let mut state = self.0.state.lock();
        self.0.changed.wait_while_for(
            &mut state,
            |state| state.is_writing || !state.waiting.is_empty(),
            at_most,
        );
    }
}

/// Until the process ends.
fn write_all_lines(shared: &Shared, mut sink: impl Write) {
    let mut chunk = Vec::new();
    // The last write ended within a line.
    let mut is_torn = false;
    loop {
        {
            let mut state = shared.state.lock();
            state.is_writing = false;
            shared.changed.notify_all();
            shared
                .changed
                .wait_while(&mut state, |state| state.waiting.is_empty());
            state.is_writing = true;
            std::mem::swap(&mut chunk, &mut state.waiting);
        }
        if is_torn {
            chunk.insert(0, b'\n');
        }
        let written = write_as_far_as_possible(&mut sink, &chunk);
        if written > 0 {
            is_torn = chunk[written - 1] != b'\n';
        }
        let lost = count(&chunk[written..]);
        let dropped = {
            let mut state = shared.state.lock();
            state.dropped += lost;
            // Said as soon as it can be read, and not while nothing can be written.
            if lost == 0 {
                std::mem::take(&mut state.dropped)
            } else {
                0
            }
        };
        if lost > 0 {
            count_dropped(lost);
        }
        if dropped > 0 {
            tracing::warn!(
                log.dropped_lines = dropped,
                "{dropped} lines of the log were dropped, because nobody took them"
            );
        }
        chunk.clear();
        // After a burst.
        chunk.shrink_to(64 * 1024);
    }
}

/// How many bytes were taken. What fails for now (a full disk) is not tried again: the next lines are.
fn write_as_far_as_possible(sink: &mut impl Write, chunk: &[u8]) -> usize {
    let mut written = 0;
    while written < chunk.len() {
        match sink.write(&chunk[written..]) {
            Ok(0) => break,
            Ok(bytes) => written += bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(PAUSE_WHEN_FULL);
            }
            Err(_) => break,
        }
    }
    written
}

fn count(lines: &[u8]) -> usize {
    lines.split(|byte| *byte == b'\n').count() - 1
}

fn count_dropped(lines: usize) {
    metrics::counter!("skein_server_dropped_log_lines_total").increment(lines as u64);
}

impl<'w> MakeWriter<'w> for LogLines {
    type Writer = Line<'w>;

    fn make_writer(&'w self) -> Line<'w> {
        Line(self)
    }
}

/// Takes one event, whole.
#[derive(Debug)]
pub(crate) struct Line<'w>(&'w LogLines);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// Takes a write only when the test lets it, and does what it is told then.
    struct Gate {
        tell: Receiver<io::Result<()>>,
        written: Arc<Mutex<String>>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.tell.recv().unwrap_or(Ok(()))?;
            self.written
                .lock()
                .push_str(std::str::from_utf8(bytes).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gated() -> (LogLines, SyncSender<io::Result<()>>, Arc<Mutex<String>>) {
        let (teller, tell) = sync_channel(1_000);
        let written = Arc::default();
        let gate = Gate {
            tell,
            written: Arc::clone(&written),
        };
        (LogLines::to(gate).unwrap(), teller, written)
    }

    fn dropped(lines: &LogLines) -> usize {
        lines.0.state.lock().dropped
    }

    #[test]
    fn a_reader_that_stands_still_holds_nobody_up_and_what_is_dropped_is_counted() {
        let (lines, teller, written) = gated();
        let line = [&[b'x'; 1_023][..], b"\n"].concat();
        // Twice what may wait and what may be on its way: returning at all is the promise.
        for _ in 0..4 * 1_024 {
            lines.push(&line);
        }
        let lost = dropped(&lines);
        assert!(lost >= 2 * 1_024, "{lost}");
        lines.push_last("the end\n");
        drop(teller);
        lines.flush(PATIENCE);
        let written = written.lock();
        assert!(written.ends_with("the end\n"));
        assert_eq!(count(written.as_bytes()) + lost, 4 * 1_024 + 1);
        assert_eq!(dropped(&lines), 0, "it was said");
    }

    #[test]
    fn a_log_that_can_not_be_written_is_dropped_and_later_lines_are_written() {
        let (lines, teller, written) = gated();
        for kind in [ErrorKind::BrokenPipe, ErrorKind::StorageFull] {
            teller.send(Err(kind.into())).unwrap();
            lines.push(b"lost\nlost\n");
            lines.flush(PATIENCE);
        }
        assert_eq!(dropped(&lines), 4);
        drop(teller);
        lines.push(b"fine\n");
        lines.flush(PATIENCE);
        assert_eq!(*written.lock(), "fine\n");
        assert_eq!(dropped(&lines), 0);
    }

    #[test]
    fn nobody_waits_for_ever_at_the_end() {
        let (lines, _teller, _written) = gated();
        lines.push(b"never read\n");
        lines.flush(Duration::from_millis(1));
    }
}
