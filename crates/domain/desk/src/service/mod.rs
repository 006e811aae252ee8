//! Use cases of the desk. One handle, cheap to clone, shared by the API and the consumers of events.
//!
//! What a use case changes is one transaction of the store. What follows from it (the system event in the talk,
//! membership, notices) is driven from the outbox by [`Desk::on_changes`], so that a crash in between loses
//! nothing. Commands drain the queue themselves, for latency; the outbox does it again, for certainty.

mod absence;
mod agents;
pub mod commands;
mod consultations;
mod directory;
mod draining;
mod effects;
mod membership;
mod messages;
mod metrics;
mod notices;
mod queries;
mod running;
mod shutting_out;
mod signing_in;
mod silence;
mod teams;
mod threads;
mod views;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use quick_cache::sync::Cache;
use skein_foundation::{AppId, Clock, StoreError};
use skein_messaging::ports::{PresenceDirectory, Router};
use skein_messaging::service::Messaging;
use thiserror::Error;

use crate::model::{BadCursor, Invalid};
use crate::ports::{DeskStore, PersonDirectory};
use crate::rules::{PickRefusal, Refusal};

use commands::Commands;
use running::RunningTime;

pub use teams::DEFAULT_TEAM_NAME;

const REMEMBERED_APPS: usize = 10_000;

/// Everything the desk needs from outside.
#[derive(Debug, Clone)]
pub struct DeskPorts {
    pub store: Arc<dyn DeskStore>,
    pub messaging: Messaging,
    pub router: Arc<dyn Router>,
    pub presence: Arc<dyn PresenceDirectory>,
    pub people: Arc<dyn PersonDirectory>,
    pub clock: Arc<dyn Clock>,
    /// Goes on evenly whoever sets the clock: what grace and silence are measured by.
    pub steady: Arc<dyn Clock>,
}

/// The desk.
#[derive(Debug, Clone)]
pub struct Desk {
    ports: DeskPorts,
    /// Apps known to have their default team.
    prepared_apps: Arc<Cache<AppId, ()>>,
    running: Arc<RunningTime>,
}

/// Why the desk did not do what it was asked.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The app has no such thing, or the user may not see it.
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    NotPicked(#[from] PickRefusal),
    #[error("the team is full")]
    TeamFull,
    #[error("the default team takes what no rule sends elsewhere; every app has one")]
    DefaultTeam,
    #[error("somebody waits in the team or is answered by it; resolve these consultations first")]
    TeamAtWork,
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Desk {
    pub fn new(ports: DeskPorts) -> Self {
        Self {
            running: Arc::new(RunningTime::by(Arc::clone(&ports.steady))),
            ports,
            prepared_apps: Arc::new(Cache::new(REMEMBERED_APPS)),
        }
    }

    fn commands(&self) -> Commands<'_> {
        Commands::on(&*self.ports.store)
    }

    fn now_ms(&self) -> i64 {
        self.ports.clock.now_ms()
    }
}
