//! The data folder as files: who has it, who may read it, and what in it is not finished.

use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use skein_foundation::Stamp;

const LOCK_FILE: &str = "skein.lock";
pub(super) const STORE_FILE: &str = "skein.db";
pub(super) const LOG_FOLDER: &str = "log";
/// There while something is done with the folder that must be brought to its end.
const UNFINISHED_FILE: &str = "unfinished.json";
/// All that Skein keeps in the folder.
const OURS: [&str; 8] = [
    LOCK_FILE,
    STORE_FILE,
    "skein.db-wal",
    "skein.db-shm",
    LOG_FOLDER,
    UNFINISHED_FILE,
    "addresses.json",
    "operations.key",
];

/// Nobody but the owner reads what this process makes, whatever the shell says. Before any file is made.
pub(crate) fn keep_files_private() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Held for as long as the folder is used.
#[derive(Debug)]
pub(crate) struct FolderLock {
    /// The folder itself: a lock on a file is worth nothing when somebody removes the file.
    _folder: Option<File>,
    _file: File,
}

/// Takes the folder for this process, or says who may have it.
pub(super) fn lock(data_dir: &Path) -> Result<FolderLock> {
    if data_dir.is_file() {
        bail!("{} is a file; data.dir names a folder", data_dir.display());
    }
    fs::create_dir_all(data_dir)
        .with_context(|| format!("the data folder {} can't be made", data_dir.display()))?;
    let path = data_dir.join(LOCK_FILE);
    let taken = || {
        let folder = data_dir.display();
        format!("another skein works in {folder}; stop it first")
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| {
            let path = path.display();
            let said = match find_stranger(&data_dir.join(LOCK_FILE), &error) {
                Some(stranger) => format!("{path} can't be written: {stranger}"),
                None => format!("{path} can't be written"),
            };
            anyhow::Error::new(error).context(said)
        })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => bail!(taken()),
        Err(TryLockError::Error(error)) => {
            return Err(error).context("the data folder can't be locked");
        }
    }
    let folder = File::open(data_dir)?;
    match folder.try_lock() {
        Ok(()) => Ok(FolderLock {
            _folder: Some(folder),
            _file: file,
        }),
        Err(TryLockError::WouldBlock) => bail!(taken()),
        // Some network file systems lock files only.
        Err(TryLockError::Error(_)) => Ok(FolderLock {
            _folder: None,
            _file: file,
        }),
    }
}

/// In words, when the system refused because what is there belongs to another user than this process runs as.
pub(crate) fn find_stranger(path: &Path, refusal: &io::Error) -> Option<String> {
    if refusal.kind() != io::ErrorKind::PermissionDenied {
        return None;
    }
    // What may not be looked at lies in a folder that may.
    let (seen, metadata) = path
        .ancestors()
        .find_map(|path| Some((path, fs::metadata(path).ok()?)))?;
    let (owner, ours) = (metadata.uid(), rustix::process::geteuid().as_raw());
    (owner != ours).then(|| {
        let seen = seen.display();
        format!(
            "{seen} belongs to user {owner}, and this process runs as user {ours}; run it as the user who owns the \
             data folder, or give that user the folder and everything in it"
        )
    })
}

/// Whether anything was ever made here, or begun. What may not be looked at is there.
pub(crate) fn has_data(data_dir: &Path) -> bool {
    let halves = [STORE_FILE, LOG_FOLDER, UNFINISHED_FILE];
    halves
        .iter()
        .any(|name| data_dir.join(name).try_exists().unwrap_or(true))
}

/// Whether somebody works in the folder. Makes nothing.
pub(crate) fn is_taken(data_dir: &Path) -> bool {
    let is_locked = |path: &Path| {
        let opened = File::open(path);
        opened.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    };
    is_locked(&data_dir.join(LOCK_FILE)) || is_locked(data_dir)
}

/// Takes from everybody else what an earlier version or another hand let them read. What can't be changed is said.
pub(super) fn tighten(data_dir: &Path) {
    let mut paths: Vec<PathBuf> = OURS.iter().map(|name| data_dir.join(name)).collect();
    let mut tightened = restrict(data_dir);
    while let Some(path) = paths.pop() {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                let entries = fs::read_dir(&path).into_iter().flatten().flatten();
                paths.extend(entries.map(|entry| entry.path()));
            }
            Ok(metadata) if metadata.is_file() => {}
            _ => continue,
        }
        tightened = tightened.and(restrict(&path));
    }
    if let Err(error) = tightened {
        tracing::warn!(error = %error, "others may read the data folder, and its rights can't be changed");
    }
}

/// Only the owner keeps any right.
pub(super) fn restrict(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.mode();
    let of_the_owner = mode & 0o700;
    if mode & 0o777 == of_the_owner {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(of_the_owner))
}

/// What is being done with a folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Unfinished {
    /// Both halves get this stamp: a folder is made, adopted or goes its own way.
    Stamp(Stamp),
    /// A backup is put into it.
    Restore,
}

pub(super) fn unfinished(data_dir: &Path) -> Result<Option<Unfinished>> {
    let path = data_dir.join(UNFINISHED_FILE);
    match fs::read(&path) {
        Ok(text) => {
            let what = serde_json::from_slice(&text);
            what.map(Some)
                .with_context(|| format!("{} can't be understood", path.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} can't be read", path.display())),
    }
}

pub(super) fn begin(data_dir: &Path, what: &Unfinished) -> Result<()> {
    let aside = data_dir.join("unfinished.json.new");
    let path = data_dir.join(UNFINISHED_FILE);
    let written = fs::write(&aside, serde_json::to_vec(what)?)
        .and_then(|()| File::open(&aside)?.sync_all())
        .and_then(|()| fs::rename(&aside, &path))
        .and_then(|()| File::open(data_dir)?.sync_all());
    written.with_context(|| format!("{} can't be written", path.display()))
}

pub(super) fn finish(data_dir: &Path) -> Result<()> {
    match fs::remove_file(data_dir.join(UNFINISHED_FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error)?,
        _ => Ok(File::open(data_dir)?.sync_all()?),
    }
}

/// What there is of the store, seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoreFile {
    Absent,
    Empty,
    There,
}

pub(super) fn look_at_store(data_dir: &Path) -> StoreFile {
    let size = |name: &str| fs::metadata(data_dir.join(name)).map(|file| file.len());
    match (size(STORE_FILE), size("skein.db-wal")) {
        (Err(_), _) => StoreFile::Absent,
        (Ok(0), Err(_) | Ok(0)) => StoreFile::Empty,
        _ => StoreFile::There,
    }
}
