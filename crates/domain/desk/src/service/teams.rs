//! Teams: made by the business; every app has a default one from its beginning.

use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::commands::{Joined, TeamDeletion};
use super::{Desk, DeskError};
use crate::model::{BadCursor, MAX_PAGE, Page, Strategy, Team, TeamName, TeamSettings, TeamView};

/// What the default team is called until the business renames it.
pub const DEFAULT_TEAM_NAME: &str = "客服";

impl Desk {
    /// The default team of the app, made when there is none. Call it when an app is made; a consultation that
    /// opens before does it too.
    pub async fn ensure_default_team(&self, app: &AppId) -> Result<TeamView, DeskError> {
        let name = TeamName::parse(DEFAULT_TEAM_NAME).expect("the constant is a valid name");
        let now_ms = self.now_ms();
        let fresh = Team {
            is_default: true,
            ..new_team(app, name, now_ms)
        };
        let team = self.commands().ensure_default_team(&fresh, now_ms).await?;
        self.prepared_apps.insert(app.clone(), ());
        self.team_view(team).await
    }

    pub(super) async fn prepare_app(&self, app: &AppId) -> Result<(), StoreError> {
        if self.prepared_apps.get(app).is_some() {
            return Ok(());
        }
        match self.ensure_default_team(app).await {
            Ok(_) => Ok(()),
            Err(DeskError::Store(error)) => Err(error),
            Err(other) => Err(StoreError::internal(other)),
        }
    }

    /// Fails as invalid without a name.
    pub async fn create_team(
        &self,
        app: &AppId,
        settings: &TeamSettings,
    ) -> Result<TeamView, DeskError> {
        let name = settings.name.clone().ok_or(crate::model::Invalid {
            field: "name",
            problem: "is missing",
        })?;
        let now_ms = self.now_ms();
        let team = settings.apply(new_team(app, name, now_ms));
        self.commands().create_team(&team, now_ms).await?;
        self.team_view(team).await
    }

    pub async fn get_team(&self, app: &AppId, id: TeamId) -> Result<TeamView, DeskError> {
        let team = self.find_team(app, id).await?;
        self.team_view(team).await
    }

    /// Oldest first.
    pub async fn list_teams(
        &self,
        app: &AppId,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<TeamView>, DeskError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let after = cursor
            .map(TeamId::parse)
            .transpose()
            .map_err(|_| BadCursor)?;
        let teams = self.ports.store.list_teams(app, after, limit + 1).await?;
        let page = Page::cut(teams, limit, |team| team.id.to_string());
        let mut views = Vec::with_capacity(page.items.len());
        for team in &page.items {
            views.push(self.team_view(team.clone()).await?);
        }
        Ok(page.with_items(views))
    }

    pub async fn update_team(
        &self,
        app: &AppId,
        id: TeamId,
        settings: &TeamSettings,
    ) -> Result<TeamView, DeskError> {
        let team = self
            .commands()
            .update_team(app, id, settings, self.now_ms())
            .await?;
        self.team_view(team.ok_or(DeskError::NotFound)?).await
    }

    /// Its members leave it and stay agents. What was answered in it stays, under its name. Refused while somebody waits in
    /// it or is answered by it, and for the default team, which takes what no rule sends elsewhere.
    pub async fn delete_team(&self, app: &AppId, id: TeamId) -> Result<(), DeskError> {
        let deletion = self.commands().delete_team(app, id, self.now_ms()).await?;
        match deletion {
            TeamDeletion::Deleted => Ok(()),
            TeamDeletion::Unknown => Err(DeskError::NotFound),
            TeamDeletion::IsDefault => Err(DeskError::DefaultTeam),
            TeamDeletion::IsAtWork => Err(DeskError::TeamAtWork),
        }
    }

    /// Not found when the app has no such team or no such agent. A new member takes from the queue at once.
    pub async fn add_team_member(
        &self,
        app: &AppId,
        id: TeamId,
        uid: &Uid,
    ) -> Result<TeamView, DeskError> {
        let now_ms = self.now_ms();
        match self
            .commands()
            .add_team_member(app, id, uid, now_ms)
            .await?
        {
            Joined::IsMember => {}
            Joined::Unknown => return Err(DeskError::NotFound),
            Joined::TeamFull => return Err(DeskError::TeamFull),
        }
        self.drain_after_commit(app, vec![id]).await;
        self.get_team(app, id).await
    }

    /// What the agent serves stays with the agent. Removing somebody who is no member changes nothing.
    pub async fn remove_team_member(
        &self,
        app: &AppId,
        id: TeamId,
        uid: &Uid,
    ) -> Result<TeamView, DeskError> {
        self.commands()
            .remove_team_member(app, id, uid, self.now_ms())
            .await?;
        self.get_team(app, id).await
    }

    pub(super) async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Team, DeskError> {
        self.ports
            .store
            .find_team(app, id)
            .await?
            .filter(|team| !team.is_deleted)
            .ok_or(DeskError::NotFound)
    }

    async fn team_view(&self, team: Team) -> Result<TeamView, DeskError> {
        let agents = self
            .ports
            .store
            .list_team_agents(&team.app, team.id)
            .await?;
        Ok(TeamView {
            members: agents.into_iter().map(|agent| agent.uid).collect(),
            waiting: self
                .ports
                .store
                .count_waiting(&team.app, team.id, None)
                .await?,
            team,
        })
    }
}

fn new_team(app: &AppId, name: TeamName, now_ms: i64) -> Team {
    Team {
        app: app.clone(),
        id: TeamId::generate(now_ms),
        name,
        strategy: Strategy::Even,
        silence_resolve_s: TeamSettings::DEFAULT_SILENCE_RESOLVE_S,
        response_target_s: TeamSettings::DEFAULT_RESPONSE_TARGET_S,
        is_default: false,
        is_deleted: false,
    }
}
