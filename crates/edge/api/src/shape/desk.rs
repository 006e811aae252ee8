//! Teams and agents.

use serde::{Deserialize, Serialize};
use skein_desk::model::{AgentView, TeamRef, TeamView};
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamRef)]
pub(crate) struct TeamRefBody {
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
    /// `online`, `busy`, `away` or `offline`.
    pub(crate) status: &'static str,
    pub(crate) capacity: u32,
    pub(crate) load: u32,
}

impl From<&AgentView> for StatusBody {
    fn from(view: &AgentView) -> Self {
        Self {
            status: view.agent.status.as_str(),
            capacity: view.agent.capacity.get(),
            load: view.agent.load,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusRequest {
    /// `online`, `busy`, `away` or `offline`.
    pub(crate) status: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agent)]
pub(crate) struct AgentBody {
    uid: String,
    name: String,
    role: &'static str,
    status: &'static str,
    capacity: u32,
    load: u32,
    teams: Vec<TeamRefBody>,
    /// Where the agent chooses a password; works once, for seven days. Only in the answer that made the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_link: Option<String>,
}

impl AgentBody {
    pub(crate) fn new(view: &AgentView, role: &'static str, setup_link: Option<String>) -> Self {
        Self {
            uid: view.agent.uid.to_string(),
            name: view.name.clone(),
            role,
            status: view.agent.status.as_str(),
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
    pub(crate) uid: String,
    pub(crate) name: String,
    /// `agent` (when left out), `supervisor` or `admin`.
    pub(crate) role: Option<String>,
    /// 1 to 100; 5 when left out.
    pub(crate) capacity: Option<u32>,
    /// The default team when left out.
    #[serde(default)]
    pub(crate) team_ids: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentChange {
    pub(crate) name: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) capacity: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Team)]
pub(crate) struct TeamBody {
    id: String,
    name: String,
    strategy: &'static str,
    /// A consultation ends when its customer has been silent for so many seconds after the agent's last message.
    silence_resolve_s: u32,
    is_default: bool,
    members: Vec<String>,
    /// Consultations in the queue now.
    waiting: u32,
}

impl From<&TeamView> for TeamBody {
    fn from(view: &TeamView) -> Self {
        Self {
            id: view.team.id.to_string(),
            name: view.team.name.as_str().to_owned(),
            strategy: view.team.strategy.as_str(),
            silence_resolve_s: view.team.silence_resolve_s,
            is_default: view.team.is_default,
            members: view.members.iter().map(ToString::to_string).collect(),
            waiting: view.waiting,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewTeam {
    pub(crate) name: String,
    /// 30 to 86400; 600 when left out.
    pub(crate) silence_resolve_s: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TeamChange {
    pub(crate) name: Option<String>,
    pub(crate) silence_resolve_s: Option<u32>,
}
