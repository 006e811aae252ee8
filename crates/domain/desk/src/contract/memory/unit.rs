//! A unit of work in memory: a copy of the rows that takes the place of the others when it is committed.

use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, TeamId, Uid, Unit, UserKey};
use skein_messaging::ports::ChangeEvent;
use tokio::sync::OwnedMutexGuard;

#[cfg(test)]
use super::Flaw;
use super::{MemoryDeskStore, Rows, Tables};
use crate::model::{Agent, Consultation, Gone, Team, Transition};
use crate::ports::DeskUnit;

/// Whoever has it is the one that writes.
#[cfg(not(test))]
type Turn = OwnedMutexGuard<()>;
#[cfg(test)]
type Turn = Option<OwnedMutexGuard<()>>;

#[derive(Debug)]
pub(super) struct MemoryUnit {
    store: MemoryDeskStore,
    tables: Tables,
    changes: Vec<ChangeEvent>,
    _turn: Turn,
}

impl MemoryUnit {
    pub(super) fn new(store: MemoryDeskStore, turn: Turn) -> Self {
        let tables = store.committed.lock().clone();
        Self {
            store,
            tables,
            changes: Vec::new(),
            _turn: turn,
        }
    }
}

impl Rows for MemoryUnit {
    fn tables(&self) -> impl Deref<Target = Tables> {
        &self.tables
    }
}

#[async_trait]
impl Unit for MemoryUnit {
    async fn record_change(
        &mut self,
        app: &AppId,
        kind: &str,
        payload: String,
        time_ms: i64,
    ) -> Result<(), StoreError> {
        self.changes.push(ChangeEvent {
            position: 0,
            app: app.clone(),
            kind: kind.to_owned(),
            payload,
            time_ms,
        });
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        *self.store.committed.lock() = self.tables;
        let mut outbox = self.store.outbox.lock();
        let mut newest = *self.store.newest.borrow();
        for mut change in self.changes {
            newest += 1;
            change.position = newest;
            outbox.push(change);
        }
        drop(outbox);
        self.store.newest.send_replace(newest);
        Ok(())
    }
}

#[async_trait]
impl DeskUnit for MemoryUnit {
    async fn draw_ticket(&mut self, app: &AppId) -> Result<u64, StoreError> {
        let ticket = self.tables.tickets.entry(app.clone()).or_default();
        *ticket += 1;
        Ok(*ticket)
    }

    async fn draw_number(&mut self, app: &AppId) -> Result<u64, StoreError> {
        let number = self.tables.numbers.entry(app.clone()).or_default();
        *number += 1;
        Ok(*number)
    }

    async fn insert_consultation(&mut self, opened: &Consultation) -> Result<(), StoreError> {
        let key = (opened.app.clone(), opened.id);
        let row = Arc::new(opened.clone());
        self.tables.consultations.insert(key, row);
        Ok(())
    }

    async fn update_consultation(
        &mut self,
        after: &Consultation,
        steps_before: u32,
    ) -> Result<(), StoreError> {
        let row = self
            .tables
            .consultations
            .get_mut(&(after.app.clone(), after.id));
        match row {
            Some(row) if row.transitions == steps_before => {
                *row = Arc::new(after.clone());
                Ok(())
            }
            _ => Err(StoreError::conflict(
                "the consultation took another step meanwhile",
            )),
        }
    }

    async fn insert_step(
        &mut self,
        after: &Consultation,
        step: &Transition,
    ) -> Result<(), StoreError> {
        let steps = self.tables.transitions.entry(after.id).or_default();
        Arc::make_mut(steps).push(step.clone());
        Ok(())
    }

    async fn set_noted(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        noted: Seq,
    ) -> Result<(), StoreError> {
        let key = (app.clone(), thread);
        self.tables.threads.entry(key).or_default().noted = noted;
        Ok(())
    }

    async fn set_gone(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        gone: Gone,
    ) -> Result<(), StoreError> {
        let key = (app.clone(), thread);
        self.tables.threads.entry(key).or_default().gone = Some(gone);
        Ok(())
    }

    async fn insert_team(&mut self, team: &Team, _now_ms: i64) -> Result<(), StoreError> {
        let key = (team.app.clone(), team.id);
        self.tables.teams.insert(key, team.clone());
        Ok(())
    }

    async fn update_team(&mut self, team: &Team) -> Result<(), StoreError> {
        self.insert_team(team, 0).await
    }

    async fn retire_team(
        &mut self,
        app: &AppId,
        id: TeamId,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        if let Some(team) = self.tables.teams.get_mut(&(app.clone(), id)) {
            team.is_deleted = true;
        }
        Ok(())
    }

    async fn insert_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        let row = (app.clone(), team, uid.clone());
        self.tables.members.insert(row);
        Ok(())
    }

    async fn remove_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
    ) -> Result<bool, StoreError> {
        let row = (app.clone(), team, uid.clone());
        Ok(self.tables.members.remove(&row))
    }

    async fn insert_agent(&mut self, agent: &Agent, _now_ms: i64) -> Result<(), StoreError> {
        self.update_agent(agent).await
    }

    async fn update_agent(&mut self, agent: &Agent) -> Result<(), StoreError> {
        let key = UserKey::new(agent.app.clone(), agent.uid.clone());
        #[cfg(test)]
        if self.tables.flaw == Some(Flaw::KeepsPlaces)
            && let Some(there) = self.tables.agents.get(&key)
            && agent.load < there.load
        {
            return Ok(());
        }
        self.tables.agents.insert(key, agent.clone());
        Ok(())
    }
}
