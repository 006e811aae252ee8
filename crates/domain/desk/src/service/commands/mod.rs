//! The commands of the desk: each is one unit of work that reads what it decides on, decides by the rules, writes the rows
//! that follow and leaves a change about each of them. Written once, for every store.
//!
//! What holds under any interleaving, checked by [`crate::contract::desk_store`]:
//! - at most one unresolved consultation per thread;
//! - a load is raised only below the capacity, and equals the number of assigned consultations;
//! - only the head of a queue is assigned, so nobody is overtaken within a priority.

mod agents;
mod assignment;
mod ending;
mod merging;
mod messages;
mod teams;

use skein_foundation::{AppId, Lock, StoreError, record};

use crate::model::{Agent, AgentChange, Consultation, ConsultationChange, DeskChange, Transition};
use crate::ports::{DeskStore, DeskUnit};

pub use agents::Release;
pub use assignment::{AcceptOutcome, AssignNext, AssignOutcome};
pub use ending::Commanded;
pub use merging::{MergeInto, MergeOutcome, WentOnIn};
pub use messages::{GoneThread, Recorded};
pub use teams::{Joined, TeamDeletion};

/// What changes the desk. Reading needs none of it.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    store: &'a dyn DeskStore,
}

impl<'a> Commands<'a> {
    pub fn on(store: &'a dyn DeskStore) -> Self {
        Self { store }
    }

    async fn begin(self, app: &AppId) -> Result<Box<dyn DeskUnit>, StoreError> {
        self.store.begin(&[Lock::Desk(app.clone())]).await
    }
}

/// Writes what became of a consultation by one step, and tells it.
async fn take_step(
    unit: &mut dyn DeskUnit,
    after: &Consultation,
    step: &Transition,
    change: impl FnOnce(ConsultationChange) -> DeskChange,
) -> Result<(), StoreError> {
    unit.update_consultation(after, after.transitions - 1)
        .await?;
    unit.insert_step(after, step).await?;
    let told = change(ConsultationChange::of(after, Some(step.clone())));
    record(unit, &after.app, &told, step.at_ms).await
}

/// Writes what became of an agent, and tells it if anything did.
async fn save_agent(
    unit: &mut dyn DeskUnit,
    before: &Agent,
    after: &Agent,
    now_ms: i64,
) -> Result<(), StoreError> {
    if after == before {
        return Ok(());
    }
    unit.update_agent(after).await?;
    let change = DeskChange::Agent(AgentChange::of(after));
    record(unit, &after.app, &change, now_ms).await
}
