//! [`DeskStore`](crate::ports::DeskStore) in memory: the plainest code that keeps the promises, for tests of
//! services and as the measure for the real store. It keeps rows and decides nothing.

mod queries;
mod unit;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{
    AppId, ConsultationId, ConversationId, Lock, StoreError, TeamId, Uid, UserKey,
};
use skein_messaging::ports::{ChangeEvent, ChangeOutbox};
use tokio::sync::watch;

use crate::model::{
    Agent, Clue, Consultation, ConsultationState, DeskThread, DeskTime, Team, Transition,
};
use crate::ports::{DeskStore, DeskTimeStore, DeskUnit};
use unit::MemoryUnit;

/// Cheap to clone; clones share everything.
#[derive(Debug, Clone, Default)]
pub struct MemoryDeskStore {
    committed: Arc<Mutex<Tables>>,
    outbox: Arc<Mutex<Vec<ChangeEvent>>>,
    /// Position of the newest change.
    newest: Arc<watch::Sender<u64>>,
    /// Held by the one unit there is at a time.
    writing: Arc<tokio::sync::Mutex<()>>,
    #[cfg(test)]
    flaw: Option<Flaw>,
}

/// A promise broken on purpose, to see that the audit notices.
#[cfg(test)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Does not know what agents serve.
    ForgetsLoads,
    /// Takes whoever is busy for somebody who is online.
    SeesEverybodyOnline,
    /// Takes the end of the queue for its head.
    NewestFirst,
    /// Keeps the place of a resolved consultation taken.
    KeepsPlaces,
    /// Lets units decide beside each other.
    NoLock,
}

/// The rows. Shared ones, so that a unit's own copy of them is cheap.
#[derive(Debug, Clone, Default)]
struct Tables {
    teams: BTreeMap<(AppId, TeamId), Team>,
    members: BTreeSet<(AppId, TeamId, Uid)>,
    agents: BTreeMap<UserKey, Agent>,
    threads: HashMap<(AppId, ConversationId), DeskThread>,
    consultations: BTreeMap<(AppId, ConsultationId), Arc<Consultation>>,
    transitions: HashMap<ConsultationId, Arc<Vec<Transition>>>,
    tickets: HashMap<AppId, u64>,
    /// Assignments and resolutions so far.
    numbers: HashMap<AppId, u64>,
    desk_time: DeskTime,
    #[cfg(test)]
    flaw: Option<Flaw>,
}

/// Rows that can be looked at: those of the store, or those of a unit.
trait Rows: Send + Sync + fmt::Debug {
    fn tables(&self) -> impl Deref<Target = Tables>;
}

impl Rows for MemoryDeskStore {
    fn tables(&self) -> impl Deref<Target = Tables> {
        self.committed.lock()
    }
}

impl MemoryDeskStore {
    pub fn new() -> Self {
        Self::default()
    }

    #[cfg(test)]
    pub(crate) fn with_flaw(flaw: Flaw) -> Self {
        let store = Self {
            flaw: Some(flaw),
            ..Self::default()
        };
        store.committed.lock().flaw = Some(flaw);
        store
    }
}

#[async_trait]
impl DeskStore for MemoryDeskStore {
    async fn begin(&self, _locks: &[Lock]) -> Result<Box<dyn DeskUnit>, StoreError> {
        let turn = Arc::clone(&self.writing).lock_owned().await;
        #[cfg(test)]
        let turn = (self.flaw != Some(Flaw::NoLock)).then_some(turn);
        let unit = MemoryUnit::new(self.clone(), turn);
        // Whoever does not wait for the lock gets a chance to show it.
        tokio::task::yield_now().await;
        Ok(Box::new(unit))
    }

    async fn newest_change(&self) -> Result<u64, StoreError> {
        Ok(*self.newest.borrow())
    }

    async fn remember_clue(
        &self,
        app: &AppId,
        thread: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError> {
        let _turn = self.writing.lock().await;
        let mut tables = self.committed.lock();
        let thread = tables.threads.entry((app.clone(), thread)).or_default();
        thread.clue = Some(clue.clone());
        Ok(())
    }
}

#[async_trait]
impl DeskTimeStore for MemoryDeskStore {
    async fn read_desk_time(&self) -> Result<DeskTime, StoreError> {
        Ok(self.committed.lock().desk_time)
    }

    async fn keep_desk_time(&self, now: DeskTime) -> Result<(), StoreError> {
        let _turn = self.writing.lock().await;
        let mut tables = self.committed.lock();
        tables.desk_time = tables.desk_time.max(now);
        Ok(())
    }
}

#[async_trait]
impl ChangeOutbox for MemoryDeskStore {
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<ChangeEvent>, StoreError> {
        let outbox = self.outbox.lock();
        let later = outbox.iter().filter(|change| change.position > after);
        Ok(later.take(limit).cloned().collect())
    }

    fn watch_changes(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    async fn forget_changes(&self, up_to: u64) -> Result<(), StoreError> {
        self.outbox.lock().retain(|change| change.position > up_to);
        Ok(())
    }
}

impl Tables {
    fn agents_of(&self, app: &AppId, team: TeamId) -> Vec<Agent> {
        let members = self
            .members
            .iter()
            .filter(|(of, id, _)| of == app && *id == team);
        let keys = members.map(|(_, _, uid)| UserKey::new(app.clone(), uid.clone()));
        let agents = keys.filter_map(|key| self.agents.get(&key).cloned());
        #[cfg(test)]
        let agents = agents.map(|agent| match self.flaw {
            Some(Flaw::ForgetsLoads) => Agent { load: 0, ..agent },
            Some(Flaw::SeesEverybodyOnline) => Agent {
                status: crate::model::AgentStatus::Online,
                ..agent
            },
            _ => agent,
        });
        agents.collect()
    }

    /// Those that wait in any of the teams, next first.
    fn queue(&self, app: &AppId, teams: &[TeamId]) -> Vec<&Consultation> {
        let mut queue: Vec<&Consultation> = self
            .of_app(app)
            .filter(|one| one.state == ConsultationState::Waiting)
            .filter(|one| teams.contains(&one.team_id))
            .collect();
        queue.sort_by_key(|one| one.place);
        #[cfg(test)]
        if self.flaw == Some(Flaw::NewestFirst) {
            queue.reverse();
        }
        queue
    }

    /// Oldest first.
    fn of_thread(&self, app: &AppId, thread: ConversationId) -> Vec<&Consultation> {
        let mut all: Vec<&Consultation> = self
            .of_app(app)
            .filter(|one| one.conversation_id == thread)
            .collect();
        all.sort_by_key(|one| one.number);
        all
    }

    fn of_app(&self, app: &AppId) -> impl Iterator<Item = &Consultation> {
        self.consultations
            .values()
            .map(|one| &**one)
            .filter(move |one| one.app == *app)
    }
}
