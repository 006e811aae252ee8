//! Teams and who is in them.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, TeamId, Uid};

use crate::model::{Agent, Team};

/// Members of a team at most: a decision looks at all of them.
pub const MAX_TEAM_MEMBERS: usize = 500;

#[async_trait]
pub trait TeamQueries: Send + Sync + fmt::Debug {
    /// A deleted one, too: its consultations name it.
    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError>;

    /// There is one as soon as the app has any.
    async fn find_default_team(&self, app: &AppId) -> Result<Option<Team>, StoreError>;

    /// In the order of their ids, without those that were deleted: oldest first as long as nobody sets the clock, for display.
    async fn list_teams(
        &self,
        app: &AppId,
        after: Option<TeamId>,
        limit: usize,
    ) -> Result<Vec<Team>, StoreError>;

    /// All members, by uid; at most [`MAX_TEAM_MEMBERS`].
    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError>;

    /// All teams of the agent, in the order of their ids.
    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError>;

    /// Somebody waits in the team or is answered by it.
    async fn is_team_at_work(&self, app: &AppId, team: TeamId) -> Result<bool, StoreError>;
}
