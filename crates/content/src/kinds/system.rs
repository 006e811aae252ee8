//! System events: what the server itself says in a talk. Clients word them in the reader's language.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use skein_foundation::text::json_bytes;
use skein_foundation::{ConsultationId, Uid};

use crate::kind::{Kind, UnknownContent};
use crate::shape::{Characters, Field, FieldShape, Shape};
use crate::wire;

/// Names of its fields, the id and punctuation in JSON, generously.
const FRAME_BYTES: usize = 320;
/// Ids and names are short, and some are in the event itself.
const PEOPLE_BYTES: usize = 128;

/// Something the system did, kept in the order of the talk; clients word it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemEvent {
    pub kind: SystemEventKind,
    pub actor: Option<(Uid, String)>,
    pub subject: Option<(Uid, String)>,
    /// A word from the closed list of the kind (`customer_message`, `even`, `agent`, `silence` …).
    pub reason: String,
    pub consultation_id: Option<ConsultationId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemEventKind {
    ConsultationOpened,
    ConsultationAssigned,
    ConsultationResolved,
    ConsultationRated,
    ConsultationReleased,
}

/// As REST shows it. Names are left out: a business server knows its people by their uids.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    kind: SystemEventKind,
    actor_uid: Option<String>,
    subject_uid: Option<String>,
    reason: String,
    consultation_id: Option<String>,
}

impl From<SystemEventKind> for wire::SystemEventKind {
    fn from(kind: SystemEventKind) -> Self {
        match kind {
            SystemEventKind::ConsultationOpened => Self::ConsultationOpened,
            SystemEventKind::ConsultationAssigned => Self::ConsultationAssigned,
            SystemEventKind::ConsultationResolved => Self::ConsultationResolved,
            SystemEventKind::ConsultationRated => Self::ConsultationRated,
            SystemEventKind::ConsultationReleased => Self::ConsultationReleased,
        }
    }
}

impl Kind for SystemEvent {
    const TAG: u8 = 2;
    const SHOWN: Shape = Shape::Object {
        schema: "SystemEvent",
        about: None,
        fields: &[
            Field {
                name: "kind",
                about: None,
                required: true,
                shape: FieldShape::Word {
                    schema: "SystemEventKind",
                    words: &[
                        "consultation_opened",
                        "consultation_assigned",
                        "consultation_resolved",
                        "consultation_rated",
                        "consultation_released",
                    ],
                },
            },
            maybe("actorUid", "Uid"),
            maybe("subjectUid", "Uid"),
            Field {
                name: "reason",
                about: None,
                required: true,
                shape: FieldShape::Text(Characters::Any),
            },
            maybe("consultationId", "ConsultationId"),
        ],
        closed: false,
    };

    type Wire = wire::SystemEvent;
    type Shown = Shown;

    fn to_wire(&self) -> wire::SystemEvent {
        let (actor_uid, actor_name) = person(self.actor.as_ref());
        let (subject_uid, subject_name) = person(self.subject.as_ref());
        wire::SystemEvent {
            kind: wire::SystemEventKind::from(self.kind).into(),
            actor_uid,
            actor_name,
            subject_uid,
            subject_name,
            reason: self.reason.clone(),
            consultation_id: self
                .consultation_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
        }
    }

    fn to_shown(&self) -> Shown {
        Shown {
            kind: self.kind,
            actor_uid: self.actor.as_ref().map(|(uid, _)| uid.to_string()),
            subject_uid: self.subject.as_ref().map(|(uid, _)| uid.to_string()),
            reason: self.reason.clone(),
            consultation_id: self.consultation_id.map(|id| id.to_string()),
        }
    }

    fn preview(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn held_bytes(&self) -> usize {
        PEOPLE_BYTES + self.reason.len()
    }

    fn json_bytes(&self) -> usize {
        let people = [&self.actor, &self.subject].into_iter().flatten();
        let people: usize = people
            .map(|(uid, name)| json_bytes(uid.as_str()) + json_bytes(name))
            .sum();
        FRAME_BYTES + people + json_bytes(&self.reason)
    }

    fn store(&self, put: &mut dyn FnMut(&str)) {
        put(&serde_json::to_string(self).expect("the event has only string keys"));
    }

    fn restore(parts: &[&str]) -> Result<Self, UnknownContent> {
        match parts {
            [json] => serde_json::from_str(json).map_err(|_| UnknownContent("system event")),
            _ => Err(UnknownContent("system event")),
        }
    }
}

const fn maybe(name: &'static str, schema: &'static str) -> Field {
    Field {
        name,
        about: None,
        required: false,
        shape: FieldShape::Maybe { schema },
    }
}

fn person(person: Option<&(Uid, String)>) -> (String, String) {
    person.map_or_else(Default::default, |(uid, name)| {
        (uid.to_string(), name.clone())
    })
}
