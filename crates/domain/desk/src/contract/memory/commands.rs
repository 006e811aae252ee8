//! The commands in memory: the lock is the transaction, and nothing is stored before everything is decided.

use std::collections::BTreeSet;

use async_trait::async_trait;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid, UserKey};

#[cfg(test)]
use super::Flaw;
use super::{MemoryDeskStore, Tables};
use crate::model::{
    Agent, AgentStatus, AssignmentReason, Clue, Consultation, ConsultationChange,
    ConsultationState, DeskChange, Rating, SignIn, ThreadMessage,
};
use crate::ports::{
    AcceptOutcome, AssignNext, AssignOutcome, AssignmentStore, Commanded, Decide, GoneThread,
    MergeInto, MergeOutcome, Recorded, Release,
};
use crate::rules::{
    AssignmentQuestion, Candidate, ConsultationEvent, Decision, PickRefusal, Reaction,
    ReleaseReason, Resolution, WaitReason, note, open, pick, rate, react, transition,
};

#[async_trait]
impl AssignmentStore for MemoryDeskStore {
    async fn remember_clue(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError> {
        let mut tables = self.tables();
        tables
            .threads
            .entry((app.clone(), conversation_id))
            .or_default()
            .clue = Some(clue.clone());
        Ok(())
    }

    async fn record_messages(&self, messages: &[ThreadMessage]) -> Result<Recorded, StoreError> {
        let mut tables = self.tables();
        for message in messages {
            tables.default_team(&message.app)?;
        }
        let mut gone = BTreeSet::new();
        let opened = messages
            .iter()
            .filter_map(|message| tables.record_message(message, &mut gone))
            .collect();
        let gone = gone.into_iter().collect();
        Ok(Recorded { opened, gone })
    }

    async fn assign_next(
        &self,
        next: AssignNext<'_>,
        decide: Decide<'_>,
    ) -> Result<AssignOutcome, StoreError> {
        let mut tables = self.tables();
        let Some(team) = tables.teams.get(&(next.app.clone(), next.team)).cloned() else {
            return Ok(AssignOutcome::Wait(WaitReason::QueueEmpty));
        };
        let Some(head) = tables.head(next.app, &[team.id]) else {
            return Ok(AssignOutcome::Wait(WaitReason::QueueEmpty));
        };
        let candidates: Vec<Candidate> = tables
            .agents_of(next.app, team.id)
            .iter()
            .map(|agent| Candidate::of(agent, next.connected.contains(&agent.uid)))
            .collect();
        let last_agent = tables.last_agent(&head);
        let question = AssignmentQuestion {
            consultation: &head,
            strategy: team.strategy,
            candidates: &candidates,
            last_agent: last_agent.as_ref(),
        };
        match decide(&question) {
            Decision::Wait(why) => Ok(AssignOutcome::Wait(why)),
            Decision::Assign { agent, reason } => {
                let key = UserKey::new(next.app.clone(), agent);
                let fits = |agent: &Agent| agent.status == AgentStatus::Online && agent.has_room();
                let holds = tables.agents.get(&key).is_some_and(fits);
                #[cfg(test)]
                let holds = holds || tables.has(Flaw::NoGuard);
                if !holds {
                    return Err(StoreError::conflict("the chosen agent takes nothing now"));
                }
                let assigned = tables.assign(&head, &key, reason, next.now_ms);
                Ok(AssignOutcome::Assigned(Box::new(assigned)))
            }
        }
    }

    async fn accept_next(
        &self,
        app: &AppId,
        agent: &Uid,
        now_ms: i64,
    ) -> Result<AcceptOutcome, StoreError> {
        let mut tables = self.tables();
        let key = UserKey::new(app.clone(), agent.clone());
        let Some(agent) = tables.agents.get(&key) else {
            return Ok(AcceptOutcome::Refused(PickRefusal::NotAnAgent));
        };
        let teams: Vec<TeamId> = tables
            .teams_of(app, &agent.uid)
            .into_iter()
            .map(|team| team.id)
            .collect();
        let head = tables.head(app, &teams);
        let Some((team, head)) =
            head.and_then(|head| Some((tables.teams.get(&(app.clone(), head.team_id))?, head)))
        else {
            return Ok(AcceptOutcome::Refused(PickRefusal::QueueEmpty));
        };
        match pick(agent, team.strategy) {
            Err(refusal) => Ok(AcceptOutcome::Refused(refusal)),
            Ok(reason) => {
                let assigned = tables.assign(&head, &key, reason, now_ms);
                Ok(AcceptOutcome::Accepted(Box::new(assigned)))
            }
        }
    }

    async fn resolve_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        resolution: Resolution,
        now_ms: i64,
    ) -> Result<Commanded, StoreError> {
        let mut tables = self.tables();
        let Some(before) = tables.consultations.get(&(app.clone(), id)).cloned() else {
            return Ok(Commanded::NotFound);
        };
        let (resolved, step) =
            match transition(&before, ConsultationEvent::Resolve(resolution), now_ms) {
                Ok(decided) => decided,
                Err(refusal) => return Ok(Commanded::Refused(refusal)),
            };
        let resolved = Consultation {
            resolved_number: Some(tables.draw_number(app)),
            ..resolved
        };
        let frees = before.state == ConsultationState::Assigned;
        #[cfg(test)]
        let frees = frees && !tables.has(Flaw::KeepsPlaces);
        if frees
            && let Some(uid) = before.agent
            && let Some(agent) = tables.agents.get_mut(&UserKey::new(app.clone(), uid))
        {
            agent.load -= 1;
        }
        let change = ConsultationChange::of(&resolved, Some(step.clone()));
        tables.save(resolved.clone(), Some(step));
        tables.record(app, &DeskChange::Resolved(change), now_ms);
        Ok(Commanded::Done(Box::new(resolved)))
    }

