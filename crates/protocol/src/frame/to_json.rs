//! Protobuf bytes of this build as canonical proto3 JSON, along the table.
//!
//! A number of an enum that the table does not name is written as a number, as the mapping says.

use std::io::Write as _;

use super::scan::{Reader, ScanError};
use crate::table::{Field, Kind, Message};

/// Appends the JSON form of a message. It fails for bytes only that no encoder of this build wrote.
pub(super) fn append(
    table: &'static Message,
    proto: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), ScanError> {
    out.push(b'{');
    let mut reader = Reader::new(proto);
    let mut list: Option<u32> = None;
    let mut is_first = true;
    while let Some((number, wire_type)) = reader.tag()? {
        let (_, field) = table.find_by_number(number).ok_or(ScanError::BadTag)?;
        // The entries of a list stand together.
        if list == Some(number) {
            out.push(b',');
        } else {
            if list.take().is_some() {
                out.push(b']');
            }
            if !std::mem::replace(&mut is_first, false) {
                out.push(b',');
            }
            out.push(b'"');
            out.extend_from_slice(field.json_name.as_bytes());
            out.extend_from_slice(b"\":");
            if field.repeated {
                out.push(b'[');
                list = Some(number);
            }
        }
        match field.kind {
            Kind::Text => {
                let text = reader.bytes()?;
                let text = str::from_utf8(text).map_err(|_| ScanError::Type(field.json_name))?;
                append_text(text, out);
            }
            Kind::Message(inner) => append(inner, reader.bytes()?, out)?,
            // Numbers of a list are packed.
            _ if field.repeated && wire_type == 2 => {
                let mut packed = Reader::new(reader.bytes()?);
                let mut is_first = true;
                while !packed.is_empty() {
                    if !std::mem::replace(&mut is_first, false) {
                        out.push(b',');
                    }
                    append_number(field, packed.varint()?, out);
                }
            }
            _ => append_number(field, reader.varint()?, out),
        }
    }
    if list.is_some() {
        out.push(b']');
    }
    out.push(b'}');
    Ok(())
}

fn append_text(text: &str, out: &mut Vec<u8>) {
    // Nearly all texts need no escape.
    if text
        .bytes()
        .any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
    {
        serde_json::to_writer(out, text).expect("a Vec takes every byte, and a text is JSON");
    } else {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    }
}

fn append_number(field: &Field, bits: u64, out: &mut Vec<u8>) {
    let written = match field.kind {
        Kind::Bool => out.write_all(if bits == 0 { b"false" } else { b"true" }),
        Kind::Uint32 => write!(out, "{}", bits as u32),
        Kind::Int32 => write!(out, "{}", bits as i32),
        // As texts: a double does not hold them.
        Kind::Int64 => write!(out, "\"{}\"", bits as i64),
        Kind::Uint64 => write!(out, "\"{bits}\""),
        Kind::Enum(values) => match values.name(bits as i32) {
            Some(name) => write!(out, "\"{name}\""),
            None => write!(out, "{}", bits as i32),
        },
        Kind::Text | Kind::Message(_) => return,
    };
    written.expect("a Vec takes every byte");
}
