//! Users, sign-in, and who somebody is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skein_desk::model::{AgentView, ConsultationView};
use skein_identity::model::{AppSummary, User};
use skein_messaging::model::Terminal;
use utoipa::ToSchema;

use super::{ConsultationBody, TeamRefBody};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub(crate) struct UserBody {
    uid: String,
    name: String,
    /// `customer`, `agent`, `employee` or `bot`.
    kind: &'static str,
    role: &'static str,
    verified: bool,
    traits: BTreeMap<String, String>,
    disabled: bool,
    created_at_ms: i64,
}

impl From<&User> for UserBody {
    fn from(user: &User) -> Self {
        Self {
            uid: user.key.uid.to_string(),
            name: user.name.to_string(),
            kind: user.kind.name(),
            role: user.role.name(),
            verified: user.verified,
            traits: user.traits.as_map().clone(),
            disabled: user.disabled,
            created_at_ms: user.created_at_ms,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    pub(crate) uid: String,
    pub(crate) name: String,
    /// `customer`, `agent`, `employee` or `bot`. Never changes.
    pub(crate) kind: String,
    /// At most 32.
    pub(crate) traits: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChange {
    pub(crate) name: Option<String>,
    /// Replaces all traits.
    pub(crate) traits: Option<BTreeMap<String, String>>,
    pub(crate) disabled: Option<bool>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// 60 to 86400 seconds; 3600 when left out.
    pub(crate) ttl_s: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Token)]
pub(crate) struct TokenBody {
    pub(crate) token: String,
    pub(crate) expires_at_ms: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LoginRequest {
    /// May be left out when there is only one app.
    pub(crate) app_id: Option<String>,
    pub(crate) uid: String,
    pub(crate) password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupInspectRequest {
    pub(crate) code: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SetupInspection)]
pub(crate) struct SetupInspectBody {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) app_id: String,
    pub(crate) app_name: String,
    pub(crate) role: &'static str,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupRequest {
    pub(crate) code: String,
    pub(crate) name: Option<String>,
    /// 10 to 128 characters.
    pub(crate) password: String,
}

/// A signed-in user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub(crate) struct SessionBody {
    pub(crate) token: String,
    pub(crate) expires_at_ms: i64,
    pub(crate) me: MeBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeBody {
    app: AppBody,
    user: OwnUserBody,
    /// Null for users who do not serve customers.
    agent: Option<OwnAgentBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = App)]
pub(crate) struct AppBody {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnUser)]
pub(crate) struct OwnUserBody {
    uid: String,
    name: String,
    role: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnAgent)]
pub(crate) struct OwnAgentBody {
    status: &'static str,
    capacity: u32,
    load: u32,
    teams: Vec<TeamRefBody>,
}

impl MeBody {
    pub(crate) fn new(app: &AppSummary, user: &User, agent: Option<&AgentView>) -> Self {
        Self {
            app: AppBody {
                id: app.id.to_string(),
                name: app.name.to_string(),
            },
            user: OwnUserBody {
                uid: user.key.uid.to_string(),
                name: user.name.to_string(),
                role: user.role.name(),
            },
            agent: agent.map(|view| OwnAgentBody {
                status: view.agent.status.as_str(),
                capacity: view.agent.capacity.get(),
                load: view.agent.load,
                teams: view.teams.iter().map(TeamRefBody::from).collect(),
            }),
        }
    }
}

/// A customer as the desk sees one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomerProfile)]
pub(crate) struct CustomerBody {
    uid: String,
    name: String,
    verified: bool,
    traits: BTreeMap<String, String>,
    locale: Option<String>,
    online: bool,
    terminals: Vec<&'static str>,
    first_seen_at_ms: i64,
    last_seen_at_ms: i64,
    consultations: Vec<ConsultationBody>,
}

impl CustomerBody {
    pub(crate) fn new(
        user: &User,
        terminals: &[Terminal],
        consultations: &[ConsultationView],
    ) -> Self {
        Self {
            uid: user.key.uid.to_string(),
            name: user.name.to_string(),
            verified: user.verified,
            traits: user.traits.as_map().clone(),
            locale: user
                .locale
                .as_ref()
                .map(|locale| locale.as_str().to_owned()),
            online: !terminals.is_empty(),
            terminals: terminals
                .iter()
                .map(|terminal| terminal_name(*terminal))
                .collect(),
            first_seen_at_ms: user.created_at_ms,
            last_seen_at_ms: user.last_seen_at_ms,
            consultations: consultations.iter().map(ConsultationBody::from).collect(),
        }
    }
}

const fn terminal_name(terminal: Terminal) -> &'static str {
    match terminal {
        Terminal::Web => "web",
        Terminal::H5 => "h5",
        Terminal::Ios => "ios",
        Terminal::Android => "android",
        Terminal::Windows => "windows",
        Terminal::Macos => "macos",
        Terminal::Linux => "linux",
        Terminal::Server => "server",
    }
}
