//! Canonical proto3 JSON into protobuf bytes, along the table and within its limits.
//!
//! `serde_json` reads the text; this says what each value may be. Taken as canonical JSON has it: `null` for "not given", 64-bit
//! integers as texts or numbers, numbers with an exponent or a fraction of zeros, enums by name or number, names of fields in both spellings.
//! Unknown fields and unknown names of enum values are passed over. A field twice, or two of a choice, is an error, and so is a list in the place of an object.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::intake::Walk;
use crate::table::{Field, Kind, Message};

/// Bytes kept free for the length of a message that is being written: a varint of as many bytes, whatever its value.
const LENGTH_BYTES: usize = 4;
const LONGEST: usize = (1 << (7 * LENGTH_BYTES)) - 1;

const VARINT: u64 = 0;
const LENGTH: u64 = 2;

/// The protobuf form of a JSON text.
pub(super) fn to_proto(
    table: &'static Message,
    json: &[u8],
    walk: &mut Walk,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut proto = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let message = MessageSeed {
        table,
        is_frame: true,
        walk,
        proto: &mut proto,
    };
    deserializer.deserialize_map(message)?;
    deserializer.end()?;
    Ok(proto)
}

fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn write_tag(field: &Field, wire_type: u64, out: &mut Vec<u8>) {
    write_varint(u64::from(field.number) << 3 | wire_type, out);
}

/// An object, as the fields of a message.
struct MessageSeed<'a> {
    table: &'static Message,
    is_frame: bool,
    walk: &'a mut Walk,
    proto: &'a mut Vec<u8>,
}

impl<'de> Visitor<'de> for MessageSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object, a {}", self.table.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let (mut seen, mut has_choice) = (0_u64, false);
        while let Some(known) = entries.next_key_seed(NameSeed(self.table))? {
            let Some((place, field)) = known else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen >> place & 1 == 1 {
                return Err(A::Error::custom(format_args!(
                    "{} is given twice",
                    field.json_name
                )));
            }
            seen |= 1 << place;
            let is_given = entries.next_value_seed(ValueSeed {
                field,
                is_entry: false,
                is_id: self.is_frame && field.number == 1,
                walk: &mut *self.walk,
                proto: &mut *self.proto,
            })?;
            if field.choice && is_given && std::mem::replace(&mut has_choice, true) {
                return Err(A::Error::custom("two of a choice are given"));
            }
        }
        Ok(())
    }
}

/// The name of a field. Unknown ones are not kept.
struct NameSeed(&'static Message);

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Option<(usize, &'static Field)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Option<(usize, &'static Field)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.find_by_name(name))
    }
}

/// The value of a field. False says that it is as if it were not given.
struct ValueSeed<'a> {
    field: &'static Field,
    /// It is one of a list.
    is_entry: bool,
    is_id: bool,
    walk: &'a mut Walk,
    proto: &'a mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        if !self.is_id && !self.walk.admits(self.field) {
            // What is passed over counts as given unless it is null: two bodies are two bodies.
            return deserializer.deserialize_option(GivenVisitor);
        }
        deserializer.deserialize_any(self)
    }
}

/// Whether a value that is passed over is more than `null`.
struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        Ok(true)
    }
}

impl ValueSeed<'_> {
    fn is_list(&self) -> bool {
        self.field.repeated && !self.is_entry
    }

    fn wrong<E: Error>(&self) -> E {
        E::custom(format_args!("{} is of another type", self.field.json_name))
    }

    fn write_number(self, value: u64) -> bool {
        if self.is_id {
            self.walk.id = value as u32;
        }
        write_tag(self.field, VARINT, self.proto);
        write_varint(value, self.proto);
        true
    }

    fn integer<E: Error>(self, value: i128) -> Result<bool, E> {
        if self.is_list() {
            return Err(self.wrong());
        }
        let bits = match self.field.kind {
            Kind::Uint32 => u32::try_from(value).ok().map(u64::from),
            // Negative numbers are sign-extended in protobuf.
            Kind::Int32 | Kind::Enum(_) => i32::try_from(value)
                .ok()
                .map(|value| i64::from(value) as u64),
            Kind::Int64 => i64::try_from(value).ok().map(|value| value as u64),
            Kind::Uint64 => u64::try_from(value).ok(),
            Kind::Bool | Kind::Text | Kind::Message(_) => return Err(self.wrong()),
        };
        match bits {
            Some(bits) => Ok(self.write_number(bits)),
            None => Err(E::custom(format_args!(
                "{} is out of range",
                self.field.json_name
            ))),
        }
    }
}