    async fn release_agent(
        &self,
        app: &AppId,
        agent: &Uid,
        release: &Release,
        now_ms: i64,
    ) -> Result<Vec<Consultation>, StoreError> {
        let mut tables = self.tables();
        let key = UserKey::new(app.clone(), agent.clone());
        let before = match tables.agents.get(&key) {
            Some(agent)
                if release.reason != ReleaseReason::AgentLost || agent.absence.is_some() =>
            {
                agent.status
            }
            _ => return Ok(Vec::new()),
        };
        let served: Vec<Consultation> = tables
            .consultations
            .values()
            .filter(|one| one.app == *app && one.agent.as_ref() == Some(agent))
            .filter(|one| one.state == ConsultationState::Assigned)
            .cloned()
            .collect();
        let mut released = Vec::with_capacity(served.len());
        for consultation in served {
            let event = ConsultationEvent::Released {
                by: release.by.clone(),
                reason: release.reason,
            };
            let (waiting, step) =
                transition(&consultation, event, now_ms).map_err(StoreError::conflict)?;
            let change = ConsultationChange {
                agent_uid: consultation.agent,
                ..ConsultationChange::of(&waiting, Some(step.clone()))
            };
            tables.save(waiting.clone(), Some(step));
            tables.record(app, &DeskChange::Released(change), now_ms);
            released.push(waiting);
        }
        if let Some(agent) = tables.agents.get_mut(&key) {
            agent.status = AgentStatus::Offline;
            agent.load -= u32::try_from(released.len()).map_err(StoreError::internal)?;
        }
        if before != AgentStatus::Offline || !released.is_empty() {
            tables.record_agent(app, agent, now_ms);
        }
        Ok(released)
    }

    async fn record_sign_in(
        &self,
        app: &AppId,
        sign_in: &SignIn,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let change = DeskChange::SignedIn(sign_in.clone());
        self.tables().record(app, &change, now_ms);
        Ok(())
    }

    async fn merge_consultation(
        &self,
        app: &AppId,
        merge: &MergeInto,
        now_ms: i64,
    ) -> Result<MergeOutcome, StoreError> {
        Ok(self.tables().merge(app, merge, now_ms))
    }

