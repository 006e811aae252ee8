//! Taking note of messages: a page of the log in one unit of work.

use std::collections::{BTreeSet, HashMap};

use skein_foundation::{AppId, ConversationId, Lock, Seq, StoreError, record};

use super::Commands;
use crate::model::{Consultation, ConsultationChange, DeskChange, DeskThread, ThreadMessage};
use crate::ports::DeskUnit;
use crate::rules::{Reaction, note, open, react};

/// What became of a page of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Consultations that were opened.
    pub opened: Vec<Consultation>,
    /// Threads of visitors that went into a customer's before: what is said there belongs there.
    pub gone: Vec<(AppId, GoneThread)>,
}

/// A visitor's thread that went into a customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoneThread {
    pub visitors: ConversationId,
    pub own: ConversationId,
}

/// A thread while a page of messages passes: read once, written once.
struct Passing {
    before: DeskThread,
    noted: Seq,
    latest: Option<Consultation>,
    /// The talk of the latest changed since it was read.
    noted_in_latest: bool,
}

impl Commands<'_> {
    /// Takes note of messages, ascending by seq within a thread, in one unit: opens consultations in the app's default
    /// team and keeps the talk of open ones. A message up to the newest noted seq of its thread has no effect, nor has
    /// one of a thread that went into a customer's, nor one that is said anew of a consultation that had ended before.
    pub async fn record_messages(self, messages: &[ThreadMessage]) -> Result<Recorded, StoreError> {
        let apps: BTreeSet<&AppId> = messages.iter().map(|message| &message.app).collect();
        let locks: Vec<Lock> = apps.into_iter().cloned().map(Lock::Desk).collect();
        let mut unit = self.store.begin(&locks).await?;
        let mut threads: HashMap<(AppId, ConversationId), Passing> = HashMap::new();
        let mut opened = Vec::new();
        let mut gone = BTreeSet::new();
        for message in messages {
            let key = (message.app.clone(), message.conversation_id);
            if !threads.contains_key(&key) {
                let thread = Passing::read(&*unit, &key.0, key.1).await?;
                threads.insert(key.clone(), thread);
            }
            let thread = threads
                .get_mut(&key)
                .expect("inserted above when it was missing");
            if let Some(into) = &thread.before.gone {
                let thread = GoneThread {
                    visitors: message.conversation_id,
                    own: into.into,
                };
                gone.insert((message.app.clone(), thread));
                continue;
            }
            if message.seq <= thread.noted {
                continue;
            }
            thread.noted = message.seq;
            if is_history(&*unit, message).await? {
                continue;
            }
            match react(thread.latest.as_ref(), message) {
                Reaction::Ignore => {}
                Reaction::Note => {
                    thread.latest = thread.latest.as_ref().map(|latest| note(latest, message));
                    thread.noted_in_latest = true;
                }
                Reaction::Open => {
                    thread.write_talk(&mut *unit).await?;
                    let begun = open_consultation(&mut *unit, thread, message).await?;
                    thread.latest = Some(begun.clone());
                    opened.push(begun);
                }
            }
        }
        for ((app, conversation_id), thread) in &mut threads {
            thread.write_talk(&mut *unit).await?;
            if thread.noted > thread.before.noted {
                unit.set_noted(app, *conversation_id, thread.noted).await?;
            }
        }
        unit.commit().await?;
        let gone = gone.into_iter().collect();
        Ok(Recorded { opened, gone })
    }
}

impl Passing {
    async fn read(
        unit: &dyn DeskUnit,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Self, StoreError> {
        let before = unit.find_thread(app, conversation_id).await?;
        let latest = unit.find_latest_consultation(app, conversation_id).await?;
        Ok(Self {
            noted: before.noted,
            before,
            latest,
            noted_in_latest: false,
        })
    }

    async fn write_talk(&mut self, unit: &mut dyn DeskUnit) -> Result<(), StoreError> {
        if let Some(latest) = &self.latest
            && self.noted_in_latest
        {
            unit.update_consultation(latest, latest.transitions).await?;
            self.noted_in_latest = false;
        }
        Ok(())
    }
}

/// Said anew, and of a consultation that had ended before it came here.
async fn is_history(unit: &dyn DeskUnit, message: &ThreadMessage) -> Result<bool, StoreError> {
    let Some((visitors, seq)) = message.anew_of else {
        return Ok(false);
    };
    let from = unit.find_thread(&message.app, visitors).await?;
    Ok(from
        .gone
        .is_some_and(|gone| gone.into == message.conversation_id && seq < gone.counts_from))
}

async fn open_consultation(
    unit: &mut dyn DeskUnit,
    thread: &Passing,
    message: &ThreadMessage,
) -> Result<Consultation, StoreError> {
    let team = unit
        .find_default_team(&message.app)
        .await?
        .ok_or_else(|| StoreError::internal("the app has no default team"))?;
    let number = thread.latest.as_ref().map_or(1, |latest| latest.number + 1);
    let ticket = unit.draw_ticket(&message.app).await?;
    let clue = thread.before.clue.clone();
    let (opened, step) = open(message, team.id, number, ticket, clue);
    unit.insert_consultation(&opened).await?;
    unit.insert_step(&opened, &step).await?;
    let change = DeskChange::Opened(ConsultationChange::of(&opened, Some(step.clone())));
    record(unit, &opened.app, &change, step.at_ms).await?;
    Ok(opened)
}
