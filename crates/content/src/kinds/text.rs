//! Plain text: most of what is said.

use std::borrow::Cow;

use serde::Deserialize;
use skein_foundation::Limits;
use skein_foundation::text::{is_blank, json_bytes};

use crate::characters::{check_characters, is_longer_than};
use crate::kind::{Kind, Refused, Sendable, UnknownContent};
use crate::shape::Shape;
use crate::wire;

/// A text with light marks, never HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

/// A text as it is sent by REST.
#[derive(Debug, Deserialize)]
pub struct Draft(String);

impl From<Draft> for wire::Text {
    fn from(draft: Draft) -> Self {
        Self { text: draft.0 }
    }
}

impl Kind for Text {
    const TAG: u8 = 1;
    const SHOWN: Shape = Shape::AnyText;

    type Wire = wire::Text;
    type Shown = String;

    fn to_wire(&self) -> wire::Text {
        wire::Text {
            text: self.0.clone(),
        }
    }

    fn to_shown(&self) -> String {
        self.0.clone()
    }

    fn preview(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.0))
    }

    fn held_bytes(&self) -> usize {
        self.0.len()
    }

    fn json_bytes(&self) -> usize {
        json_bytes(&self.0)
    }

    fn store(&self, put: &mut dyn FnMut(&str)) {
        put(&self.0);
    }

    fn restore(parts: &[&str]) -> Result<Self, UnknownContent> {
        match parts {
            [text] => Ok(Self((*text).to_owned())),
            _ => Err(UnknownContent("text")),
        }
    }
}

impl Sendable for Text {
    const DRAFT: Shape = Shape::MessageText {
        schema: "NewText",
        about: "Not only space. A server may be set to take fewer characters.",
    };

    type Draft = Draft;

    fn parse(said: wire::Text, limits: &Limits) -> Result<Self, Refused> {
        let text = said.text;
        if is_blank(&text) {
            return Err(Refused::Invalid(
                "text is empty, or nothing of it is seen".to_owned(),
            ));
        }
        if is_longer_than(&text, limits.max_text_chars) {
            return Err(Refused::TooLarge(format!(
                "text is longer than {} characters",
                limits.max_text_chars
            )));
        }
        check_characters("text", &text)?;
        Ok(Self(text))
    }
}
