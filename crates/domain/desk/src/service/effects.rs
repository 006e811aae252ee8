//! What follows from a committed change, driven from the outbox so that a crash in between loses nothing.
//!
//! Every effect may come again without a further effect: system events carry a client message id made from the
//! consultation, membership is made from what is stored now, and notices say the latest state.

use std::collections::HashSet;
use std::collections::{BTreeMap, BTreeSet};

use skein_foundation::{AppId, ClientMsgId, StoreError, TeamId, Uid};
use skein_messaging::model::{Append, Content, SystemEvent, SystemEventKind};
use skein_messaging::ports::ChangeEvent;

use super::Desk;
use crate::model::{
    Actor, AssignmentRule, ConsultationChange, ConsultationState, DeskChange, MergeChange,
    QueuePlace,
};

/// The step of a consultation that gives it to an agent for the first time: after it opened.
pub(super) const FIRST_ASSIGNMENT: u32 = 2;

/// What a page of changes asks for once, however often its changes ask for it.
#[derive(Debug, Default)]
struct Afterwards {
    /// Queues that moved, from the foremost place on.
    moved: BTreeMap<(AppId, TeamId), QueuePlace>,
    /// Agents who were given something, gave something back or changed.
    agents: BTreeSet<(AppId, Uid)>,
    /// Agents who came, went or changed, with the teams that they left: what the waiting were told may not hold.
    changed: BTreeMap<(AppId, Uid), BTreeSet<TeamId>>,
    /// Teams that changed.
    teams: BTreeSet<(AppId, TeamId)>,
    /// Queues somebody joined.
    joined: BTreeSet<(AppId, TeamId)>,
}

impl Desk {
    /// Handler of the durable consumer `desk-effects` on the stream of changes, in order. The same changes again
    /// have no further effect. Changes that are not the desk's are passed over.
    pub async fn on_changes(&self, changes: &[ChangeEvent]) -> Result<(), StoreError> {
        let mut afterwards = Afterwards::default();
        for change in changes {
            match DeskChange::parse(&change.kind, &change.payload) {
                None => {}
                // It would be as unreadable the next time: an operator must look, the others go on.
                Some(Err(error)) => tracing::error!(
                    change.position,
                    change.kind,
                    error = &error as &dyn std::error::Error,
                    "a change can't be read"
                ),
                Some(Ok(desk_change)) => {
                    self.apply_effects(&change.app, desk_change, change.time_ms, &mut afterwards)
                        .await?;
                }
            }
        }
        self.apply_afterwards(afterwards).await
    }

    async fn apply_effects(
        &self,
        app: &AppId,
        change: DeskChange,
        time_ms: i64,
        afterwards: &mut Afterwards,
    ) -> Result<(), StoreError> {
        let (kind, change) = match change {
            DeskChange::Agent(agent) => {
                let key = (app.clone(), agent.uid);
                afterwards.agents.insert(key.clone());
                let left = afterwards.changed.entry(key).or_default();
                left.extend(agent.left_team);
                return Ok(());
            }
            // Its name is shown to those who wait.
            DeskChange::Team(team) => {
                afterwards.teams.insert((app.clone(), team.team_id));
                return Ok(());
            }
            DeskChange::SignedIn(sign_in) => return self.follow_sign_in(app, &sign_in).await,
            // Who served it goes on reading it.
            DeskChange::Moved(change) => return self.settle_agent(app, &change).await,
            DeskChange::Merged(both) => {
                return self.follow_merge(app, *both, time_ms, afterwards).await;
            }
            DeskChange::Released(change) => (SystemEventKind::ConsultationReleased, change),
            DeskChange::Opened(change) => (SystemEventKind::ConsultationOpened, change),
            DeskChange::Assigned(change) => (SystemEventKind::ConsultationAssigned, change),
            DeskChange::Resolved(change) => (SystemEventKind::ConsultationResolved, change),
            DeskChange::Rated(change) => (SystemEventKind::ConsultationRated, change),
        };
        afterwards.note(app, kind, &change);
        // Who joins reads the event, who leaves reads it as the last thing.
        let leaves = matches!(
            kind,
            SystemEventKind::ConsultationResolved | SystemEventKind::ConsultationReleased
        );
        if !leaves {
            self.settle_agent(app, &change).await?;
        }
        self.append_system_event(app, kind, &change, time_ms)
            .await?;
        if leaves {
            self.settle_agent(app, &change).await?;
        }
        // Where those in a queue stand is announced with the queue.
        if matches!(
            kind,
            SystemEventKind::ConsultationOpened | SystemEventKind::ConsultationReleased
        ) {
            return Ok(());
        }
        self.announce_consultation(app, change.consultation_id)
            .await
    }

    /// The agent is told where the talk goes on, and the customer where it stands.
    async fn follow_merge(
        &self,
        app: &AppId,
        both: MergeChange,
        time_ms: i64,
        afterwards: &mut Afterwards,
    ) -> Result<(), StoreError> {
        let MergeChange { ended, into } = both;
        for (kind, change) in [
            (SystemEventKind::ConsultationResolved, &ended),
            (SystemEventKind::ConsultationAssigned, &into),
        ] {
            afterwards.note(app, kind, change);
            self.settle_agent(app, change).await?;
        }
        let kind = SystemEventKind::ConsultationResolved;
        self.append_system_event(app, kind, &ended, time_ms).await?;
        for id in [ended.consultation_id, into.consultation_id] {
            self.announce_consultation(app, id).await?;
        }
        Ok(())
    }

