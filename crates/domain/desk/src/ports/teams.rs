//! Teams and who is in them.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, TeamId, Uid};

use crate::model::{Agent, Team, TeamSettings};

/// Members of a team at most: a decision looks at all of them.
pub const MAX_TEAM_MEMBERS: usize = 500;

/// What came of deleting a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamDeletion {
    Deleted,
    /// The app has no such team, or no longer.
    Unknown,
    /// It takes what no rule sends elsewhere.
    IsDefault,
    /// Somebody waits in it or is answered by it.
    IsAtWork,
}

#[async_trait]
pub trait TeamStore: Send + Sync + fmt::Debug {
    /// The default team of the app: the one there is, or else the given one, made. Two callers at once get the
    /// same one. Also makes what the app's queue needs, so no consultation can open before it.
    async fn ensure_default_team(&self, team: &Team, now_ms: i64) -> Result<Team, StoreError>;

    /// Stores a further team. Fails with kind `Conflict` when it claims to be the default one.
    async fn create_team(&self, team: &Team, now_ms: i64) -> Result<(), StoreError>;

    /// A deleted one, too: its consultations name it.
    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError>;

    /// In the order of their ids, without those that were deleted: oldest first as long as nobody sets the clock, for display.
    async fn list_teams(
        &self,
        app: &AppId,
        after: Option<TeamId>,
        limit: usize,
    ) -> Result<Vec<Team>, StoreError>;

    /// The team as it is now; `None` when the app has none such, or it was deleted.
    async fn update_team(
        &self,
        app: &AppId,
        id: TeamId,
        settings: &TeamSettings,
    ) -> Result<Option<Team>, StoreError>;

    /// Its members leave it; nothing else of it changes. Refused, with nothing changed, while a consultation of it is
    /// not resolved.
    async fn delete_team(
        &self,
        app: &AppId,
        id: TeamId,
        now_ms: i64,
    ) -> Result<TeamDeletion, StoreError>;

    /// False when the app has no such team or no such agent, or the team was deleted. Adding a member again changes nothing.
    async fn add_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError>;

    /// False when the agent was no member. What the agent serves stays with the agent.
    async fn remove_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError>;

    /// All members, by uid; at most [`MAX_TEAM_MEMBERS`].
    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError>;

    /// All teams of the agent, in the order of their ids.
    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError>;
}