/// A number in a text, spelt as JSON spells numbers.
fn integer_in_text(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.len() > 40 || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if digits.bytes().all(|digit| digit.is_ascii_digit()) {
        let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
        return text.parse().ok().filter(|_| !has_leading_zero);
    }
    if !text.ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    whole(serde_json::from_str(text).ok()?)
}

/// A float that is a whole number, `1e3` or `2.0`.
fn whole(float: f64) -> Option<i128> {
    // Beyond this nothing fits into 64 bits, and the conversion below would not be exact.
    (float.fract() == 0.0 && float.abs() < 2e19).then_some(float as i128)
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the value of {}", self.field.json_name)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        if self.is_entry {
            Err(E::custom(format_args!(
                "{} holds null",
                self.field.json_name
            )))
        } else {
            Ok(false)
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        if self.is_list() || !matches!(self.field.kind, Kind::Bool) {
            return Err(self.wrong());
        }
        Ok(self.write_number(u64::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        self.integer(i128::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        self.integer(i128::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        match whole(value) {
            Some(value) => self.integer(value),
            None => Err(self.wrong()),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        if self.is_list() {
            return Err(self.wrong());
        }
        match self.field.kind {
            Kind::Text => {
                if self.is_entry || self.walk.admits_bytes(self.field, text.len()) {
                    write_tag(self.field, LENGTH, self.proto);
                    write_varint(text.len() as u64, self.proto);
                    self.proto.extend_from_slice(text.as_bytes());
                }
                Ok(true)
            }
            Kind::Enum(values) => Ok(match values.number(text) {
                Some(number) => self.write_number(i64::from(number) as u64),
                // A newer peer knows more of them.
                None => false,
            }),
            Kind::Int32 | Kind::Uint32 | Kind::Int64 | Kind::Uint64 => {
                match integer_in_text(text) {
                    Some(value) => self.integer(value),
                    None => Err(self.wrong()),
                }
            }
            Kind::Bool | Kind::Message(_) => Err(self.wrong()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<bool, A::Error> {
        let Kind::Message(table) = self.field.kind else {
            return Err(self.wrong());
        };
        if self.is_list() {
            return Err(self.wrong());
        }
        write_tag(self.field, LENGTH, self.proto);
        let length_at = self.proto.len();
        self.proto.extend_from_slice(&[0; LENGTH_BYTES]);
        let message = MessageSeed {
            table,
            is_frame: false,
            walk: self.walk,
            proto: self.proto,
        };
        let proto = message.visit_nested(entries)?;
        let mut length = proto.len() - length_at - LENGTH_BYTES;
        if length > LONGEST {
            return Err(A::Error::custom("a message is too long"));
        }
        for place in 0..LENGTH_BYTES {
            let more = u8::from(place + 1 < LENGTH_BYTES) << 7;
            proto[length_at + place] = (length & 0x7f) as u8 | more;
            length >>= 7;
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        if !self.is_list() {
            return Err(self.wrong());
        }
        let mut count = 0;
        loop {
            if !self.walk.admits_entries(self.field, count) {
                while entries.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(true);
            }
            let entry = ValueSeed {
                field: self.field,
                is_entry: true,
                is_id: false,
                walk: &mut *self.walk,
                proto: &mut *self.proto,
            };
            if entries.next_element_seed(entry)?.is_none() {
                return Ok(true);
            }
            count += 1;
        }
    }
}

impl<'a> MessageSeed<'a> {
    /// Gives the bytes back, for what stands before them.
    fn visit_nested<'de, A: MapAccess<'de>>(self, entries: A) -> Result<&'a mut Vec<u8>, A::Error> {
        let Self {
            table,
            is_frame,
            walk,
            proto,
        } = self;
        MessageSeed {
            table,
            is_frame,
            walk,
            proto: &mut *proto,
        }
        .visit_map(entries)?;
        Ok(proto)
    }
}
