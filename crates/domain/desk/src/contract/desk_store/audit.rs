//! Replays the outbox and finds what must never happen. The outbox is the order of commits, so what it shows is
//! what happened, whoever did it on however many threads.

use std::collections::{BTreeSet, HashMap};

use skein_foundation::{AppId, ConsultationId, ConversationId, TeamId, Uid, UserKey};
use skein_messaging::ports::ChangeEvent;

use crate::model::{
    AgentChange, AgentStatus, AssignmentRule, ConsultationChange, ConsultationState, DeskChange,
    MergeChange, QueuePlace,
};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("agent {agent} got consultation number {load} with a limit of {capacity}")]
    OverTheLimit {
        agent: Uid,
        load: u32,
        capacity: u32,
    },
    #[error("agent {agent} got a consultation while {status:?}")]
    NotThere { agent: Uid, status: AgentStatus },
    #[error("place {taken:?} went before place {waiting:?}")]
    Overtaken {
        taken: QueuePlace,
        waiting: QueuePlace,
    },
    #[error("agent {agent} is said to serve {said} and serves {serves}")]
    WrongLoad { agent: Uid, said: u32, serves: u32 },
    #[error("a second consultation opened on thread {0}")]
    TwoOpen(ConversationId),
    #[error("consultation {0} took a step that its state does not have")]
    WrongStep(ConsultationId),
    #[error("a change can't be read: {0}")]
    Unreadable(String),
}

/// Where a replay ended.
#[derive(Debug, Default)]
pub struct Audited {
    pub opened: usize,
    pub assigned: usize,
    pub resolved: usize,
    /// What each agent serves.
    pub loads: HashMap<UserKey, u32>,
    agents: HashMap<UserKey, AgentChange>,
    waiting: HashMap<(AppId, TeamId), BTreeSet<QueuePlace>>,
    open: HashMap<(AppId, ConversationId), ConsultationId>,
}

/// Replays all changes of a store, from the first on.
pub fn audit(changes: &[ChangeEvent]) -> Result<Audited, Violation> {
    let mut audited = Audited::default();
    for change in changes {
        match DeskChange::parse(&change.kind, &change.payload) {
            None
            | Some(Ok(
                DeskChange::Rated(_)
                | DeskChange::Moved(_)
                | DeskChange::SignedIn(_)
                | DeskChange::Team(_),
            )) => {}
            Some(Err(error)) => return Err(Violation::Unreadable(error.to_string())),
            Some(Ok(DeskChange::Agent(agent))) => audited.agent(&change.app, agent)?,
            Some(Ok(DeskChange::Opened(one))) => audited.open(&change.app, &one)?,
            Some(Ok(DeskChange::Assigned(one))) => audited.assign(&change.app, &one)?,
            Some(Ok(DeskChange::Released(one))) => audited.release(&change.app, &one)?,
            Some(Ok(DeskChange::Merged(both))) => audited.merge(&change.app, &both)?,
            Some(Ok(DeskChange::Resolved(one))) => audited.resolve(&change.app, &one)?,
        }
    }
    Ok(audited)
}

impl Audited {
    fn agent(&mut self, app: &AppId, change: AgentChange) -> Result<(), Violation> {
        let key = UserKey::new(app.clone(), change.uid.clone());
        let serves = self.loads.get(&key).copied().unwrap_or_default();
        if change.load != serves {
            return Err(Violation::WrongLoad {
                agent: key.uid,
                said: change.load,
                serves,
            });
        }
        self.agents.insert(key, change);
        Ok(())
    }

    fn open(&mut self, app: &AppId, change: &ConsultationChange) -> Result<(), Violation> {
        let thread = (app.clone(), change.conversation_id);
        if self.open.insert(thread, change.consultation_id).is_some() {
            return Err(Violation::TwoOpen(change.conversation_id));
        }
        self.opened += 1;
        self.waiting
            .entry((app.clone(), change.team_id))
            .or_default()
            .insert(change.place);
        Ok(())
    }

