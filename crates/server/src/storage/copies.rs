//! Copies: a backup of a folder in use, and a backup put into a new folder. Each says of itself when it is not whole.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use skein_foundation::{Clock as _, Stamp, SystemClock};

use super::folder::{self, LOG_FOLDER, STORE_FILE, StoreFile, Unfinished};
use super::{Purpose, Storage};
use crate::config::Config;

/// Written last: a backup without it is not whole.
const MANIFEST_FILE: &str = "backup.json";
/// There until the manifest is, and locked while somebody writes: what lies beside it otherwise is the rest of a backup that
/// was interrupted.
const BEGUN_FILE: &str = "backup.begun";
const COPIED_AT_ONCE: usize = 1 << 20;

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    skein: String,
    created_at_ms: i64,
    /// Backups of earlier versions have none, and no list of files either.
    stamp: Option<Stamp>,
    #[serde(default)]
    files: BTreeMap<String, FileEntry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FileEntry {
    bytes: u64,
    sha256: String,
}

impl Storage {
    /// Writes a consistent copy. The store goes first: its cursors then point at messages that the log's later
    /// copy surely has.
    pub(crate) async fn backup_to(&self, destination: &Path) -> Result<()> {
        let _begun = make_room(destination)?;
        let stamp = {
            // No turn is taken meanwhile: the copy of the log must be at that of the store.
            let stamp = self.stamp.lock().await;
            self.store
                .backup_to(&destination.join(STORE_FILE))
                .await
                .context("the store can't be copied")?;
            *stamp
        };
        self.log
            .backup_to(&destination.join(LOG_FOLDER), stamp)
            .await
            .context("the log can't be copied")?;
        let destination = destination.to_owned();
        tokio::task::spawn_blocking(move || publish(&destination, stamp)).await?
    }
}

fn publish(destination: &Path, stamp: Option<Stamp>) -> Result<()> {
    let mut files = BTreeMap::new();
    for name in list(destination)? {
        let entry = copy_file(&destination.join(&name), None)?;
        files.insert(name, entry);
    }
    let manifest = Manifest {
        skein: env!("CARGO_PKG_VERSION").to_owned(),
        created_at_ms: SystemClock.now_ms(),
        stamp,
        files,
    };
    let aside = destination.join("backup.json.new");
    fs::write(&aside, serde_json::to_vec_pretty(&manifest)?)?;
    File::open(&aside)?.sync_all()?;
    fs::rename(&aside, destination.join(MANIFEST_FILE))?;
    fs::remove_file(destination.join(BEGUN_FILE))?;
    File::open(destination)?.sync_all()?;
    Ok(())
}

/// Of an empty folder, or one with the rest of a backup that was interrupted. What it gives is held while the backup is
/// written: somebody who begins a second one into the same folder would clear away what the first has written, and both
/// would say that all is well.
fn make_room(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    let begun_file = folder.join(BEGUN_FILE);
    let is_whole = || folder.join(MANIFEST_FILE).exists();
    let is_rest = begun_file.exists();
    if is_whole() || !is_rest && fs::read_dir(folder)?.next().is_some() {
        bail!("{} is not empty", folder.display());
    }
    let begun = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&begun_file)
        .with_context(|| format!("{} can't be written", begun_file.display()))?;
    match begun.try_lock() {
        // Some network file systems lock nothing.
        Ok(()) | Err(TryLockError::Error(_)) => {}
        Err(TryLockError::WouldBlock) => bail!(
            "another backup is being written into {}; wait for it, or use another folder",
            folder.display()
        ),
    }
    // It may have been finished meanwhile.
    if is_whole() {
        bail!("{} is not empty", folder.display());
    }
    remove(
        folder,
        &[
            "skein.db",
            "skein.db.partial",
            "log",
            "log.partial",
            "backup.json.new",
        ],
    )?;
    folder::restrict(folder)?;
    begun.sync_all()?;
    File::open(folder)?.sync_all()?;
    Ok(begun)
}

fn remove(folder: &Path, names: &[&str]) -> Result<()> {
    for name in names {
        let path = folder.join(name);
        let removed = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(_) => continue,
        };
        removed.with_context(|| format!("{} can't be removed", path.display()))?;
    }
    Ok(())
}

/// Puts a backup into a data folder that has no data yet, or only the rest of a restore that was interrupted.
pub(crate) async fn restore(config: &Config, source: &Path) -> Result<()> {
    let (from, to) = (source.to_owned(), config.data.dir.clone());
    tokio::task::spawn_blocking(move || copy_back(&from, &to)).await??;
    // It opens, its halves fit, and from here on it goes its own way.
    let storage = Storage::open_for(config, Purpose::Use)
        .await
        .context("what was restored can't be used")?;
    storage.close().await;
    Ok(())
}

