//! [`DeskStore`](crate::ports::DeskStore) in memory: the plainest code that keeps the promises, for tests of
//! services and as the measure for the real store. One lock is its transaction.

mod commands;
mod merging;
mod queries;
mod teams;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};
use skein_foundation::{
    AppId, ConsultationId, ConversationId, Seq, StoreError, TeamId, Uid, UserKey,
};
use skein_messaging::ports::{ChangeEvent, ChangeOutbox};
use tokio::sync::watch;

use crate::model::{
    Agent, AgentChange, Clue, Consultation, ConsultationState, DeskChange, DeskTime, Team,
    Transition,
};

/// Cheap to clone; clones share everything.
#[derive(Debug, Clone, Default)]
pub struct MemoryDeskStore {
    tables: Arc<Mutex<Tables>>,
}

/// A promise broken on purpose, to see that the audit notices.
#[cfg(test)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Believes any decision.
    NoGuard,
    /// Takes the end of the queue for its head.
    NewestFirst,
    /// Keeps the place of a resolved consultation taken.
    KeepsPlaces,
}

#[derive(Debug, Default)]
struct Tables {
    teams: BTreeMap<(AppId, TeamId), Team>,
    members: BTreeSet<(AppId, TeamId, Uid)>,
    agents: BTreeMap<UserKey, Agent>,
    threads: HashMap<(AppId, ConversationId), Thread>,
    consultations: BTreeMap<(AppId, ConsultationId), Consultation>,
    transitions: HashMap<ConsultationId, Vec<Transition>>,
    tickets: HashMap<AppId, u64>,
    /// Assignments and resolutions so far.
    numbers: HashMap<AppId, u64>,
    desk_time: DeskTime,
    changes: Vec<ChangeEvent>,
    /// Position of the newest change.
    newest: watch::Sender<u64>,
    #[cfg(test)]
    flaw: Option<Flaw>,
}

#[derive(Debug, Default)]
struct Thread {
    clue: Option<Clue>,
    noted: Seq,
    latest: Option<ConsultationId>,
    gone: Option<Gone>,
}

/// Into whose thread a visitor's went.
#[derive(Debug, Clone, Copy)]
struct Gone {
    into: ConversationId,
    /// From which seq on it says something that belongs to none of those that had ended.
    counts_from: Seq,
}

impl MemoryDeskStore {
    pub fn new() -> Self {
        Self::default()
    }

    #[cfg(test)]
    pub(crate) fn with_flaw(flaw: Flaw) -> Self {
        let store = Self::default();
        store.tables().flaw = Some(flaw);
        store
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock()
    }
}

#[async_trait]
impl ChangeOutbox for MemoryDeskStore {
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<ChangeEvent>, StoreError> {
        let tables = self.tables();
        let later = tables
            .changes
            .iter()
            .filter(|change| change.position > after);
        Ok(later.take(limit).cloned().collect())
    }

    fn watch_changes(&self) -> watch::Receiver<u64> {
        self.tables().newest.subscribe()
    }

    async fn forget_changes(&self, up_to: u64) -> Result<(), StoreError> {
        self.tables()
            .changes
            .retain(|change| change.position > up_to);
        Ok(())
    }
}

impl Tables {
    fn record(&mut self, app: &AppId, change: &DeskChange, time_ms: i64) {
        let position = *self.newest.borrow() + 1;
        self.changes.push(ChangeEvent {
            position,
            app: app.clone(),
            kind: change.kind().to_owned(),
            payload: serde_json::to_string(change)
                .expect("texts, numbers and ids have a JSON form"),
            time_ms,
        });
        self.newest.send_replace(position);
    }

    /// The next number of the app's assignments and resolutions.
    fn draw_number(&mut self, app: &AppId) -> u64 {
        let number = self.numbers.entry(app.clone()).or_default();
        *number += 1;
        *number
    }

    fn record_agent(&mut self, app: &AppId, uid: &Uid, time_ms: i64) {
        if let Some(agent) = self.agents.get(&UserKey::new(app.clone(), uid.clone())) {
            let change = DeskChange::Agent(AgentChange::of(agent));
            self.record(app, &change, time_ms);
        }
    }

    fn save(&mut self, consultation: Consultation, step: Option<Transition>) {
        if let Some(step) = step {
            self.transitions
                .entry(consultation.id)
                .or_default()
                .push(step);
        }
        self.consultations
            .insert((consultation.app.clone(), consultation.id), consultation);
    }

    fn agents_of(&self, app: &AppId, team: TeamId) -> Vec<Agent> {
        self.members
            .iter()
            .filter(|(of, id, _)| of == app && *id == team)
            .filter_map(|(_, _, uid)| {
                self.agents
                    .get(&UserKey::new(app.clone(), uid.clone()))
                    .cloned()
            })
            .collect()
    }

    fn teams_of(&self, app: &AppId, uid: &Uid) -> Vec<Team> {
        self.members
            .iter()
            .filter(|(of, _, member)| of == app && member == uid)
            .filter_map(|(_, id, _)| self.teams.get(&(app.clone(), *id)).cloned())
            .collect()
    }

    #[cfg(test)]
    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    fn head(&self, app: &AppId, teams: &[TeamId]) -> Option<Consultation> {
        let queue = self.queue(app, teams);
        #[cfg(test)]
        if self.has(Flaw::NewestFirst) {
            return queue.last().map(|&last| last.clone());
        }
        queue.first().map(|&first| first.clone())
    }

    /// Those that wait in any of the teams, next first.
    fn queue(&self, app: &AppId, teams: &[TeamId]) -> Vec<&Consultation> {
        let mut queue: Vec<&Consultation> = self
            .consultations
            .values()
            .filter(|one| one.app == *app && one.state == ConsultationState::Waiting)
            .filter(|one| teams.contains(&one.team_id))
            .collect();
        queue.sort_by_key(|one| one.place);
        queue
    }
}
