//! A place: where it is, what it is called, and its address. Clients show words and a link, and need no map for it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use skein_foundation::Limits;
use skein_foundation::text::{is_blank, json_bytes, may_stand_in_label};

use crate::characters::{check_characters, is_longer_than};
use crate::kind::{Kind, Refused, Sendable, UnknownContent};
use crate::shape::{Characters, Field, FieldShape, Shape};
use crate::wire;

/// Millionths of a degree, about 11 cm: whole numbers are the same in every format and language.
const MAX_LATITUDE_E6: i32 = 90_000_000;
const MAX_LONGITUDE_E6: i32 = 180_000_000;
const MAX_NAME_CHARS: usize = 100;
const MAX_ADDRESS_CHARS: usize = 300;
/// Names of its fields and both numbers in JSON, generously.
const FRAME_BYTES: usize = 80;

/// As the log keeps it and business servers read it; a field that is added later needs a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    pub latitude_e6: i32,
    pub longitude_e6: i32,
    /// One line, of which something is seen.
    pub name: String,
    /// May be empty.
    pub address: String,
}

/// As it is sent by REST.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    latitude_e6: i32,
    longitude_e6: i32,
    name: String,
    #[serde(default)]
    address: String,
}

impl From<Draft> for wire::Location {
    fn from(draft: Draft) -> Self {
        Self {
            latitude_e6: draft.latitude_e6,
            longitude_e6: draft.longitude_e6,
            name: draft.name,
            address: draft.address,
        }
    }
}

impl Kind for Location {
    const TAG: u8 = 4;
    const SHOWN: Shape = Shape::Object {
        schema: "Location",
        about: Some("A place."),
        fields: &[
            degrees(
                "latitudeE6",
                "Degrees to the north, times a million.",
                MAX_LATITUDE_E6,
            ),
            degrees(
                "longitudeE6",
                "Degrees to the east, times a million.",
                MAX_LONGITUDE_E6,
            ),
            Field {
                name: "name",
                about: None,
                required: true,
                shape: FieldShape::Text(Characters::Label {
                    max: MAX_NAME_CHARS,
                }),
            },
            Field {
                name: "address",
                about: None,
                required: false,
                shape: FieldShape::Text(Characters::ShortMessage {
                    max: MAX_ADDRESS_CHARS,
                }),
            },
        ],
        closed: true,
    };

    type Wire = wire::Location;
    type Shown = Self;

    fn to_wire(&self) -> wire::Location {
        wire::Location {
            latitude_e6: self.latitude_e6,
            longitude_e6: self.longitude_e6,
            name: self.name.clone(),
            address: self.address.clone(),
        }
    }

    fn to_shown(&self) -> Self {
        self.clone()
    }

    fn preview(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.name))
    }

    fn held_bytes(&self) -> usize {
        self.name.len() + self.address.len()
    }

    fn json_bytes(&self) -> usize {
        FRAME_BYTES + json_bytes(&self.name) + json_bytes(&self.address)
    }

    fn store(&self, put: &mut dyn FnMut(&str)) {
        put(&serde_json::to_string(self).expect("numbers and texts are JSON"));
    }

    fn restore(parts: &[&str]) -> Result<Self, UnknownContent> {
        match parts {
            [json] => serde_json::from_str(json).map_err(|_| UnknownContent("location")),
            _ => Err(UnknownContent("location")),
        }
    }
}

impl Sendable for Location {
    const DRAFT: Shape = Self::SHOWN;

    type Draft = Draft;

