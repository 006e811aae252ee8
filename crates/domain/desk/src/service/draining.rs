//! Freed capacity drains the queue at once: the head goes out until somebody has to wait.

use std::collections::HashSet;

use skein_foundation::{AppId, StoreError, StoreErrorKind, TeamId, Uid};

use super::{Desk, metrics};
use crate::model::Consultation;
use crate::service::commands::{AssignNext, AssignOutcome};

/// A decision that lost a race is made anew this often before the outbox gets its turn.
const MAX_CONFLICTS: u32 = 5;

impl Desk {
    /// After a committed change. The change stands whatever becomes of this: a failure is logged, and the
    /// outbox drains again.
    pub(super) async fn drain_after_commit(&self, app: &AppId, teams: Vec<TeamId>) {
        if let Err(error) = self.drain(app, teams).await {
            tracing::warn!(app.id = %app, error = &error as &dyn std::error::Error,
                "could not drain the queue now");
        }
    }

    /// Of all queues of the agent.
    pub(super) async fn drain_for_agent(&self, app: &AppId, agent: &Uid) -> Result<(), StoreError> {
        let teams = self.ports.store.list_teams_of(app, agent).await?;
        self.drain(app, teams.into_iter().map(|team| team.id).collect())
            .await
    }

    /// Assigns until every team has nobody waiting or nobody free. The longest waiting of all the teams goes
    /// first, so that an agent of two teams goes to whoever waited longer.
    pub(super) async fn drain(
        &self,
        app: &AppId,
        mut teams: Vec<TeamId>,
    ) -> Result<(), StoreError> {
        let mut conflicts = 0;
        while let Some(head) = self.head_of(app, &teams).await? {
            if self.is_turned_away(&head).await? {
                continue;
            }
            let team = head.team_id;
            let there = self.agents_there(app, team).await?;
            let connected: HashSet<Uid> = there.into_iter().map(|agent| agent.uid).collect();
            let next = AssignNext {
                app,
                team,
                connected: &connected,
                now_ms: self.now_ms(),
            };
            match self.commands().assign_next(next).await {
                Ok(AssignOutcome::Assigned(consultation)) => {
                    metrics::assigned(&consultation);
                    self.join_at_once(&consultation).await?;
                }
                Ok(AssignOutcome::Wait(_)) => teams.retain(|other| *other != team),
                Err(error)
                    if error.kind == StoreErrorKind::Conflict && conflicts < MAX_CONFLICTS =>
                {
                    conflicts += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Who is next in all of these queues.
    pub(super) async fn head_of(
        &self,
        app: &AppId,
        teams: &[TeamId],
    ) -> Result<Option<Consultation>, StoreError> {
        if teams.is_empty() {
            return Ok(None);
        }
        let mut heads = self.ports.store.list_queue(app, teams, None, 1).await?;
        Ok(heads.pop())
    }
}
