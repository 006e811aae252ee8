//! Reads JSON into a value that costs no more than a stated multiple of its bytes, whatever it says.
//!
//! A value is much larger than what stands for it: `{"a":0},` is eight bytes and more than six hundred in memory. So each value
//! is paid for before it is made, from a budget that grows with the body; what no operation asks for ends there.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::strict::{BodyError, shown};

/// What every body may cost.
pub(crate) const FREE_BYTES: usize = 128 * 1024;
/// What one may cost that makes a group: the members of the largest, one by one, and some too many to be told so.
pub(crate) const FREE_BYTES_OF_GROUP: usize = 768 * 1024;
/// What a body may cost for each of its bytes.
const BYTES_PER_BYTE: usize = 2;

/// Of an entry in a list, which grows by doubling.
const ENTRY_BYTES: usize = 96;
/// Of the first field of an object, which has room for more of them.
const OBJECT_BYTES: usize = 640;
const FIELD_BYTES: usize = 112;
/// Of a text beside its bytes.
const TEXT_BYTES: usize = 16;

/// Reads the whole body. In no object a name stands twice: of two values one would be ignored, and which one is anybody's guess.
pub(crate) fn from_slice(body: &[u8], free_bytes: usize) -> Result<Value, BodyError> {
    let budget = Budget {
        left: Cell::new(free_bytes + BYTES_PER_BYTE * body.len()),
        is_spent: Cell::new(false),
    };
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let read = Read(&budget).deserialize(&mut deserializer);
    read.and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            if budget.is_spent.get() {
                BodyError::TooMuch
            } else if error.is_data() {
                BodyError::Refused(error.to_string())
            } else {
                BodyError::NotJson
            }
        })
}

struct Budget {
    left: Cell<usize>,
    is_spent: Cell<bool>,
}

#[derive(Clone, Copy)]
struct Read<'b>(&'b Budget);

impl Read<'_> {
    fn pay<E: de::Error>(self, bytes: usize) -> Result<(), E> {
        if let Some(left) = self.0.left.get().checked_sub(bytes) {
            self.0.left.set(left);
            return Ok(());
        }
        self.0.is_spent.set(true);
        Err(E::custom("too much"))
    }
}

impl<'de> DeserializeSeed<'de> for Read<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.pay(TEXT_BYTES + value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            self.pay(ENTRY_BYTES)?;
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let first = if map.is_empty() { OBJECT_BYTES } else { 0 };
            self.pay(first + FIELD_BYTES + TEXT_BYTES + name.len())?;
            let value = fields.next_value_seed(self)?;
            if map.contains_key(&name) {
                return Err(de::Error::custom(format_args!(
                    "the field `{}` stands twice",
                    shown(&name)
                )));
            }
            map.insert(name, value);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bytes_do_not_become_large_values() {
        for (piece, end) in [
            ("[],", "0"),
            ("0,", "0"),
            ("{},", "0"),
            ("\"\",", "0"),
            ("{\"a\":0},", "0"),
            ("{\"a\":{\"b\":[{\"c\":{}}]}},", "0"),
        ] {
            let body = format!("[{}{end}]", piece.repeat(100_000 / piece.len()));
            assert_eq!(
                from_slice(body.as_bytes(), FREE_BYTES),
                Err(BodyError::TooMuch),
                "{piece}"
            );
        }
        let names: Vec<String> = (0..10_000)
            .map(|number| format!("\"{number}\":0,"))
            .collect();
        let body = format!("{{{}\"z\":0}}", names.concat());
        assert_eq!(
            from_slice(body.as_bytes(), FREE_BYTES),
            Err(BodyError::TooMuch)
        );
    }

    #[test]
    fn the_largest_bodies_that_operations_take_are_read() {
        // The largest group, whatever its members are called, one too many, and a large text with many escapes.
        for length in [4, 8, 36, 64] {
            for count in [5_000, 5_001] {
                let members: Vec<String> = (0..count)
                    .map(|number| format!("\"{number:0length$}\""))
                    .collect();
                let group = format!("{{\"title\":\"t\",\"members\":[{}]}}", members.join(","));
                let read = from_slice(group.as_bytes(), FREE_BYTES_OF_GROUP);
                assert!(read.is_ok(), "{count} of {length}");
            }
        }
        let text = format!("{{\"text\":\"{}\"}}", "\\u4e2d\\n".repeat(100_000));
        assert!(from_slice(text.as_bytes(), FREE_BYTES).is_ok());
    }
}