    fn parse(said: wire::Location, _: &Limits) -> Result<Self, Refused> {
        let invalid = |detail: String| Err(Refused::Invalid(detail));
        for (field, degrees_e6, max_e6) in [
            ("latitudeE6", said.latitude_e6, MAX_LATITUDE_E6),
            ("longitudeE6", said.longitude_e6, MAX_LONGITUDE_E6),
        ] {
            if !(-max_e6..=max_e6).contains(&degrees_e6) {
                return invalid(format!("location.{field} is beyond {max_e6}"));
            }
        }
        if is_blank(&said.name) || is_longer_than(&said.name, MAX_NAME_CHARS) {
            return invalid(format!(
                "location.name has 1 to {MAX_NAME_CHARS} characters, not blanks only"
            ));
        }
        if !said.name.chars().all(may_stand_in_label) {
            return invalid("location.name holds a character that is not seen".to_owned());
        }
        if is_longer_than(&said.address, MAX_ADDRESS_CHARS) {
            return invalid(format!(
                "location.address is longer than {MAX_ADDRESS_CHARS} characters"
            ));
        }
        check_characters("location.address", &said.address)?;
        Ok(Self {
            latitude_e6: said.latitude_e6,
            longitude_e6: said.longitude_e6,
            name: said.name,
            address: said.address,
        })
    }
}

const fn degrees(name: &'static str, about: &'static str, max: i32) -> Field {
    Field {
        name,
        about: Some(about),
        required: true,
        shape: FieldShape::Number { min: -max, max },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Draft as AnyDraft};

    fn place() -> wire::Location {
        wire::Location {
            latitude_e6: 33_200_000,
            longitude_e6: -MAX_LONGITUDE_E6,
            name: "九寨沟".to_owned(),
            address: "四川\n阿坝".to_owned(),
        }
    }

    fn refused(said: wire::Location) -> String {
        let refused = Location::parse(said, &Limits::default()).expect_err("out of its limits");
        refused.to_string()
    }

    #[test]
    fn a_place_is_on_earth_and_has_a_short_name() {
        let parsed = Location::parse(place(), &Limits::default()).expect("a place");
        assert_eq!(parsed.to_wire(), place());
        let off = |change: fn(&mut wire::Location)| {
            let mut said = place();
            change(&mut said);
            refused(said)
        };
        assert_eq!(
            off(|said| said.latitude_e6 = -90_000_001),
            "location.latitudeE6 is beyond 90000000"
        );
        assert_eq!(
            off(|said| said.longitude_e6 = i32::MIN),
            "location.longitudeE6 is beyond 180000000"
        );
        let name = "location.name has 1 to 100 characters, not blanks only";
        assert_eq!(off(|said| said.name = "\u{3000}".to_owned()), name);
        assert_eq!(off(|said| said.name = "沟".repeat(101)), name);
        assert_eq!(
            off(|said| said.name = "a\nb".to_owned()),
            "location.name holds a character that is not seen"
        );
        assert_eq!(
            off(|said| said.address = "沟".repeat(301)),
            "location.address is longer than 300 characters"
        );
        assert!(off(|said| said.address = "\u{1b}".to_owned()).contains("control character"));
    }

    #[test]
    fn business_servers_write_it_and_read_the_same() {
        let body = r#"{"location":{"latitudeE6":33200000,"longitudeE6":-180000000,"name":"九寨沟","address":"四川\n阿坝"}}"#;
        let draft: AnyDraft = serde_json::from_str(body).expect("a body");
        let content = Content::parse(draft.into(), &Limits::default()).expect("a place");
        assert_eq!(
            content.to_wire().kind,
            Some(wire::content::Kind::Location(place()))
        );
        assert_eq!(
            serde_json::to_string(&content.to_shown()).expect("JSON"),
            body
        );
        assert_eq!(content.preview(2).as_deref(), Some("九寨"));
    }

    /// Folders hold such rows from the first release with places on.
    #[test]
    fn its_row_in_the_log_is_json_that_may_grow() {
        let row = r#"{"latitudeE6":1,"longitudeE6":-2,"name":"n","address":"","floor":3}"#;
        let stored = Location::restore(&[row]).expect("a place");
        let mut written = String::new();
        stored.store(&mut |part| written.push_str(part));
        assert_eq!(written, row.replace(r#","floor":3"#, ""));
    }
}