    async fn settle_agent(
        &self,
        app: &AppId,
        change: &ConsultationChange,
    ) -> Result<(), StoreError> {
        match &change.agent_uid {
            Some(agent) => {
                self.settle_membership(app, change.conversation_id, agent)
                    .await
            }
            None => Ok(()),
        }
    }

    async fn append_system_event(
        &self,
        app: &AppId,
        kind: SystemEventKind,
        change: &ConsultationChange,
        time_ms: i64,
    ) -> Result<(), StoreError> {
        let mut people: HashSet<Uid> = change.agent_uid.iter().cloned().collect();
        people.insert(change.customer_uid.clone());
        let names = self.names(app, people).await?;
        let person = |uid: &Uid| (uid.clone(), names.of(uid));
        let actor = match change.transition.as_ref().map(|step| &step.actor) {
            None | Some(Actor::Customer) => Some(person(&change.customer_uid)),
            Some(Actor::Agent(uid)) => Some(person(uid)),
            Some(Actor::System | Actor::App(_)) => None,
        };
        let (word, subject) = match kind {
            SystemEventKind::ConsultationAssigned => ("assigned", change.agent_uid.as_ref()),
            SystemEventKind::ConsultationOpened => ("opened", None),
            SystemEventKind::ConsultationResolved => ("resolved", None),
            SystemEventKind::ConsultationRated => ("rated", None),
            SystemEventKind::ConsultationReleased => ("released", change.agent_uid.as_ref()),
        };
        // Given to somebody a second time is an event of its own, named by its step, and so is each time it comes back.
        let is_repeatable = match kind {
            SystemEventKind::ConsultationAssigned => change.transitions > FIRST_ASSIGNMENT,
            SystemEventKind::ConsultationReleased => true,
            _ => false,
        };
        let id = if is_repeatable {
            format!(
                "consultation:{}:{}",
                change.consultation_id, change.transitions
            )
        } else {
            format!("consultation:{}:{word}", change.consultation_id)
        };
        let event = SystemEvent {
            kind,
            actor,
            subject: subject.map(person),
            reason: reason_of(kind, change).to_owned(),
            consultation_id: Some(change.consultation_id),
        };
        let append = Append {
            app: app.clone(),
            conversation_id: change.conversation_id,
            sender: None,
            client_msg_id: ClientMsgId::parse(&id).expect("60 characters at most"),
            time_ms,
            content: Content::System(event),
            origin: None,
        };
        self.ports.messaging.log().append(vec![append]).await?;
        Ok(())
    }

    async fn apply_afterwards(&self, afterwards: Afterwards) -> Result<(), StoreError> {
        for (app, uid) in &afterwards.agents {
            self.drain_for_agent(app, uid).await?;
            self.announce_agent(app, uid).await?;
        }
        for (app, team) in afterwards.joined {
            self.drain(&app, vec![team]).await?;
        }
        let mut whole = afterwards.teams;
        for ((app, uid), left) in afterwards.changed {
            let teams = self.ports.store.list_teams_of(&app, &uid).await?;
            let teams = teams.into_iter().map(|team| team.id).chain(left);
            whole.extend(teams.map(|team| (app.clone(), team)));
        }
        for (app, team) in &whole {
            self.announce_queue(app, *team, None).await?;
        }
        for ((app, team), from) in afterwards.moved {
            if !whole.contains(&(app.clone(), team)) {
                self.announce_queue(&app, team, Some(from)).await?;
            }
        }
        Ok(())
    }
}

impl Afterwards {
    fn note(&mut self, app: &AppId, kind: SystemEventKind, change: &ConsultationChange) {
        let queue = (app.clone(), change.team_id);
        // The former agent has room, and whoever else is free may go on.
        if matches!(
            kind,
            SystemEventKind::ConsultationOpened | SystemEventKind::ConsultationReleased
        ) {
            self.joined.insert(queue.clone());
        }
        if let Some(agent) = &change.agent_uid
            && kind != SystemEventKind::ConsultationRated
        {
            self.agents.insert((app.clone(), agent.clone()));
        }
        self.note_place(queue, change);
    }

    fn note_place(&mut self, queue: (AppId, TeamId), change: &ConsultationChange) {
        let waits = |state| state == ConsultationState::Waiting;
        let moved = change
            .transition
            .as_ref()
            .is_some_and(|step| waits(step.from) || waits(step.to));
        if moved {
            let foremost = self.moved.entry(queue).or_insert(change.place);
            *foremost = change.place.min(*foremost);
        }
    }
}

/// A word from the closed list of the kind.
fn reason_of(kind: SystemEventKind, change: &ConsultationChange) -> &str {
    match kind {
        SystemEventKind::ConsultationOpened => "customer_message",
        SystemEventKind::ConsultationAssigned => match &change.assignment {
            Some(reason) if reason.rule == AssignmentRule::Picked => reason.rule.as_str(),
            Some(reason) => reason.strategy.as_str(),
            None => "",
        },
        SystemEventKind::ConsultationResolved => change.resolved_by.map_or("", |by| by.as_str()),
        SystemEventKind::ConsultationRated => "customer",
        SystemEventKind::ConsultationReleased => {
            change.transition.as_ref().map_or("", |step| &step.reason)
        }
    }
}
