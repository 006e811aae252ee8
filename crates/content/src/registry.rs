//! The list of all kinds, and everything that is asked of content of whatever kind.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use skein_foundation::Limits;

use crate::kind::{Kind, Refused, Sendable, UnknownContent};
use crate::kinds::{Custom, Location, SystemEvent as System, Text};
use crate::shape::Body;
use crate::wire;

/// The most texts that a kind has in the log.
pub const MAX_PARTS: usize = 3;

macro_rules! about {
    () => {
        None
    };
    ($about:literal) => {
        Some($about)
    };
}

/// A variant is named as in `Content` of `proto/`, which names the field of JSON, too.
macro_rules! kinds {
    (
        sent { $($sent_name:literal $sent:ident $($sent_about:literal)?,)+ }
        said_by_the_server { $($said_name:literal $said:ident $($said_about:literal)?,)+ }
    ) => {
        /// What a message says. Texts are within their limits: a door parsed them, or the server wrote them.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Content {
            $($sent($sent),)+
            $($said($said),)+
        }

        /// What a message says, as business servers read it: exactly one of its fields.
        #[derive(Debug, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Shown {
            $($sent(<$sent as Kind>::Shown),)+
            $($said(<$said as Kind>::Shown),)+
        }

        /// What is to be said, as business servers write it: exactly one of its fields. Nothing is checked yet.
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Draft {
            $($sent(<$sent as Sendable>::Draft),)+
        }

        impl From<Draft> for wire::Content {
            fn from(draft: Draft) -> Self {
                let kind = match draft {
                    $(Draft::$sent(draft) => wire::content::Kind::$sent(draft.into()),)+
                };
                Self { kind: Some(kind) }
            }
        }

        impl Content {
            /// What a client wants to say, within the limits.
            pub fn parse(said: wire::Content, limits: &Limits) -> Result<Self, Refused> {
                match said.kind {
                    $(Some(wire::content::Kind::$sent(said)) => $sent::parse(said, limits).map(Self::$sent),)+
                    $(Some(wire::content::Kind::$said(_)) => Err(only_the_server($said_name)),)+
                    None => Err(Refused::Invalid("content has no kind this server knows".to_owned())),
                }
            }

            /// As clients read it.
            pub fn to_wire(&self) -> wire::Content {
                let kind = match self {
                    $(Self::$sent(said) => wire::content::Kind::$sent(said.to_wire()),)+
                    $(Self::$said(said) => wire::content::Kind::$said(said.to_wire()),)+
                };
                wire::Content { kind: Some(kind) }
            }

            /// As business servers read it.
            pub fn to_shown(&self) -> Shown {
                match self {
                    $(Self::$sent(said) => Shown::$sent(said.to_shown()),)+
                    $(Self::$said(said) => Shown::$said(said.to_shown()),)+
                }
            }

            /// What it holds in memory beside itself.
            pub fn held_bytes(&self) -> usize {
                match self {
                    $(Self::$sent(said) => said.held_bytes(),)+
                    $(Self::$said(said) => said.held_bytes(),)+
                }
            }

            /// At most what it takes in JSON, the longer of the formats.
            pub fn json_bytes(&self) -> usize {
                match self {
                    $(Self::$sent(said) => said.json_bytes(),)+
                    $(Self::$said(said) => said.json_bytes(),)+
                }
            }

            fn whole_preview(&self) -> Option<Cow<'_, str>> {
                match self {
                    $(Self::$sent(said) => said.preview(),)+
                    $(Self::$said(said) => said.preview(),)+
                }
            }

            /// The number of its kind in the log.
            pub const fn tag(&self) -> u8 {
                match self {
                    $(Self::$sent(_) => $sent::TAG,)+
                    $(Self::$said(_) => $said::TAG,)+
                }
            }

            /// Gives the texts that its row in the log is made of, as many as [`parts_of`] says.
            pub fn store(&self, mut put: impl FnMut(&str)) {
                match self {
                    $(Self::$sent(said) => said.store(&mut put),)+
                    $(Self::$said(said) => said.store(&mut put),)+
                }
            }

            /// Of a kind's number and as many texts as [`parts_of`] says.
            pub fn restore(tag: u8, parts: &[&str]) -> Result<Self, UnknownContent> {
                match tag {
                    $($sent::TAG => $sent::restore(parts).map(Self::$sent),)+
                    $($said::TAG => $said::restore(parts).map(Self::$said),)+
                    _ => Err(UnknownContent("content")),
                }
            }
        }

        /// How many texts follow the number of a kind in the log; `None` for numbers that this version does not know.
        pub const fn parts_of(tag: u8) -> Option<usize> {
            match tag {
                $($sent::TAG => Some($sent::PARTS),)+
                $($said::TAG => Some($said::PARTS),)+
                _ => None,
            }
        }

        /// What the facade shows and takes.
        pub const fn bodies() -> &'static [Body] {
            &[
                $(Body {
                    name: $sent_name,
                    about: about!($($sent_about)?),
                    shown: $sent::SHOWN,
                    draft: Some($sent::DRAFT),
                },)+
                $(Body {
                    name: $said_name,
                    about: about!($($said_about)?),
                    shown: $said::SHOWN,
                    draft: None,
                },)+
            ]
        }
    };
}

