//! The commands: each is one unit of work that decides by the rules and stores what was decided.

use async_trait::async_trait;
use sea_orm::ConnectionTrait;
use skein_desk::model::{
    AgentStatus, AssignmentReason, Clue, Consultation, ConsultationChange, ConsultationState,
    DeskChange, Rating, SignIn, ThreadMessage,
};
use skein_desk::ports::{
    AcceptOutcome, AssignNext, AssignOutcome, AssignmentStore, Commanded, Decide, MergeInto,
    MergeOutcome, Recorded, Release,
};
use skein_desk::rules::{
    AssignmentQuestion, Candidate, ConsultationEvent, Decision, PickRefusal, Resolution,
    WaitReason, pick, rate, transition,
};
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid};

use super::agents::find_agent;
use super::consultations::{find_consultation, find_last_agent, list_queue};
use super::numbers::draw_number;
use super::rows::to_agent;
use super::teams::{find_team, list_team_agents, list_teams_of};
use super::{merging, messages, release, saving};
use crate::database::Store;
use crate::unit_of_work::UnitOfWork;

#[async_trait]
impl AssignmentStore for Store {
    async fn remember_clue(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError> {
        messages::remember_clue(self, app, conversation_id, clue).await
    }

    async fn record_messages(&self, messages: &[ThreadMessage]) -> Result<Recorded, StoreError> {
        messages::record_messages(self, messages).await
    }

    async fn assign_next(
        &self,
        next: AssignNext<'_>,
        decide: Decide<'_>,
    ) -> Result<AssignOutcome, StoreError> {
        let AssignNext {
            app,
            team,
            connected,
            now_ms,
        } = next;
        let mut unit = self.begin_write().await?;
        let head = find_head(unit.db(), app, &[team]).await?;
        let (Some(head), Some(team)) = (head, find_team(unit.db(), app, team).await?) else {
            return Ok(AssignOutcome::Wait(WaitReason::QueueEmpty));
        };
        let agents = list_team_agents(unit.db(), app, team.id).await?;
        let candidates: Vec<Candidate> = agents
            .iter()
            .map(|agent| Candidate::of(agent, connected.contains(&agent.uid)))
            .collect();
        let last_agent = find_last_agent(unit.db(), &head).await?;
        let decision = decide(&AssignmentQuestion {
            consultation: &head,
            strategy: team.strategy,
            candidates: &candidates,
            last_agent: last_agent.as_ref(),
        });
        let (agent, reason) = match decision {
            Decision::Wait(why) => return Ok(AssignOutcome::Wait(why)),
            Decision::Assign { agent, reason } => (agent, reason),
        };
        if !saving::take_place(&unit, app, &agent, &[AgentStatus::Online]).await? {
            return Err(StoreError::conflict("the chosen agent takes nothing now"));
        }
        let assigned = assign(&mut unit, &head, agent, reason, now_ms).await?;
        unit.commit().await?;
        Ok(AssignOutcome::Assigned(Box::new(assigned)))
    }

    async fn accept_next(
        &self,
        app: &AppId,
        agent: &Uid,
        now_ms: i64,
    ) -> Result<AcceptOutcome, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(row) = find_agent(unit.db(), app, agent).await? else {
            return Ok(AcceptOutcome::Refused(PickRefusal::NotAnAgent));
        };
        let teams = list_teams_of(unit.db(), app, agent).await?;
        let ids: Vec<TeamId> = teams.iter().map(|team| team.id).collect();
        let head = find_head(unit.db(), app, &ids).await?;
        let found =
            head.and_then(|head| Some((teams.iter().find(|team| team.id == head.team_id)?, head)));
        let Some((team, head)) = found else {
            return Ok(AcceptOutcome::Refused(PickRefusal::QueueEmpty));
        };
        let reason = match pick(&to_agent(&row)?, team.strategy) {
            Ok(reason) => reason,
            Err(refusal) => return Ok(AcceptOutcome::Refused(refusal)),
        };
        let allowed = [AgentStatus::Online, AgentStatus::Busy];
        if !saving::take_place(&unit, app, agent, &allowed).await? {
            return Err(StoreError::conflict("the agent changed meanwhile"));
        }
        let assigned = assign(&mut unit, &head, agent.clone(), reason, now_ms).await?;
        unit.commit().await?;
        Ok(AcceptOutcome::Accepted(Box::new(assigned)))
    }

    async fn resolve_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        resolution: Resolution,
        now_ms: i64,
    ) -> Result<Commanded, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(before) = find_consultation(unit.db(), app, id).await? else {
            return Ok(Commanded::NotFound);
        };
        let (resolved, step) =
            match transition(&before, ConsultationEvent::Resolve(resolution), now_ms) {
                Ok(decided) => decided,
                Err(refusal) => return Ok(Commanded::Refused(refusal)),
            };
        let resolved = Consultation {
            resolved_number: Some(draw_number(&unit, app).await?),
            ..resolved
        };
        let change = DeskChange::Resolved(ConsultationChange::of(&resolved, Some(step.clone())));
        saving::step(&mut unit, &resolved, &step, change).await?;
        if let Some(agent) = &before.agent
            && before.state == ConsultationState::Assigned
        {
            saving::free_place(&unit, app, agent).await?;
        }
        unit.commit().await?;
        Ok(Commanded::Done(Box::new(resolved)))
    }

    async fn release_agent(
        &self,
        app: &AppId,
        agent: &Uid,
        release: &Release,
        now_ms: i64,
    ) -> Result<Vec<Consultation>, StoreError> {
        release::release_agent(self, app, agent, release, now_ms).await
    }

    async fn record_sign_in(
        &self,
        app: &AppId,
        sign_in: &SignIn,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut unit = self.begin_write().await?;
        let change = DeskChange::SignedIn(sign_in.clone());
        saving::record(&mut unit, app, &change, now_ms).await?;
        unit.commit().await
    }

    async fn merge_consultation(
        &self,
        app: &AppId,
        merge: &MergeInto,
        now_ms: i64,
    ) -> Result<MergeOutcome, StoreError> {
        merging::merge_consultation(self, app, merge, now_ms).await
    }

    async fn rate_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        rating: Rating,
    ) -> Result<Commanded, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(before) = find_consultation(unit.db(), app, id).await? else {
            return Ok(Commanded::NotFound);
        };
        let now_ms = rating.at_ms;
        let rated = match rate(&before, rating) {
            Ok(rated) => rated,
            Err(refusal) => return Ok(Commanded::Refused(refusal)),
        };
        saving::update(&unit, &rated, rated.transitions).await?;
        let change = DeskChange::Rated(ConsultationChange::of(&rated, None));
        saving::record(&mut unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Commanded::Done(Box::new(rated)))
    }
}

async fn find_head(
    db: &impl ConnectionTrait,
    app: &AppId,
    teams: &[TeamId],
) -> Result<Option<Consultation>, StoreError> {
    Ok(list_queue(db, app, teams, None, 1).await?.pop())
}

/// The place is taken already.
async fn assign(
    unit: &mut UnitOfWork,
    head: &Consultation,
    agent: Uid,
    reason: AssignmentReason,
    now_ms: i64,
) -> Result<Consultation, StoreError> {
    let event = ConsultationEvent::Assigned { agent, reason };
    let (assigned, step) = transition(head, event, now_ms).map_err(StoreError::conflict)?;
    let change = DeskChange::Assigned(ConsultationChange::of(&assigned, Some(step.clone())));
    saving::step(unit, &assigned, &step, change).await?;
    Ok(assigned)
}
