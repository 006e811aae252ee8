//! Users, sign-in, and who somebody is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skein_desk::model::{AgentView, ConsultationView};
use skein_identity::model::{AppSummary, Traits, User};
use skein_messaging::model::Terminal;
use utoipa::ToSchema;
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

use super::text::{prose, trimmed_name_pattern};
use super::{
    AgentStatusName, Change, ConsultationBody, Given, NameText, NewUidText, RoleName, TeamRefBody,
    TerminalName, UidText, UserKindName,
};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub(crate) struct UserBody {
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    kind: UserKindName,
    role: RoleName,
    verified: bool,
    traits: BTreeMap<String, String>,
    disabled: bool,
    /// Only in lists of changes: who is deleted is found nowhere else.
    deleted: bool,
    created_at_ms: i64,
}

impl UserBody {
    pub(crate) fn changed(user: &User, deleted: bool) -> Self {
        Self {
            deleted,
            ..Self::from(user)
        }
    }
}

impl From<&User> for UserBody {
    fn from(user: &User) -> Self {
        Self {
            uid: user.key.uid.to_string(),
            name: user.name.to_string(),
            kind: user.kind.into(),
            role: user.role.into(),
            verified: user.verified,
            traits: user.traits.as_map().clone(),
            disabled: user.disabled,
            deleted: false,
            created_at_ms: user.created_at_ms,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    pub(crate) uid: NewUidText,
    pub(crate) name: NameText,
    pub(crate) kind: UserKindName,
    /// Those that it has stay when this is left out.
    #[schema(schema_with = optional_traits_schema)]
    pub(crate) traits: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChange {
    #[serde(default)]
    #[schema(value_type = NameText, required = false)]
    pub(crate) name: Given<NameText>,
    /// Replaces all traits; null removes them.
    #[serde(default)]
    #[schema(schema_with = optional_traits_schema)]
    pub(crate) traits: Change<BTreeMap<String, String>>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    pub(crate) disabled: Given<bool>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// Seconds; 3600 when left out.
    #[schema(minimum = 60, maximum = 86400)]
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
    pub(crate) role: RoleName,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupRequest {
    pub(crate) code: String,
    pub(crate) name: Option<NameText>,
    #[schema(min_length = 10, max_length = 128, format = "password")]
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
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    role: RoleName,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnAgent)]
pub(crate) struct OwnAgentBody {
    status: AgentStatusName,
    #[schema(minimum = 1, maximum = 100)]
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
                role: user.role.into(),
            },
            agent: agent.map(|view| OwnAgentBody {
                status: view.agent.status.into(),
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
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    verified: bool,
    traits: BTreeMap<String, String>,
    locale: Option<String>,
    online: bool,
    terminals: Vec<TerminalName>,
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
                .map(|terminal| TerminalName::from(*terminal))
                .collect(),
            first_seen_at_ms: user.created_at_ms,
            last_seen_at_ms: user.last_seen_at_ms,
            consultations: consultations.iter().map(ConsultationBody::from).collect(),
        }
    }
}

fn optional_traits_schema() -> Object {
    let text = |min: usize, max: usize, pattern: &str| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(min))
            .max_length(Some(max))
            .pattern(Some(pattern))
            .build()
    };
    let name = text(1, Traits::MAX_NAME_CHARS, &trimmed_name_pattern());
    let value = text(0, Traits::MAX_VALUE_CHARS, &prose());
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .description(Some(
            "Shown to agents beside the customer. All together at most 24 KiB.",
        ))
        .property_names(Some(name))
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(Schema::Object(
            value,
        )))))
        .max_properties(Some(Traits::MAX_COUNT))
        .examples([serde_json::json!({ "level": "gold", "city": "Oslo" })])
        .build()
}