impl Content {
    /// A text as it stands, for what the server itself has to say.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text(text.into()))
    }

    /// The beginning of what it says, on one line; `None` for what is not said by anybody.
    pub fn preview(&self, max_chars: usize) -> Option<String> {
        let whole = self.whole_preview()?;
        let on_one_line = whole.chars().map(|c| if c.is_control() { ' ' } else { c });
        Some(on_one_line.take(max_chars).collect())
    }
}

fn only_the_server(name: &str) -> Refused {
    Refused::Invalid(format!("only the server writes {name} events"))
}

kinds! {
    sent {
        "text" Text,
        "location" Location "A place.",
        "custom" Custom,
    }
    said_by_the_server {
        "system" System "Something the system did, in the order of the talk.",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kinds::{SystemEvent, SystemEventKind};

    fn contents() -> impl Strategy<Value = Content> {
        let event = |reason| SystemEvent {
            kind: SystemEventKind::ConsultationOpened,
            actor: None,
            subject: None,
            reason,
            consultation_id: None,
        };
        prop_oneof![
            ".{0,40}".prop_map(Content::text),
            ".{0,9}".prop_map(move |reason| Content::System(event(reason))),
            (any::<i32>(), any::<i32>(), ".{0,8}", ".{0,8}").prop_map(
                |(latitude_e6, longitude_e6, name, address)| Content::Location(Location {
                    latitude_e6,
                    longitude_e6,
                    name,
                    address,
                })
            ),
            (".{0,8}", ".{0,30}", ".{0,8}").prop_map(|(kind, json, fallback)| Content::Custom(
                Custom {
                    kind,
                    json,
                    fallback
                }
            )),
        ]
    }

    fn stored(content: &Content) -> Vec<String> {
        let mut parts = Vec::new();
        content.store(|part| parts.push(part.to_owned()));
        parts
    }

    proptest! {
        #[test]
        fn every_kind_is_restored_from_as_many_texts_as_it_says(content in contents()) {
            let parts = stored(&content);
            prop_assert_eq!(parts_of(content.tag()), Some(parts.len()));
            prop_assert!(parts.len() <= MAX_PARTS);
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            prop_assert_eq!(Content::restore(content.tag(), &parts), Ok(content.clone()));
            prop_assert!(Content::restore(content.tag(), &[&parts[..], &["more"]].concat()).is_err());
        }

        #[test]
        fn no_kind_is_longer_in_json_than_it_says(content in contents()) {
            let shown = serde_json::to_string(&content.to_shown()).unwrap();
            // Names of fields and punctuation of the message are counted by the page.
            prop_assert!(shown.len() <= content.json_bytes() + 60, "{}", shown);
        }

        #[test]
        fn a_preview_is_one_short_line(content in contents()) {
            match content.preview(5) {
                Some(line) => prop_assert!(line.chars().count() <= 5 && !line.contains('\n')),
                None => prop_assert!(matches!(content, Content::System(_))),
            }
        }
    }

    #[test]
    fn a_number_belongs_to_one_kind_and_a_shape_describes_what_is_shown() {
        let known: Vec<u8> = (0..=u8::MAX)
            .filter(|tag| parts_of(*tag).is_some())
            .collect();
        // Two kinds of the same number are one in this list.
        assert_eq!(known.len(), bodies().len());
        assert_eq!(Content::restore(0, &[]), Err(UnknownContent("content")));
    }

    #[test]
    fn what_business_servers_write_passes_the_checks_of_clients() {
        let limits = Limits::default();
        let parse = |json: &str| {
            let draft: Draft = serde_json::from_str(json).expect("a body");
            Content::parse(draft.into(), &limits)
        };
        assert_eq!(parse(r#"{"text":"hi"}"#), Ok(Content::text("hi")));
        let blank = Refused::Invalid("text is empty, or nothing of it is seen".to_owned());
        assert_eq!(parse(r#"{"text":" "}"#), Err(blank));
        let custom = Custom {
            kind: "card".to_owned(),
            json: "{}".to_owned(),
            fallback: String::new(),
        };
        assert_eq!(
            parse(r#"{"custom":{"type":"card","json":"{}"}}"#),
            Ok(Content::Custom(custom))
        );
        assert!(serde_json::from_str::<Draft>(r#"{"system":{}}"#).is_err());
    }
}
