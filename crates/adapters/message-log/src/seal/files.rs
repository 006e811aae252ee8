//! Which files a log has, and whether those that must be there are.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::Sealed;
use crate::fault::Fault;
use crate::journal::list_journals;

/// The list that a clean end leaves.
const LIST_FILE: &str = "files";
const NEW_LIST_FILE: &str = "files.new";
/// Ours, and the engine's lock: no data is in them.
const NOT_LISTED: [&str; 6] = ["files", "files.new", "seal", "seal.new", "lock", "probe"];
/// Enough of a journal to know it again: the number of its first batch, and the keys of a first row.
const BEGINNING_BYTES: usize = 64;
const MAX_NAMED: usize = 3;

/// Before the engine is let in: it takes what it finds for all there ever was, and removes what it does not understand.
pub(crate) fn check_before_open(folder: &Path, sealed: &Sealed) -> Result<(), Fault> {
    check_keyspaces(folder, sealed)?;
    check_journals(folder, sealed)?;
    match sealed.files {
        Some(hash) if !sealed.in_use => check_list(folder, hash),
        _ => Ok(()),
    }
}

fn check_keyspaces(folder: &Path, sealed: &Sealed) -> Result<(), Fault> {
    let marker = fs::metadata(folder.join("version"));
    if marker.is_ok_and(|marker| marker.len() > 0) {
        for id in &sealed.keyspaces {
            let list = keyspaces(folder).join(id.to_string()).join("current");
            if !fs::metadata(&list).is_ok_and(|list| list.len() >= 8) {
                return Err(incomplete(format!(
                    "{} is missing or empty",
                    list.display()
                )));
            }
        }
        return Ok(());
    }
    Err(incomplete(
        "the version marker of the message log (log/version) is missing or empty".to_owned(),
    ))
}

fn check_journals(folder: &Path, sealed: &Sealed) -> Result<(), Fault> {
    let found = numbered_journals(folder)?;
    let Some((newest, _)) = sealed.journals.last() else {
        return Ok(());
    };
    let has = |number: u64| found.iter().any(|(other, _)| *other == number);
    let (Some((oldest, _)), Some((last, _))) = (found.first(), found.last()) else {
        return Err(missing_journal(folder, *newest));
    };
    if let Some(number) = (*oldest..=*last.max(newest)).find(|number| !has(*number)) {
        return Err(missing_journal(folder, number));
    }
    for (number, beginning) in &sealed.journals {
        let (Some(expected), Some((_, path))) =
            (beginning, found.iter().find(|(other, _)| other == number))
        else {
            // It had nothing in it yet, or all that was in it is in tables by now and the engine removed it.
            continue;
        };
        if beginning_of(path)?.is_none_or(|(_, hash)| hash != *expected) {
            return Err(incomplete(format!(
                "{} is empty or is not the file that was there",
                path.display()
            )));
        }
    }
    Ok(())
}

fn missing_journal(folder: &Path, number: u64) -> Fault {
    let path = folder.join(format!("{number}.jnl"));
    incomplete(format!("{} is missing", path.display()))
}

fn check_list(folder: &Path, hash: u64) -> Result<(), Fault> {
    let listed = fs::read_to_string(folder.join(LIST_FILE)).unwrap_or_default();
    if xxh3_64(listed.as_bytes()) != hash {
        tracing::warn!("the list of the message log's files is gone; they are taken as they are");
        return Ok(());
    }
    let found = list(folder)?;
    let wrong = |line: &&str| !found.iter().any(|other| other == line);
    let mut wrong: Vec<_> = listed.lines().filter(wrong).collect();
    let strange = found
        .iter()
        .map(String::as_str)
        .filter(|line| is_journal(line) && !listed.lines().any(|other| other == *line));
    wrong.extend(strange);
    let names: Vec<_> = wrong
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(_, name)| folder.join(name).display().to_string())
        .take(MAX_NAMED)
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(incomplete(format!(
        "{} files of the message log are missing or are not as they were when it was closed: {}",
        wrong.len(),
        names.join(", ")
    )))
}

fn is_journal(line: &str) -> bool {
    let extension = Path::new(line).extension();
    extension.is_some_and(|extension| extension == "jnl")
}

/// Writes the list of all files; nobody has the log open. Gives its hash.
pub(super) fn write_list(folder: &Path) -> Result<u64, Fault> {
    let mut text = list(folder)?.join("\n");
    text.push('\n');
    let aside = folder.join(NEW_LIST_FILE);
    fs::write(&aside, &text)?;
    File::open(&aside)?.sync_all()?;
    fs::rename(&aside, folder.join(LIST_FILE))?;
    File::open(folder)?.sync_all()?;
    Ok(xxh3_64(text.as_bytes()))
}

/// A line for each file: its size and its name.
fn list(folder: &Path) -> Result<Vec<String>, Fault> {
    let mut lines = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(name);
            } else if !NOT_LISTED.iter().any(|ours| name == Path::new(ours)) {
                lines.push(format!("{} {}", metadata.len(), name.display()));
            }
        }
    }
    lines.sort_unstable();
    Ok(lines)
}

/// Oldest first.
fn numbered_journals(folder: &Path) -> Result<Vec<(u64, PathBuf)>, Fault> {
    let number = |path: &PathBuf| path.file_stem()?.to_str()?.parse().ok();
    let journals = list_journals(folder)?.into_iter();
    Ok(journals
        .filter_map(|path| Some((number(&path)?, path)))
        .collect())
}

/// The journals as they are noted: what was written up to batch `up_to` is there for good.
pub(super) fn note_journals(
    folder: &Path,
    known: &[(u64, Option<u64>)],
    up_to: u64,
) -> Result<Vec<(u64, Option<u64>)>, Fault> {
    let mut noted = Vec::new();
    for (number, path) in numbered_journals(folder)? {
        let before = known.iter().find(|(other, _)| *other == number);
        let beginning = match before.and_then(|(_, beginning)| *beginning) {
            Some(beginning) => Some(beginning),
            None => beginning_of(&path)?
                .filter(|(batch, _)| *batch <= up_to)
                .map(|(_, hash)| hash),
        };
        noted.push((number, beginning));
    }
    Ok(noted)
}

/// The number of the first batch of a journal, and a hash to know it by. `None` when nothing is in it.
fn beginning_of(path: &Path) -> Result<Option<(u64, u64)>, Fault> {
    let mut bytes = [0; BEGINNING_BYTES];
    let mut file = match File::open(path) {
        Ok(file) => file,
        // The engine removed it just now.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match file.read_exact(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    // A mark, the count of items, the number of the batch.
    let number = bytes[5..13]
        .first_chunk()
        .map(|number| u64::from_le_bytes(*number));
    Ok(number
        .filter(|_| bytes[0] != 0)
        .map(|number| (number, xxh3_64(&bytes))))
}

/// The keyspaces that are there, by the engine's numbers.
pub(super) fn note_keyspaces(folder: &Path) -> Result<Vec<u64>, Fault> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(keyspaces(folder))? {
        let entry = entry?;
        let id = entry.file_name().to_str().and_then(|id| id.parse().ok());
        if let Some(id) = id.filter(|_| entry.path().join("current").exists()) {
            ids.push(id);
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

fn keyspaces(folder: &Path) -> PathBuf {
    folder.join("keyspaces")
}

fn incomplete(what: String) -> Fault {
    Fault::Incomplete(what)
}
