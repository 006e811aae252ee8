//! A walk over protobuf bytes along the table, before they are decoded: counts, lengths and tags, without a byte of memory.
//!
//! A message that is given twice would be merged by the decoder, so that the lists in it add up past their limits: of a
//! message that is no list, and of the fields of a choice, one is taken. Encoders write no other.

use super::intake::Walk;
use crate::table::{Field, Kind, Message};

/// Fields of the id of a frame.
const ID_NUMBER: u32 = 1;
/// Groups in groups of an unknown field, as deep as the decoder takes them.
const MAX_GROUPS: usize = 100;

const VARINT: u8 = 0;
const FIXED64: u8 = 1;
const LENGTH: u8 = 2;
const GROUP_BEGINS: u8 = 3;
const GROUP_ENDS: u8 = 4;
const FIXED32: u8 = 5;

/// Why bytes are not protobuf as this protocol has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    #[error("it ends in the middle of a field")]
    Cut,
    #[error("a number has more than ten bytes")]
    LongNumber,
    #[error("a tag is none")]
    BadTag,
    #[error("groups are not closed, or too deep")]
    BadGroup,
    #[error("{0} is given twice")]
    Twice(&'static str),
    #[error("{0} is of another type")]
    Type(&'static str),
}

/// Looks over the frame in these bytes.
pub(super) fn scan(
    table: &'static Message,
    bytes: &[u8],
    walk: &mut Walk,
) -> Result<(), ScanError> {
    scan_message(table, bytes, walk, true)
}

fn scan_message(
    table: &'static Message,
    bytes: &[u8],
    walk: &mut Walk,
    is_frame: bool,
) -> Result<(), ScanError> {
    let mut reader = Reader::new(bytes);
    let mut entries = Entries::default();
    let (mut messages_seen, mut choices_seen) = (0_u64, false);
    while let Some((number, wire_type)) = reader.tag()? {
        let Some((place, field)) = table.find_by_number(number) else {
            reader.skip(number, wire_type)?;
            continue;
        };
        if is_frame && number == ID_NUMBER && wire_type == VARINT {
            walk.id = reader.varint()? as u32;
            continue;
        }
        let is_single_message = !field.repeated && matches!(field.kind, Kind::Message(_));
        if is_single_message && messages_seen >> place & 1 == 1 || field.choice && choices_seen {
            return Err(ScanError::Twice(field.json_name));
        }
        messages_seen |= u64::from(is_single_message) << place;
        choices_seen |= field.choice;
        if walk.refusal.is_some() || !walk.admits(field) {
            reader.skip(number, wire_type)?;
            continue;
        }
        scan_field(field, wire_type, &mut reader, &mut entries, walk)?;
    }
    Ok(())
}

/// Entries of the lists of one message, by field number. No message has more than a few lists.
#[derive(Default)]
struct Entries([(u32, u32); 4]);

impl Entries {
    /// The count after so many more.
    fn add(&mut self, number: u32, more: u32) -> u32 {
        let known = self.0.iter_mut().find(|(of, _)| *of == number || *of == 0);
        // A list beyond the fourth is counted with the last, which errs on the safe side.
        let last = 3;
        let place = match known {
            Some(place) => place,
            None => &mut self.0[last],
        };
        place.0 = number;
        place.1 = place.1.saturating_add(more);
        place.1
    }
}

fn scan_field(
    field: &'static Field,
    wire_type: u8,
    reader: &mut Reader<'_>,
    entries: &mut Entries,
    walk: &mut Walk,
) -> Result<(), ScanError> {
    let wrong = ScanError::Type(field.json_name);
    match (field.kind, wire_type) {
        (Kind::Text, LENGTH) => {
            let text = reader.bytes()?;
            if field.repeated {
                walk.admits_entries(field, entries.add(field.number, 1));
            } else {
                walk.admits_bytes(field, text.len());
            }
            Ok(())
        }
        (Kind::Message(inner), LENGTH) => {
            let bytes = reader.bytes()?;
            if !field.repeated || walk.admits_entries(field, entries.add(field.number, 1)) {
                scan_message(inner, bytes, walk, false)?;
            }
            Ok(())
        }
        (Kind::Text | Kind::Message(_), _) => Err(wrong),
        (_, VARINT) => {
            reader.varint()?;
            if field.repeated {
                walk.admits_entries(field, entries.add(field.number, 1));
            }
            Ok(())
        }
        // A list of numbers, packed.
        (_, LENGTH) if field.repeated => {
            let packed = reader.bytes()?;
            let count = packed.iter().filter(|byte| **byte < 0x80).count();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            walk.admits_entries(field, entries.add(field.number, count));
            Ok(())
        }
        _ => Err(wrong),
    }
}

/// Steps over protobuf bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// Number and wire type of the next field; `None` at the end.
    pub(super) fn tag(&mut self) -> Result<Option<(u32, u8)>, ScanError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = u32::try_from(self.varint()?).map_err(|_| ScanError::BadTag)?;
        let (number, wire_type) = (tag >> 3, (tag & 7) as u8);
        if number == 0 || wire_type > FIXED32 {
            return Err(ScanError::BadTag);
        }
        Ok(Some((number, wire_type)))
    }

    pub(super) fn varint(&mut self) -> Result<u64, ScanError> {
        let mut value = 0_u64;
        for (place, byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * place);
            if *byte < 0x80 {
                self.rest = &self.rest[place + 1..];
                return Ok(value);
            }
        }
        Err(if self.rest.len() < 10 {
            ScanError::Cut
        } else {
            ScanError::LongNumber
        })
    }

    pub(super) fn bytes(&mut self) -> Result<&'b [u8], ScanError> {
        let length = usize::try_from(self.varint()?).map_err(|_| ScanError::Cut)?;
        self.take(length)
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], ScanError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ScanError::Cut)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Passes over the value of a field, groups and all, in a loop.
    fn skip(&mut self, number: u32, wire_type: u8) -> Result<(), ScanError> {
        let mut open_groups = Vec::new();
        let (mut number, mut next) = (number, wire_type);
        loop {
            match next {
                VARINT => drop(self.varint()?),
                FIXED64 => drop(self.take(8)?),
                LENGTH => drop(self.bytes()?),
                FIXED32 => drop(self.take(4)?),
                GROUP_BEGINS if open_groups.len() < MAX_GROUPS => open_groups.push(number),
                GROUP_ENDS if open_groups.last() == Some(&number) => {
                    open_groups.pop();
                }
                _ => return Err(ScanError::BadGroup),
            }
            if open_groups.is_empty() {
                return Ok(());
            }
            (number, next) = self.tag()?.ok_or(ScanError::BadGroup)?;
        }
    }
}