    fn assign(&mut self, app: &AppId, change: &ConsultationChange) -> Result<(), Violation> {
        let (Some(uid), Some(reason)) = (&change.agent_uid, &change.assignment) else {
            return Err(Violation::WrongStep(change.consultation_id));
        };
        let queue = self
            .waiting
            .entry((app.clone(), change.team_id))
            .or_default();
        match queue.first() {
            Some(head) if *head < change.place => {
                return Err(Violation::Overtaken {
                    taken: change.place,
                    waiting: *head,
                });
            }
            _ => {}
        }
        if !queue.remove(&change.place) {
            return Err(Violation::WrongStep(change.consultation_id));
        }
        let key = UserKey::new(app.clone(), uid.clone());
        let agent = self
            .agents
            .get(&key)
            .ok_or(Violation::WrongStep(change.consultation_id))?;
        let there = match reason.rule {
            AssignmentRule::Picked => agent.status.may_pick(),
            AssignmentRule::LastAgent
            | AssignmentRule::FewestConsultations
            | AssignmentRule::LongestIdle => agent.status == AgentStatus::Online,
        };
        if !there {
            return Err(Violation::NotThere {
                agent: key.uid,
                status: agent.status,
            });
        }
        let load = self.loads.entry(key.clone()).or_default();
        *load += 1;
        if *load > agent.capacity {
            let (load, capacity) = (*load, agent.capacity);
            return Err(Violation::OverTheLimit {
                agent: key.uid,
                load,
                capacity,
            });
        }
        self.assigned += 1;
        Ok(())
    }

    fn release(&mut self, app: &AppId, change: &ConsultationChange) -> Result<(), Violation> {
        let wrong = Violation::WrongStep(change.consultation_id);
        let uid = change.agent_uid.clone().ok_or_else(|| wrong.clone())?;
        let load = self
            .loads
            .entry(UserKey::new(app.clone(), uid))
            .or_default();
        *load = load.checked_sub(1).ok_or_else(|| wrong.clone())?;
        let queue = self
            .waiting
            .entry((app.clone(), change.team_id))
            .or_default();
        if queue.insert(change.place) {
            Ok(())
        } else {
            Err(wrong)
        }
    }

    /// A new one takes over place and agent of the one that ended; one that waited takes over the agent; any other goes
    /// on as it was, and what the ended one took is free.
    fn merge(&mut self, app: &AppId, both: &MergeChange) -> Result<(), Violation> {
        let (ended, into) = (&both.ended, &both.into);
        let wrong = Violation::WrongStep(ended.consultation_id);
        let state = |change: &ConsultationChange| change.transition.as_ref().map(|step| step.from);
        let thread = (app.clone(), ended.conversation_id);
        if self.open.remove(&thread) != Some(ended.consultation_id) {
            return Err(wrong);
        }
        self.resolved += 1;
        let own = (app.clone(), into.conversation_id);
        match state(into) {
            Some(ConsultationState::Initial) => {
                if self.open.insert(own, into.consultation_id).is_some() {
                    return Err(Violation::TwoOpen(into.conversation_id));
                }
                self.opened += 1;
                return Ok(());
            }
            Some(ConsultationState::Waiting) => {
                let queue = self.waiting.entry((app.clone(), into.team_id)).or_default();
                return queue.remove(&into.place).then_some(()).ok_or(wrong);
            }
            _ => {}
        }
        if let (Some(ConsultationState::Assigned), Some(agent)) = (state(ended), &ended.agent_uid) {
            let key = UserKey::new(app.clone(), agent.clone());
            let load = self.loads.entry(key).or_default();
            *load = load.checked_sub(1).ok_or(wrong)?;
            return Ok(());
        }
        let queue = self
            .waiting
            .entry((app.clone(), ended.team_id))
            .or_default();
        queue.remove(&ended.place).then_some(()).ok_or(wrong)
    }

    fn resolve(&mut self, app: &AppId, change: &ConsultationChange) -> Result<(), Violation> {
        let wrong = Violation::WrongStep(change.consultation_id);
        let thread = (app.clone(), change.conversation_id);
        if self.open.remove(&thread) != Some(change.consultation_id) {
            return Err(wrong);
        }
        self.resolved += 1;
        match change.transition.as_ref().map(|step| step.from) {
            Some(ConsultationState::Waiting) => {
                let queue = self
                    .waiting
                    .entry((app.clone(), change.team_id))
                    .or_default();
                if queue.remove(&change.place) {
                    Ok(())
                } else {
                    Err(wrong)
                }
            }
            Some(ConsultationState::Assigned) => {
                let uid = change.agent_uid.clone().ok_or_else(|| wrong.clone())?;
                let load = self
                    .loads
                    .entry(UserKey::new(app.clone(), uid))
                    .or_default();
                *load = load.checked_sub(1).ok_or(wrong)?;
                Ok(())
            }
            _ => Err(wrong),
        }
    }
}
