//! Teams and agents.

use serde::{Deserialize, Serialize};
use skein_desk::model::{AgentView, TeamRef, TeamView};
use utoipa::ToSchema;

use super::{
    AgentRoleName, AgentStatusName, Given, NameText, NewUidText, RoleName, StrategyName,
    TeamIdText, TeamNameText, UidText,
};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamRef)]
pub(crate) struct TeamRefBody {
    #[schema(value_type = TeamIdText)]
    id: String,
    name: String,
}

impl From<&TeamRef> for TeamRefBody {
    fn from(team: &TeamRef) -> Self {
        Self {
            id: team.id.to_string(),
            name: team.name.clone(),
        }
    }
}

/// An agent's own status and load.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentStatus)]
pub(crate) struct StatusBody {
    pub(crate) status: AgentStatusName,
    #[schema(minimum = 1, maximum = 100)]
    pub(crate) capacity: u32,
    pub(crate) load: u32,
}

impl From<&AgentView> for StatusBody {
    fn from(view: &AgentView) -> Self {
        Self {
            status: view.agent.status.into(),
            capacity: view.agent.capacity.get(),
            load: view.agent.load,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusRequest {
    pub(crate) status: AgentStatusName,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agent)]
pub(crate) struct AgentBody {
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    role: RoleName,
    /// What others see: who has no connection is neither online nor busy.
    status: AgentStatusName,
    /// Has a live connection.
    connected: bool,
    /// Since when there is none; null while there is one, and before the first.
    disconnected_since_ms: Option<i64>,
    #[schema(minimum = 1, maximum = 100)]
    capacity: u32,
    load: u32,
    teams: Vec<TeamRefBody>,
    /// Where the agent chooses a password; works once, for seven days. Only in the answer that made the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_link: Option<String>,
}

impl AgentBody {
    pub(crate) fn new(view: &AgentView, role: RoleName, setup_link: Option<String>) -> Self {
        Self {
            uid: view.agent.uid.to_string(),
            name: view.name.clone(),
            role,
            status: view.agent.shown_status(view.connected).into(),
            connected: view.connected,
            disconnected_since_ms: view
                .agent
                .absence
                .filter(|_| !view.connected)
                .map(|absence| absence.since_ms),
            capacity: view.agent.capacity.get(),
            load: view.agent.load,
            teams: view.teams.iter().map(TeamRefBody::from).collect(),
            setup_link,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewAgent {
    pub(crate) uid: NewUidText,
    pub(crate) name: NameText,
    /// `agent` when left out.
    pub(crate) role: Option<AgentRoleName>,
    /// 5 when left out.
    #[schema(minimum = 1, maximum = 100)]
    pub(crate) capacity: Option<u32>,
    /// The default team when left out or empty.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub(crate) team_ids: Vec<TeamIdText>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentChange {
    #[serde(default)]
    #[schema(value_type = NameText, required = false)]
    pub(crate) name: Given<NameText>,
    #[serde(default)]
    #[schema(value_type = AgentRoleName, required = false)]
    pub(crate) role: Given<AgentRoleName>,
    #[serde(default)]
    #[schema(value_type = u32, required = false, minimum = 1, maximum = 100)]
    pub(crate) capacity: Given<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Team)]
pub(crate) struct TeamBody {
    #[schema(value_type = TeamIdText)]
    id: String,
    name: String,
    strategy: StrategyName,
    /// A consultation ends when its customer has been silent for so many seconds after the agent's last message.
    silence_resolve_s: u32,
    /// Within how many seconds a customer's message is to be answered.
    response_target_s: u32,
    is_default: bool,
    #[schema(value_type = Vec<UidText>)]
    members: Vec<String>,
    /// Consultations in the queue now.
    waiting: u32,
}

impl From<&TeamView> for TeamBody {
    fn from(view: &TeamView) -> Self {
        Self {
            id: view.team.id.to_string(),
            name: view.team.name.as_str().to_owned(),
            strategy: view.team.strategy.into(),
            silence_resolve_s: view.team.silence_resolve_s,
            response_target_s: view.team.response_target_s,
            is_default: view.team.is_default,
            members: view.members.iter().map(ToString::to_string).collect(),
            waiting: view.waiting,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewTeam {
    pub(crate) name: TeamNameText,
    /// 600 when left out.
    #[schema(minimum = 30, maximum = 86400)]
    pub(crate) silence_resolve_s: Option<u32>,
    /// 60 when left out.
    #[schema(minimum = 5, maximum = 86400)]
    pub(crate) response_target_s: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TeamChange {
    #[serde(default)]
    #[schema(value_type = TeamNameText, required = false)]
    pub(crate) name: Given<TeamNameText>,
    #[serde(default)]
    #[schema(value_type = u32, required = false, minimum = 30, maximum = 86400)]
    pub(crate) silence_resolve_s: Given<u32>,
    #[serde(default)]
    #[schema(value_type = u32, required = false, minimum = 5, maximum = 86400)]
    pub(crate) response_target_s: Given<u32>,
}
