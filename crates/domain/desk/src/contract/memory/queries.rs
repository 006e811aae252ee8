//! Reading in memory: the rows of the store, or those of a unit.

use async_trait::async_trait;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid, UserKey};

use super::Rows;
use crate::model::{
    Agent, AgentStatus, Consultation, ConsultationState, DeskThread, DeskTime, QueuePlace, Team,
    Transition, Waiting,
};
use crate::ports::{AgentQueries, ConsultationFilter, ConsultationQueries, TeamQueries};
use crate::rules::{handling_ms, silence_deadline};

#[async_trait]
impl<T: Rows> ConsultationQueries for T {
    async fn find_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .consultations
            .get(&(app.clone(), id))
            .map(|one| Consultation::clone(one)))
    }

    async fn find_latest_consultation(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let tables = self.tables();
        Ok(tables.of_thread(app, conversation_id).pop().cloned())
    }

    async fn list_transitions(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Vec<Transition>, StoreError> {
        let tables = self.tables();
        if !tables.consultations.contains_key(&(app.clone(), id)) {
            return Ok(Vec::new());
        }
        let steps = tables.transitions.get(&id);
        Ok(steps.map(|steps| steps.to_vec()).unwrap_or_default())
    }

    async fn list_consultations(
        &self,
        app: &AppId,
        filter: &ConsultationFilter,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        let tables = self.tables();
        let mut found: Vec<&Consultation> = tables
            .of_app(app)
            .filter(|one| after.is_none_or(|after| one.place.ticket < after))
            .filter(|one| filter.state.is_none_or(|state| one.state == state))
            .filter(|one| {
                filter
                    .customer
                    .as_ref()
                    .is_none_or(|uid| one.customer == *uid)
            })
            .filter(|one| {
                filter
                    .agent
                    .as_ref()
                    .is_none_or(|uid| one.agent.as_ref() == Some(uid))
            })
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse(one.place.ticket));
        Ok(found.into_iter().take(limit).cloned().collect())
    }

    async fn list_resolved(
        &self,
        app: &AppId,
        agent: &Uid,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        let key = |one: &Consultation| one.resolved_number.unwrap_or_default();
        let tables = self.tables();
        let mut resolved: Vec<&Consultation> = tables
            .of_app(app)
            .filter(|one| one.state == ConsultationState::Resolved)
            .filter(|one| one.agent.as_ref() == Some(agent))
            .filter(|one| after.is_none_or(|after| key(one) < after))
            .collect();
        resolved.sort_by_key(|one| std::cmp::Reverse(key(one)));
        Ok(resolved.into_iter().take(limit).cloned().collect())
    }

    async fn list_queue(
        &self,
        app: &AppId,
        teams: &[TeamId],
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .queue(app, teams)
            .into_iter()
            .filter(|one| after.is_none_or(|after| one.place > after))
            .take(limit)
            .cloned()
            .collect())
    }

    async fn list_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Waiting>, StoreError> {
        let waiting = self.list_queue(app, &[team], after, limit).await?;
        Ok(waiting.iter().map(Waiting::from).collect())
    }

    async fn count_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        before: Option<QueuePlace>,
    ) -> Result<u32, StoreError> {
        let tables = self.tables();
        let queue = tables.queue(app, &[team]);
        let waiting = queue
            .iter()
            .filter(|one| before.is_none_or(|before| one.place < before))
            .count();
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    async fn list_recent_handling_ms(
        &self,
        app: &AppId,
        team: TeamId,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let tables = self.tables();
        let mut handled: Vec<(u64, i64)> = tables
            .of_app(app)
            .filter(|one| one.team_id == team)
            .filter_map(|one| Some((one.resolved_number?, handling_ms(one)?)))
            .collect();
        handled.sort_unstable();
        Ok(handled
            .into_iter()
            .rev()
            .take(limit)
            .map(|(_, handled_ms)| handled_ms)
            .collect())
    }

    async fn list_silent(
        &self,
        now: DeskTime,
        limit: usize,
    ) -> Result<Vec<(AppId, ConsultationId)>, StoreError> {
        let tables = self.tables();
        let mut silent: Vec<(DeskTime, &Consultation)> = tables
            .consultations
            .values()
            .filter_map(|one| {
                let team = tables.teams.get(&(one.app.clone(), one.team_id))?;
                let deadline = silence_deadline(one, team.silence_resolve_ms())?;
                (deadline <= now).then_some((one.talk.customer_turn_since?, &**one))
            })
            .collect();
        silent.sort_by_key(|(since, one)| (*since, one.id));
        Ok(silent
            .into_iter()
            .take(limit)
            .map(|(_, one)| (one.app.clone(), one.id))
            .collect())
    }

    async fn list_of_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Vec<Consultation>, StoreError> {
        let tables = self.tables();
        Ok(owned(tables.of_thread(app, conversation_id)))
    }

    async fn list_served(&self, app: &AppId, agent: &Uid) -> Result<Vec<Consultation>, StoreError> {
        let tables = self.tables();
        let served = tables
            .of_app(app)
            .filter(|one| one.agent.as_ref() == Some(agent))
            .filter(|one| one.state == ConsultationState::Assigned);
        Ok(owned(served))
    }

    async fn find_last_agent(
        &self,
        consultation: &Consultation,
    ) -> Result<Option<Uid>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .of_thread(&consultation.app, consultation.conversation_id)
            .into_iter()
            .rfind(|one| one.number < consultation.number && one.agent.is_some())
            .and_then(|one| one.agent.clone()))
    }

    async fn find_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<DeskThread, StoreError> {
        let key = (app.clone(), conversation_id);
        let tables = self.tables();
        Ok(tables.threads.get(&key).cloned().unwrap_or_default())
    }
}