fn copy_back(source: &Path, data_dir: &Path) -> Result<()> {
    let manifest = read_manifest(source)?;
    let mut halves = [STORE_FILE, LOG_FOLDER].iter();
    if let Some(missing) = halves.find(|name| !source.join(name).exists()) {
        bail!(
            "{} is not a whole backup: {missing} is missing",
            source.display()
        );
    }
    let found = list(source)?;
    check_list(source, &manifest, &found)?;
    let _lock = folder::lock(data_dir)?;
    match folder::unfinished(data_dir)? {
        Some(Unfinished::Restore) => {
            tracing::info!("clearing away what an interrupted restore left");
            remove(
                data_dir,
                &[STORE_FILE, "skein.db-wal", "skein.db-shm", LOG_FOLDER],
            )?;
        }
        _ if folder::look_at_store(data_dir) != StoreFile::Absent
            || data_dir.join(LOG_FOLDER).exists() =>
        {
            bail!(
                "{} holds data already; restore into an empty folder and point data.dir at it",
                data_dir.display()
            )
        }
        _ => {}
    }
    folder::restrict(data_dir)?;
    folder::begin(data_dir, &Unfinished::Restore)?;
    tracing::info!(backup.version = manifest.skein, "restoring");
    for name in found {
        let to = data_dir.join(&name);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        let copied = copy_file(&source.join(&name), Some(&to))?;
        if manifest
            .files
            .get(&name)
            .is_some_and(|listed| *listed != copied)
        {
            bail!(
                "{} is damaged: it is not the file that was backed up; use another backup",
                source.join(&name).display()
            );
        }
    }
    sync_folders(&data_dir.join(LOG_FOLDER))?;
    File::open(data_dir)?.sync_all()?;
    folder::finish(data_dir)
}

fn read_manifest(source: &Path) -> Result<Manifest> {
    let text = fs::read(source.join(MANIFEST_FILE)).with_context(|| {
        format!(
            "{} is not a whole backup: {MANIFEST_FILE} is missing",
            source.display()
        )
    })?;
    serde_json::from_slice(&text).with_context(|| format!("{MANIFEST_FILE} can't be read"))
}

/// All files that were backed up are there in their sizes, and no other.
fn check_list(source: &Path, manifest: &Manifest, found: &[String]) -> Result<()> {
    if manifest.files.is_empty() {
        tracing::warn!(
            "this backup was made by an earlier version and lists no files: they are taken as they are"
        );
        return Ok(());
    }
    for (name, entry) in &manifest.files {
        let size = fs::metadata(source.join(name)).map(|file| file.len());
        match size {
            Err(_) => bail!(
                "{} is not a whole backup: {name} is missing",
                source.display()
            ),
            Ok(size) if size != entry.bytes => bail!(
                "{} is not a whole backup: {name} has {size} bytes instead of {}",
                source.display(),
                entry.bytes
            ),
            Ok(_) => {}
        }
    }
    if let Some(strange) = found
        .iter()
        .find(|name| !manifest.files.contains_key(*name))
    {
        bail!(
            "{} holds {strange}, which is not of this backup; remove it, or use another backup",
            source.display()
        );
    }
    Ok(())
}

/// The files of both halves, by their names below the folder.
fn list(folder: &Path) -> Result<Vec<String>> {
    let mut names = vec![STORE_FILE.to_owned()];
    let mut folders = vec![LOG_FOLDER.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))
            .with_context(|| format!("{} can't be read", folder.join(&below).display()))?
        {
            let entry = entry?;
            let name = entry.file_name();
            let name = name
                .to_str()
                .context("a file of the log has a strange name")?;
            let name = format!("{below}/{name}");
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Reads a file, into another one if wanted, and says what was in it.
fn copy_file(from: &Path, to: Option<&Path>) -> Result<FileEntry> {
    let mut source =
        File::open(from).with_context(|| format!("{} can't be read", from.display()))?;
    let cannot = |to: Option<&Path>| {
        let to = to.unwrap_or(from);
        format!("{} can't be written", to.display())
    };
    let target = to.map(File::create).transpose();
    let mut target = target.with_context(|| cannot(to))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; COPIED_AT_ONCE];
    let mut bytes = 0;
    loop {
        let read = source
            .read(&mut buffer)
            .with_context(|| format!("{} can't be read", from.display()))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
        if let Some(target) = &mut target {
            target
                .write_all(&buffer[..read])
                .with_context(|| cannot(to))?;
        }
    }
    if let Some(target) = target {
        target.sync_all().with_context(|| cannot(to))?;
    }
    let sha256 = crate::secrets::hexadecimal(&hash.finalize());
    Ok(FileEntry { bytes, sha256 })
}

fn sync_folders(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    Ok(File::open(folder)?.sync_all()?)
}
