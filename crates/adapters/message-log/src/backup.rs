//! A consistent copy of a log in use: one snapshot across all keyspaces, written into a new database in key order.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use fjall::Readable;
use skein_foundation::Stamp;
use skein_messaging::ports::LogPosition;

use crate::fault::Fault;
use crate::seal::Seal;
use crate::shared::Shared;
use crate::tables::Tables;

/// The copy is written beside its place and moved there when it is whole.
const PARTIAL: &str = "partial";
/// Rows between two looks at whether the log is being closed.
const STRIDE: usize = 4_096;

pub(crate) fn copy(
    shared: &Shared,
    folder: &Path,
    stamp: Option<Stamp>,
) -> Result<LogPosition, Fault> {
    // While this is held, the database is not closed, and there is one backup at a time.
    let _held = shared.backup.lock();
    let source = shared.read(|tables| Ok(tables.clone()))?;
    match fs::remove_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
            return Err(Fault::BackupFolderInUse(folder.to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    let partial = folder.with_extension(PARTIAL);
    if partial.exists() {
        // What an earlier attempt left that was interrupted.
        fs::remove_dir_all(&partial)?;
    }
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let copied = copy_rows(shared, &source, &partial).and_then(|position| {
        Seal::put_on(&partial, stamp, position)?;
        Ok(position)
    });
    if copied.is_err() {
        let _ = fs::remove_dir_all(&partial);
        return copied;
    }
    fs::rename(&partial, folder)?;
    File::open(parent)?.sync_all()?;
    copied
}

fn copy_rows(shared: &Shared, source: &Tables, folder: &Path) -> Result<LogPosition, Fault> {
    // A copy is read once, if ever: it needs no cache.
    let target = Tables::create_empty(folder)?;
    let snapshot = source.snapshot();
    for (from, to) in source.all().into_iter().zip(target.all()) {
        let mut rows = snapshot.iter(from).peekable();
        if rows.peek().is_none() {
            continue;
        }
        let mut ingestion = to.start_ingestion()?;
        for (index, row) in rows.enumerate() {
            if index % STRIDE == 0 && shared.closing.is_cancelled() {
                return Err(Fault::Closed);
            }
            let (key, value) = row.into_inner()?;
            ingestion.write(key, value)?;
        }
        ingestion.finish()?;
    }
    target.check_health()?;
    target.newest_position()
}
