//! Reading consultations in memory.

use async_trait::async_trait;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid};

use super::MemoryDeskStore;
use crate::model::{Clue, Consultation, ConsultationState, DeskTime, QueuePlace, Transition};
use crate::ports::{ConsultationFilter, ConsultationStore};
use crate::rules::{handling_ms, silence_deadline};

#[async_trait]
impl ConsultationStore for MemoryDeskStore {
    async fn find_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError> {
        Ok(self.tables().consultations.get(&(app.clone(), id)).cloned())
    }

    async fn find_latest_consultation(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let tables = self.tables();
        let latest = tables
            .threads
            .get(&(app.clone(), conversation_id))
            .and_then(|thread| thread.latest);
        Ok(latest.and_then(|id| tables.consultations.get(&(app.clone(), id)).cloned()))
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
        Ok(tables.transitions.get(&id).cloned().unwrap_or_default())
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
            .consultations
            .values()
            .filter(|one| one.app == *app && after.is_none_or(|after| one.place.ticket < after))
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
            .consultations
            .values()
            .filter(|one| one.app == *app && one.state == ConsultationState::Resolved)
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
        Ok(self
            .tables()
            .queue(app, teams)
            .into_iter()
            .filter(|one| after.is_none_or(|after| one.place > after))
            .take(limit)
            .cloned()
            .collect())
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
            .consultations
            .values()
            .filter(|one| one.app == *app && one.team_id == team)
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
                (deadline <= now).then_some((one.talk.customer_turn_since?, one))
            })
            .collect();
        silent.sort_by_key(|(since, one)| (*since, one.id));
        Ok(silent
            .into_iter()
            .take(limit)
            .map(|(_, one)| (one.app.clone(), one.id))
            .collect())
    }

    async fn find_clue(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Clue>, StoreError> {
        let tables = self.tables();
        Ok(tables
            .threads
            .get(&(app.clone(), conversation_id))
            .and_then(|thread| thread.clue.clone()))
    }
}