    async fn rate_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        rating: Rating,
    ) -> Result<Commanded, StoreError> {
        let mut tables = self.tables();
        let Some(before) = tables.consultations.get(&(app.clone(), id)) else {
            return Ok(Commanded::NotFound);
        };
        let now_ms = rating.at_ms;
        match rate(before, rating) {
            Err(refusal) => Ok(Commanded::Refused(refusal)),
            Ok(rated) => {
                tables.save(rated.clone(), None);
                let change = DeskChange::Rated(ConsultationChange::of(&rated, None));
                tables.record(app, &change, now_ms);
                Ok(Commanded::Done(Box::new(rated)))
            }
        }
    }
}

impl Tables {
    fn default_team(&self, app: &AppId) -> Result<TeamId, StoreError> {
        self.teams
            .values()
            .find(|team| team.app == *app && team.is_default)
            .map(|team| team.id)
            .ok_or_else(|| StoreError::internal("the app has no default team"))
    }

    /// The consultation that the message opened, if it did.
    fn record_message(
        &mut self,
        message: &ThreadMessage,
        gone: &mut BTreeSet<(AppId, GoneThread)>,
    ) -> Option<Consultation> {
        let thread_key = (message.app.clone(), message.conversation_id);
        let team = self.default_team(&message.app).ok()?;
        let is_history = self.is_history(message);
        let thread = self.threads.entry(thread_key.clone()).or_default();
        if let Some(into) = thread.gone {
            let gone_thread = GoneThread {
                visitors: message.conversation_id,
                own: into.into,
            };
            gone.insert((message.app.clone(), gone_thread));
            return None;
        }
        if message.seq <= thread.noted {
            return None;
        }
        thread.noted = message.seq;
        if is_history {
            return None;
        }
        let clue = thread.clue.clone();
        let latest = thread
            .latest
            .and_then(|id| self.consultations.get(&(message.app.clone(), id)).cloned());
        match react(latest.as_ref(), message) {
            Reaction::Ignore => None,
            Reaction::Note => {
                let noted = note(&latest?, message);
                self.save(noted, None);
                None
            }
            Reaction::Open => {
                let ticket = self.tickets.entry(message.app.clone()).or_default();
                *ticket += 1;
                let number = latest.map_or(1, |latest| latest.number + 1);
                let (opened, step) = open(message, team, number, *ticket, clue);
                self.threads.entry(thread_key).or_default().latest = Some(opened.id);
                let change = ConsultationChange::of(&opened, Some(step.clone()));
                self.save(opened.clone(), Some(step));
                self.record(&message.app, &DeskChange::Opened(change), message.time_ms);
                Some(opened)
            }
        }
    }

    /// Said anew, and of a consultation that had ended before it came here.
    fn is_history(&self, message: &ThreadMessage) -> bool {
        message.anew_of.is_some_and(|(visitors, seq)| {
            let from = self.threads.get(&(message.app.clone(), visitors));
            from.and_then(|thread| thread.gone)
                .is_some_and(|gone| gone.into == message.conversation_id && seq < gone.counts_from)
        })
    }

    /// Whoever served this customer before this consultation.
    fn last_agent(&self, consultation: &Consultation) -> Option<Uid> {
        self.consultations
            .values()
            .filter(|one| {
                one.app == consultation.app && one.conversation_id == consultation.conversation_id
            })
            .filter(|one| one.number < consultation.number && one.agent.is_some())
            .max_by_key(|one| one.number)
            .and_then(|one| one.agent.clone())
    }

    fn assign(
        &mut self,
        head: &Consultation,
        key: &UserKey,
        reason: AssignmentReason,
        now_ms: i64,
    ) -> Consultation {
        let event = ConsultationEvent::Assigned {
            agent: key.uid.clone(),
            reason,
        };
        let (assigned, step) =
            transition(head, event, now_ms).expect("the head of a queue is waiting");
        let number = self.draw_number(&key.app);
        if let Some(agent) = self.agents.get_mut(key) {
            agent.load += 1;
            agent.last_assigned = Some(number);
        }
        let change = ConsultationChange::of(&assigned, Some(step.clone()));
        self.save(assigned.clone(), Some(step));
        self.record(&key.app, &DeskChange::Assigned(change), now_ms);
        assigned
    }
}
