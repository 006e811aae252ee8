//! The file of the seal: two slots of a fixed size, each with its checksum, written in turn.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::Sealed;
use crate::fault::Fault;

pub(super) const FILE: &str = "seal";
const NEW_FILE: &str = "seal.new";
const SLOT_BYTES: usize = 8_192;
/// The checksum as hexadecimal text, and a space.
const HEAD_BYTES: usize = 17;

/// `None` when there is no seal.
pub(super) fn read(folder: &Path) -> Result<Option<Sealed>, Fault> {
    let bytes = match fs::read(folder.join(FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let slots = bytes.chunks(SLOT_BYTES).filter_map(parse);
    let newest = slots.max_by_key(|sealed| sealed.number);
    newest.map(Some).ok_or_else(|| {
        Fault::Incomplete("the seal of the message log (log/seal) is empty or damaged".to_owned())
    })
}

fn parse(slot: &[u8]) -> Option<Sealed> {
    let (head, rest) = slot.split_at_checked(HEAD_BYTES)?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let text = &rest[..end];
    let checksum = u64::from_str_radix(std::str::from_utf8(head).ok()?.trim_end(), 16).ok()?;
    (checksum == xxh3_64(text))
        .then(|| serde_json::from_slice(text).ok())
        .flatten()
}

fn slot_of(sealed: &Sealed) -> Result<Vec<u8>, Fault> {
    let text = serde_json::to_vec(sealed).map_err(|error| Fault::Io(error.into()))?;
    let mut slot = format!("{:016x} ", xxh3_64(&text)).into_bytes();
    slot.extend_from_slice(&text);
    slot.push(b'\n');
    if slot.len() > SLOT_BYTES {
        return Err(Fault::Inconsistent("the message log has too many journals"));
    }
    slot.resize(SLOT_BYTES, 0);
    Ok(slot)
}

/// Into the slot whose turn it is.
pub(super) fn write(file: &File, sealed: &Sealed) -> Result<(), Fault> {
    let offset = (sealed.number % 2) * SLOT_BYTES as u64;
    file.write_all_at(&slot_of(sealed)?, offset)?;
    Ok(file.sync_data()?)
}

/// Makes the file: it is there with what it says, or not at all. `sealed` gets its place.
pub(super) fn create(folder: &Path, sealed: &mut Sealed) -> Result<File, Fault> {
    let aside = folder.join(NEW_FILE);
    let file = File::create(&aside)?;
    sealed.place = file.metadata()?.ino();
    for _ in 0..2 {
        sealed.number += 1;
        write(&file, sealed)?;
    }
    file.sync_all()?;
    fs::rename(&aside, folder.join(FILE))?;
    File::open(folder)?.sync_all()?;
    Ok(file)
}

pub(super) fn place(folder: &Path) -> io::Result<u64> {
    Ok(fs::metadata(folder.join(FILE))?.ino())
}