#[async_trait]
impl<T: Rows> TeamQueries for T {
    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError> {
        let tables = self.tables();
        Ok(tables.teams.get(&(app.clone(), id)).cloned())
    }

    async fn find_default_team(&self, app: &AppId) -> Result<Option<Team>, StoreError> {
        let tables = self.tables();
        let mut teams = tables.teams.values();
        Ok(teams
            .find(|team| team.app == *app && team.is_default)
            .cloned())
    }

    async fn list_teams(
        &self,
        app: &AppId,
        after: Option<TeamId>,
        limit: usize,
    ) -> Result<Vec<Team>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .teams
            .values()
            .filter(|team| team.app == *app && after.is_none_or(|after| team.id > after))
            .filter(|team| !team.is_deleted)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError> {
        let tables = self.tables();
        Ok(tables.agents_of(app, team))
    }

    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .members
            .iter()
            .filter(|(of, _, member)| of == app && member == uid)
            .filter_map(|(_, id, _)| tables.teams.get(&(app.clone(), *id)).cloned())
            .collect())
    }

    async fn is_team_at_work(&self, app: &AppId, team: TeamId) -> Result<bool, StoreError> {
        let tables = self.tables();
        Ok(tables
            .of_app(app)
            .any(|one| one.team_id == team && one.state != ConsultationState::Resolved))
    }
}

#[async_trait]
impl<T: Rows> AgentQueries for T {
    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError> {
        let key = UserKey::new(app.clone(), uid.clone());
        let tables = self.tables();
        Ok(tables.agents.get(&key).cloned())
    }

    async fn list_agents(
        &self,
        app: &AppId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .agents
            .values()
            .filter(|agent| agent.app == *app && after.is_none_or(|after| agent.uid > *after))
            .take(limit)
            .cloned()
            .collect())
    }

    async fn list_attending(
        &self,
        after: Option<&UserKey>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .agents
            .iter()
            .filter(|(key, _)| after.is_none_or(|after| *key > after))
            .filter(|(_, agent)| agent.load > 0 || agent.status != AgentStatus::Offline)
            .take(limit)
            .map(|(_, agent)| agent.clone())
            .collect())
    }
}

fn owned<'a>(rows: impl IntoIterator<Item = &'a Consultation>) -> Vec<Consultation> {
    rows.into_iter().cloned().collect()
}
