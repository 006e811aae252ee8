//! Giving the head of a queue to an agent, and taking it by hand.

use std::collections::HashSet;

use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::{Commands, take_step};
use crate::model::{Agent, AssignmentReason, Consultation, DeskChange};
use crate::ports::DeskUnit;
use crate::rules::{
    AssignmentQuestion, Candidate, ConsultationEvent, Decision, PickRefusal, WaitReason, assign,
    pick, transition,
};

/// Which queue to take the head of.
#[derive(Debug, Clone, Copy)]
pub struct AssignNext<'a> {
    pub app: &'a AppId,
    pub team: TeamId,
    /// Agents of the team with a live connection, as of a moment ago.
    pub connected: &'a HashSet<Uid>,
    pub now_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignOutcome {
    Assigned(Box<Consultation>),
    Wait(WaitReason),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptOutcome {
    Accepted(Box<Consultation>),
    Refused(PickRefusal),
}

impl Commands<'_> {
    /// Assigns the head of the team's queue by [`assign`].
    pub async fn assign_next(self, next: AssignNext<'_>) -> Result<AssignOutcome, StoreError> {
        let AssignNext { app, team, .. } = next;
        let mut unit = self.begin(app).await?;
        let head = head_of(&*unit, app, &[team]).await?;
        let (Some(head), Some(team)) = (head, unit.find_team(app, team).await?) else {
            return Ok(AssignOutcome::Wait(WaitReason::QueueEmpty));
        };
        let agents = unit.list_team_agents(app, team.id).await?;
        let candidates: Vec<Candidate> = agents
            .iter()
            .map(|agent| Candidate::of(agent, next.connected.contains(&agent.uid)))
            .collect();
        let last_agent = unit.find_last_agent(&head).await?;
        let decision = assign(&AssignmentQuestion {
            consultation: &head,
            strategy: team.strategy,
            candidates: &candidates,
            last_agent: last_agent.as_ref(),
        });
        let (chosen, reason) = match decision {
            Decision::Wait(why) => return Ok(AssignOutcome::Wait(why)),
            Decision::Assign { agent, reason } => (agent, reason),
        };
        let chosen = agents
            .into_iter()
            .find(|agent| agent.uid == chosen)
            .ok_or_else(|| StoreError::internal("the rule chose somebody else"))?;
        let assigned = give(&mut *unit, &head, chosen, reason, next.now_ms).await?;
        unit.commit().await?;
        Ok(AssignOutcome::Assigned(Box::new(assigned)))
    }

    /// Gives the agent the one that is next in all queues of the agent's teams.
    pub async fn accept_next(
        self,
        app: &AppId,
        agent: &Uid,
        now_ms: i64,
    ) -> Result<AcceptOutcome, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(agent) = unit.find_agent(app, agent).await? else {
            return Ok(AcceptOutcome::Refused(PickRefusal::NotAnAgent));
        };
        let teams = unit.list_teams_of(app, &agent.uid).await?;
        let ids: Vec<TeamId> = teams.iter().map(|team| team.id).collect();
        let head = head_of(&*unit, app, &ids).await?;
        let found =
            head.and_then(|head| Some((teams.iter().find(|team| team.id == head.team_id)?, head)));
        let Some((team, head)) = found else {
            return Ok(AcceptOutcome::Refused(PickRefusal::QueueEmpty));
        };
        let reason = match pick(&agent, team.strategy) {
            Ok(reason) => reason,
            Err(refusal) => return Ok(AcceptOutcome::Refused(refusal)),
        };
        let assigned = give(&mut *unit, &head, agent, reason, now_ms).await?;
        unit.commit().await?;
        Ok(AcceptOutcome::Accepted(Box::new(assigned)))
    }
}

async fn head_of(
    unit: &dyn DeskUnit,
    app: &AppId,
    teams: &[TeamId],
) -> Result<Option<Consultation>, StoreError> {
    Ok(unit.list_queue(app, teams, None, 1).await?.pop())
}

/// The rules have found that the agent has room.
async fn give(
    unit: &mut dyn DeskUnit,
    head: &Consultation,
    agent: Agent,
    reason: AssignmentReason,
    now_ms: i64,
) -> Result<Consultation, StoreError> {
    let event = ConsultationEvent::Assigned {
        agent: agent.uid.clone(),
        reason,
    };
    let (assigned, step) = transition(head, event, now_ms).map_err(StoreError::conflict)?;
    let serving = Agent {
        load: agent.load + 1,
        last_assigned: Some(unit.draw_number(&head.app).await?),
        ..agent
    };
    unit.update_agent(&serving).await?;
    take_step(unit, &assigned, &step, DeskChange::Assigned).await?;
    Ok(assigned)
}
