//! Keeps the seal of an open log: what is noted, when, and by whom.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use skein_foundation::Stamp;
use skein_messaging::ports::LogPosition;

use super::{Sealed, files, slots};
use crate::fault::Fault;
use crate::shared::Shared;

/// Between two notes while there are commits.
const PAUSE: Duration = Duration::from_millis(250);

/// The seal of an open log.
#[derive(Debug)]
pub(crate) struct Seal {
    folder: PathBuf,
    kept: Mutex<Kept>,
    news: Mutex<News>,
    changed: Condvar,
}

#[derive(Debug)]
struct Kept {
    file: File,
    says: Sealed,
}

#[derive(Debug, Default)]
struct News {
    position: u64,
    /// The number of the engine's batch that made it.
    batch: u64,
    noted: u64,
    is_waiting: bool,
    has_ended: bool,
}

impl Seal {
    /// Takes the seal of a log that was just opened, or makes it. Fails when the log does not reach as far as it did.
    pub(crate) fn take(
        folder: &Path,
        sealed: Option<Sealed>,
        position: LogPosition,
        last_batch: u64,
    ) -> Result<Self, Fault> {
        if let Some(known) = &sealed
            && position.0 < known.position
        {
            return Err(Fault::RolledBack {
                found: position.0,
                known: known.position,
            });
        }
        let is_new = sealed.is_none();
        let mut says = sealed.unwrap_or_default();
        says.position = position.0;
        says.keyspaces = files::note_keyspaces(folder)?;
        says.journals = files::note_journals(folder, &says.journals, last_batch)?;
        says.in_use = true;
        says.files = None;
        let file = if is_new {
            slots::create(folder, &mut says)?
        } else {
            let file = OpenOptions::new().write(true).open(super::path(folder))?;
            says.place = slots::place(folder)?;
            says.number += 1;
            slots::write(&file, &says)?;
            file
        };
        let news = News {
            position: position.0,
            noted: position.0,
            batch: last_batch,
            ..News::default()
        };
        Ok(Self {
            folder: folder.to_owned(),
            kept: Mutex::new(Kept { file, says }),
            news: Mutex::new(news),
            changed: Condvar::new(),
        })
    }

    /// Before the engine is let in, which removes old files as soon as it opens: whoever is killed from now on did not close
    /// the log, and the list of the last clean end holds no more.
    pub(crate) fn break_open(folder: &Path, sealed: &mut Sealed) -> Result<(), Fault> {
        if sealed.in_use {
            return Ok(());
        }
        let file = OpenOptions::new().write(true).open(super::path(folder))?;
        sealed.in_use = true;
        sealed.files = None;
        sealed.number += 1;
        slots::write(&file, sealed)
    }

    pub(crate) fn stamp(&self) -> Option<Stamp> {
        self.kept.lock().says.stamp
    }

    /// On disk when this returns.
    pub(crate) fn set_stamp(&self, stamp: Stamp) -> Result<(), Fault> {
        self.write(|says| says.stamp = Some(stamp))
    }

    /// After a commit. Waits for nothing.
    pub(crate) fn tell(&self, position: LogPosition, batch: u64) {
        let mut news = self.news.lock();
        news.position = position.0;
        news.batch = batch;
        if news.is_waiting {
            self.changed.notify_all();
        }
    }

    fn write(&self, change: impl FnOnce(&mut Sealed)) -> Result<(), Fault> {
        let mut kept = self.kept.lock();
        let mut says = kept.says.clone();
        change(&mut says);
        says.number += 1;
        slots::write(&kept.file, &says)?;
        kept.says = says;
        Ok(())
    }

    /// Starts the thread that notes what it is told.
    pub(crate) fn keep(shared: &Arc<Shared>) -> Result<JoinHandle<()>, Fault> {
        let shared = Arc::clone(shared);
        let thread = thread::Builder::new().name("skein-log-seal".to_owned());
        Ok(thread.spawn(move || shared.seal.work())?)
    }

    fn work(&self) {
        let mut has_failed = false;
        loop {
            let (position, batch) = {
                let mut news = self.news.lock();
                while news.position == news.noted && !news.has_ended {
                    news.is_waiting = true;
                    self.changed.wait(&mut news);
                }
                news.is_waiting = false;
                if news.has_ended {
                    return;
                }
                (news.position, news.batch)
            };
            let noted = self.note(position, batch);
            if let Err(fault) = &noted
                && !has_failed
            {
                tracing::warn!(
                    error = fault as &dyn std::error::Error,
                    "the message log can't note how far it has come; it tries again"
                );
            }
            has_failed = noted.is_err();
            let mut news = self.news.lock();
            if !has_failed {
                news.noted = position;
            }
            if !news.has_ended {
                self.changed.wait_for(&mut news, PAUSE);
            }
        }
    }

    fn note(&self, position: u64, batch: u64) -> Result<(), Fault> {
        let known = self.kept.lock().says.journals.clone();
        let journals = files::note_journals(&self.folder, &known, batch)?;
        self.write(|says| {
            says.position = says.position.max(position);
            says.journals = journals;
        })
    }

    /// Nothing is noted any more; the thread ends.
    pub(crate) fn end(&self) {
        self.news.lock().has_ended = true;
        self.changed.notify_all();
    }

    /// The log was closed whole at this position: notes that, and which files there are.
    pub(crate) fn close(&self, position: LogPosition) -> Result<(), Fault> {
        let batch = self.news.lock().batch;
        let known = self.kept.lock().says.journals.clone();
        let journals = files::note_journals(&self.folder, &known, batch)?;
        let list = files::write_list(&self.folder)?;
        self.write(|says| {
            says.position = position.0;
            says.journals = journals;
            says.in_use = false;
            says.files = Some(list);
        })
    }

    /// Seals a copy that nobody has open.
    pub(crate) fn put_on(
        folder: &Path,
        stamp: Option<Stamp>,
        position: LogPosition,
    ) -> Result<(), Fault> {
        let mut says = Sealed {
            stamp,
            position: position.0,
            keyspaces: files::note_keyspaces(folder)?,
            journals: files::note_journals(folder, &[], u64::MAX)?,
            files: Some(files::write_list(folder)?),
            ..Sealed::default()
        };
        slots::create(folder, &mut says).map(drop)
    }
}
