//! Every step of a consultation with its time, who took it, and why.

use serde::{Deserialize, Serialize};
use skein_foundation::Uid;

use super::ConsultationState;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    pub from: ConsultationState,
    pub to: ConsultationState,
    pub at_ms: i64,
    pub actor: Actor,
    /// A word: `customer_message`, the rule of an assignment, `agent`, `customer`, `silence`, `app`, `agent_disabled`.
    pub reason: String,
}

/// Who took the step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// The customer of the consultation.
    Customer,
    Agent(Uid),
    /// Skein by a rule.
    System,
    /// The business with the app key of this id.
    App(String),
}

impl Actor {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent(_) => "agent",
            Self::System => "system",
            Self::App(_) => "app",
        }
    }

    /// The agent's uid or the key's id.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Agent(uid) => Some(uid.as_str()),
            Self::App(key_id) => Some(key_id),
            Self::Customer | Self::System => None,
        }
    }

    /// The inverse of [`Self::kind`] and [`Self::id`].
    pub fn from_parts(kind: &str, id: Option<&str>) -> Option<Self> {
        match (kind, id) {
            ("customer", None) => Some(Self::Customer),
            ("system", None) => Some(Self::System),
            ("agent", Some(uid)) => Uid::parse(uid).ok().map(Self::Agent),
            ("app", Some(key_id)) => Some(Self::App(key_id.to_owned())),
            _ => None,
        }
    }
}
