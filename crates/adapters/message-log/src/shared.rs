//! What the handle and the log thread share.

use std::path::PathBuf;

use parking_lot::{Mutex, RwLock};
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::options::LogOptions;
use crate::queue::Queue;
use crate::recent::Recent;
use crate::seal::Seal;
use crate::tables::Tables;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) folder: PathBuf,
    pub(crate) options: LogOptions,
    pub(crate) queue: Queue,
    /// Gone while the database is opened again, and after the end. Nobody keeps a handle beyond the guard, because
    /// the database must be closed before it can be opened again; a backup does, under `backup`.
    pub(crate) tables: RwLock<Option<Tables>>,
    pub(crate) recent: Recent,
    pub(crate) seal: Seal,
    pub(crate) backup: Mutex<()>,
    pub(crate) closing: CancellationToken,
    /// Set when the log thread panicked.
    pub(crate) broken: CancellationToken,
}

impl Shared {
    /// Runs a read on the calling thread, which may block on the disk.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Tables) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        match &*self.tables.read() {
            Some(tables) => read(tables),
            None if self.closing.is_cancelled() => Err(Fault::Closed),
            None => Err(Fault::Reopening),
        }
    }
}
