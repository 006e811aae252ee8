//! What is done about a journal: cut the torn tail, take back a failed commit, refuse the rest.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::survey::{Survey, last_non_zero, survey};
use crate::fault::Fault;

/// Repairs the newest journal and refuses damage elsewhere. A folder without journals is fine.
pub(crate) fn repair(folder: &Path) -> Result<(), Fault> {
    let mut journals = list_journals(folder)?;
    let newest = journals.pop();
    for path in journals {
        let survey = survey(&fs::read(&path)?, u64::MAX);
        if survey.torn_bytes > 0 {
            return Err(Fault::DamagedJournal {
                path,
                at: survey.whole_bytes,
            });
        }
    }
    let Some(path) = newest else { return Ok(()) };
    let survey = survey(&fs::read(&path)?, u64::MAX);
    refuse_damage(&path, &survey)?;
    if survey.torn_bytes > 0 {
        tracing::warn!(
            log.cut_bytes = survey.torn_bytes,
            log.kept_bytes = survey.whole_bytes,
            log.kept_commits = survey.batches,
            "the last commit of the message log was half written when the machine stopped; \
             it was never acknowledged and is cut off"
        );
        cut(&path, survey.whole_bytes)?;
    }
    Ok(())
}

/// A commit that the disk refused, part of which may be in a journal.
#[derive(Debug, Clone)]
pub(crate) struct FailedCommit {
    /// The journal it was written to. The engine may have begun another since.
    journal: Option<PathBuf>,
    /// Batches from this number on are of it.
    from_number: u64,
}

impl FailedCommit {
    /// Called when the commit failed.
    pub(crate) fn notice(folder: &Path, from_number: u64) -> Self {
        let journal = list_journals(folder)
            .ok()
            .and_then(|mut journals| journals.pop());
        Self {
            journal,
            from_number,
        }
    }

    /// Cuts it off. May be done again: what the engine still held in memory may have followed it.
    pub(crate) fn take_back(&self, folder: &Path) -> Result<(), Fault> {
        let journals = list_journals(folder)?;
        let first = journals
            .iter()
            .position(|path| Some(path) == self.journal.as_ref());
        for path in &journals[first.unwrap_or(journals.len().saturating_sub(1))..] {
            let survey = survey(&fs::read(path)?, self.from_number);
            refuse_damage(path, &survey)?;
            if survey.torn_bytes > 0 {
                cut(path, survey.whole_bytes)?;
            }
        }
        Ok(())
    }
}

fn refuse_damage(path: &Path, survey: &Survey) -> Result<(), Fault> {
    if survey.goes_on {
        return Err(Fault::DamagedJournal {
            path: path.to_owned(),
            at: survey.whole_bytes,
        });
    }
    Ok(())
}

/// Clears what a first start that was interrupted left of a database without any data, so that the next one can create it.
pub(crate) fn clear_unfinished_creation(folder: &Path) -> Result<(), Fault> {
    let marker = folder.join("version");
    // The engine writes the marker after the first journal and before anything else.
    let finished = fs::metadata(&marker).is_ok_and(|metadata| metadata.len() > 0);
    if finished || !folder.exists() {
        return Ok(());
    }
    for journal in list_journals(folder)? {
        if last_non_zero(&fs::read(&journal)?).is_some() {
            return Err(Fault::Inconsistent(
                "the message log has journals but no version marker",
            ));
        }
        fs::remove_file(journal)?;
    }
    match fs::remove_file(marker) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Oldest first.
pub(crate) fn list_journals(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut journals = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jnl") {
            let number = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .and_then(|stem| stem.parse::<u64>().ok());
            let number = number.ok_or(Fault::Inconsistent(
                "the message log has a journal with a strange name",
            ))?;
            journals.push((number, path));
        }
    }
    journals.sort_unstable();
    Ok(journals.into_iter().map(|(_, path)| path).collect())
}

fn cut(path: &Path, length: u64) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(length)?;
    file.sync_all()
}
