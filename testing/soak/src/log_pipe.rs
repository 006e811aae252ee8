//! The pipe that the server's log goes into, with a reader who reads, stands still, or dies.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use parking_lot::Mutex;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Reads,
    StandsStill,
    IsDead,
    /// For good: the soak is over.
    Ends,
}

/// Lines that say error are kept, up to as many.
const MAX_ERRORS: usize = 50;

#[derive(Debug)]
pub(crate) struct LogPipe {
    pub(crate) path: PathBuf,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    reader: Mutex<Reader>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    lines: u64,
    errors: Vec<String>,
}

impl LogPipe {
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        let path = folder.join("log");
        let made = Command::new("mkfifo").arg(&path).status()?;
        ensure!(made.success(), "mkfifo failed");
        let shared = Arc::new(Shared {
            reader: Mutex::new(Reader::Reads),
            seen: Mutex::default(),
        });
        let (ours, read_from) = (Arc::clone(&shared), path.clone());
        // Held before anybody writes, who would else wait for a reader.
        let end = open(&path)?;
        std::thread::Builder::new()
            .name("log_reader".into())
            .spawn(move || ours.read_all(end, &read_from))
            .context("no thread")?;
        Ok(Self { path, shared })
    }

    pub(crate) fn set(&self, reader: Reader) -> Result<()> {
        let before = std::mem::replace(&mut *self.shared.reader.lock(), reader);
        if before == Reader::Reads {
            // Wakes the reader, who waits for a line.
            File::options()
                .write(true)
                .open(&self.path)?
                .write_all(b"\n")?;
        }
        Ok(())
    }

    pub(crate) fn lines(&self) -> u64 {
        self.shared.seen.lock().lines
    }

    pub(crate) fn errors(&self) -> Vec<String> {
        self.shared.seen.lock().errors.clone()
    }
}

impl Drop for LogPipe {
    fn drop(&mut self) {
        let _ = self.set(Reader::Ends);
    }
}

/// To read and write: that waits for nobody.
fn open(path: &Path) -> std::io::Result<File> {
    File::options().read(true).write(true).open(path)
}

impl Shared {
    fn read_all(&self, end: File, path: &Path) {
        let mut end = Some(end);
        let mut bytes = vec![0; 64 * 1_024];
        loop {
            match *self.reader.lock() {
                Reader::Ends => return,
                Reader::IsDead => end = None,
                Reader::StandsStill | Reader::Reads => {}
            }
            let is_reading = *self.reader.lock() == Reader::Reads;
            if !is_reading {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
            if end.is_none() {
                end = open(path).ok();
            }
            let Some(Ok(count)) = end.as_mut().map(|end| end.read(&mut bytes)) else {
                continue;
            };
            self.note(&String::from_utf8_lossy(&bytes[..count]));
        }
    }

    fn note(&self, text: &str) {
        let mut seen = self.seen.lock();
        for line in text.lines().filter(|line| !line.is_empty()) {
            seen.lines += 1;
            if line.contains("ERROR") && seen.errors.len() < MAX_ERRORS {
                seen.errors.push(line.to_owned());
            }
        }
    }
}
