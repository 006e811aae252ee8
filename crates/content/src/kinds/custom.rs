//! A business line's own kind: opaque to Skein but for its size and the fallback, which everybody can read.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use skein_foundation::Limits;
use skein_foundation::text::{is_blank, json_bytes, may_stand_in_label};

use crate::characters::{check_characters, is_longer_than};
use crate::kind::{Kind, Refused, Sendable, UnknownContent};
use crate::shape::{Characters, Field, FieldShape, Shape};
use crate::wire;

const MAX_TYPE_CHARS: usize = 64;

/// Shown by the business line's own clients; by the others, its fallback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Custom {
    #[serde(rename = "type")]
    pub kind: String,
    pub json: String,
    pub fallback: String,
}

/// As it is sent by REST.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    r#type: String,
    json: String,
    #[serde(default)]
    fallback: String,
}

impl From<Draft> for wire::Custom {
    fn from(draft: Draft) -> Self {
        Self {
            r#type: draft.r#type,
            json: draft.json,
            fallback: draft.fallback,
        }
    }
}

impl Kind for Custom {
    const TAG: u8 = 3;
    const PARTS: usize = 3;
    const SHOWN: Shape = Shape::Object {
        schema: "Custom",
        about: Some("A business line's own kind, opaque to Skein."),
        fields: &[
            Field {
                name: "type",
                about: None,
                required: true,
                shape: FieldShape::Text(Characters::Label {
                    max: MAX_TYPE_CHARS,
                }),
            },
            Field {
                name: "json",
                about: Some("JSON as a text. Type, JSON and fallback together are at most 16 KiB."),
                required: true,
                shape: FieldShape::Json,
            },
            Field {
                name: "fallback",
                about: Some("What is shown where the type is not known."),
                required: false,
                shape: FieldShape::Text(Characters::Message),
            },
        ],
        closed: true,
    };

    type Wire = wire::Custom;
    type Shown = Self;

    fn to_wire(&self) -> wire::Custom {
        wire::Custom {
            r#type: self.kind.clone(),
            json: self.json.clone(),
            fallback: self.fallback.clone(),
        }
    }

    fn to_shown(&self) -> Self {
        self.clone()
    }

    fn preview(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.fallback))
    }

    fn held_bytes(&self) -> usize {
        self.kind.len() + self.json.len() + self.fallback.len()
    }

    fn json_bytes(&self) -> usize {
        json_bytes(&self.kind) + json_bytes(&self.json) + json_bytes(&self.fallback)
    }

    fn store(&self, put: &mut dyn FnMut(&str)) {
        put(&self.kind);
        put(&self.json);
        put(&self.fallback);
    }

    fn restore(parts: &[&str]) -> Result<Self, UnknownContent> {
        match parts {
            [kind, json, fallback] => Ok(Self {
                kind: (*kind).to_owned(),
                json: (*json).to_owned(),
                fallback: (*fallback).to_owned(),
            }),
            _ => Err(UnknownContent("custom content")),
        }
    }
}

impl Sendable for Custom {
    const DRAFT: Shape = Self::SHOWN;

    type Draft = Draft;

    fn parse(said: wire::Custom, limits: &Limits) -> Result<Self, Refused> {
        let custom = Self {
            kind: said.r#type,
            json: said.json,
            fallback: said.fallback,
        };
        if is_blank(&custom.kind) || is_longer_than(&custom.kind, MAX_TYPE_CHARS) {
            return Err(Refused::Invalid(format!(
                "custom.type has 1 to {MAX_TYPE_CHARS} characters, not blanks only"
            )));
        }
        if custom.held_bytes() > limits.max_custom_bytes {
            return Err(Refused::TooLarge(format!(
                "custom is larger than {} bytes",
                limits.max_custom_bytes
            )));
        }
        if serde_json::from_str::<IgnoredAny>(&custom.json).is_err() {
            return Err(Refused::Invalid("custom.json is not JSON".to_owned()));
        }
        if !custom.kind.chars().all(may_stand_in_label) {
            return Err(Refused::Invalid(
                "custom.type holds a character that is not seen".to_owned(),
            ));
        }
        check_characters("custom.fallback", &custom.fallback)?;
        Ok(custom)
    }
}
