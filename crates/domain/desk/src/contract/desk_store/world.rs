//! One app with its default team, and short names for what the promises do to it.

use std::collections::HashSet;

use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, TeamId, Uid};
use skein_messaging::ports::ChangeEvent;

use super::Subject;
use crate::model::{
    Actor, Agent, AgentStatus, Capacity, Consultation, DeskTime, Rating, Strategy, Team, TeamName,
    ThreadMessage,
};
use crate::rules::{ReleaseReason, Resolution, WaitReason};
use crate::service::commands::{
    AcceptOutcome, AssignNext, AssignOutcome, Commanded, Commands, Joined, Release,
};

pub(super) struct World<'a, S> {
    pub(super) store: &'a S,
    pub(super) app: AppId,
    pub(super) team: TeamId,
}

pub(super) fn app(name: &str) -> AppId {
    AppId::parse(name).expect("a valid app id")
}

pub(super) fn uid(name: &str) -> Uid {
    Uid::parse(name).expect("a valid uid")
}

/// The thread of customer `c<number>`.
pub(super) fn thread(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}

pub(super) fn customer(number: u8) -> Uid {
    uid(&format!("c{number}"))
}

pub(super) fn team(app: &AppId, number: u8, name: &str) -> Team {
    Team {
        app: app.clone(),
        id: TeamId::from_bytes([number; 16]),
        name: TeamName::parse(name).expect("a valid name"),
        strategy: Strategy::Even,
        silence_resolve_s: 60,
        response_target_s: 60,
        is_default: false,
        is_deleted: false,
    }
}

pub(super) fn agent(app: &AppId, name: &str, capacity: u32) -> Agent {
    Agent {
        app: app.clone(),
        uid: uid(name),
        status: AgentStatus::Online,
        capacity: Capacity::new(capacity).expect("1 to 100"),
        load: 0,
        last_assigned: None,
        absence: None,
    }
}

pub(super) fn said(app: &AppId, number: u8, sender: &Uid, seq: u64, time_ms: i64) -> ThreadMessage {
    ThreadMessage {
        app: app.clone(),
        conversation_id: thread(number),
        customer: customer(number),
        sender: sender.clone(),
        seq: Seq(seq),
        time_ms,
        noted: DeskTime(time_ms),
        preview: format!("{sender} says {seq}"),
        new_id: ConsultationId::generate(time_ms),
        anew_of: None,
    }
}

pub(super) fn commands(store: &impl Subject) -> Commands<'_> {
    Commands::on(store)
}

/// Ended by the customer, before anything was said.
pub(super) const BY_CUSTOMER: Resolution = Resolution::Customer { said: Seq::ZERO };

/// Released because the user was disabled.
pub(super) fn disabled(by: Actor) -> Release {
    Release {
        by,
        reason: ReleaseReason::AgentDisabled,
    }
}

pub(super) async fn all_changes<S: Subject>(store: &S) -> Vec<ChangeEvent> {
    store
        .list_changes(0, 1_000_000)
        .await
        .expect("the outbox lists its changes")
}

impl<'a, S: Subject> World<'a, S> {
    pub(super) async fn new(store: &'a S) -> Self {
        Self::of_app(store, "tour", 1).await
    }

    pub(super) async fn of_app(store: &'a S, name: &str, team_number: u8) -> Self {
        let app = app(name);
        let default_team = team(&app, team_number, "default");
        let team = commands(store)
            .ensure_default_team(&default_team, 1)
            .await
            .expect("a default team")
            .id;
        Self { store, app, team }
    }

    /// An agent of the default team, online.
    pub(super) async fn hire(&self, name: &str, capacity: u32) -> Uid {
        let agent = agent(&self.app, name, capacity);
        commands(self.store)
            .ensure_agent(&agent, 1)
            .await
            .expect("an agent");
        let added = commands(self.store)
            .add_team_member(&self.app, self.team, &agent.uid, 1)
            .await;
        assert_eq!(added.expect("membership is stored"), Joined::IsMember);
        agent.uid
    }

    /// A message of the customer of that thread; what it opened.
    pub(super) async fn asks(&self, number: u8, seq: u64, time_ms: i64) -> Option<Consultation> {
        let message = said(&self.app, number, &customer(number), seq, time_ms);
        let recorded = commands(self.store).record_messages(&[message]).await;
        let mut opened = recorded.expect("messages are noted").opened;
        assert!(opened.len() <= 1);
        opened.pop()
    }

    /// A message of an agent in that thread.
    pub(super) async fn answers(&self, number: u8, agent: &Uid, seq: u64, time_ms: i64) {
        let message = said(&self.app, number, agent, seq, time_ms);
        let recorded = commands(self.store).record_messages(&[message]).await;
        let opened = recorded.expect("messages are noted").opened;
        assert!(opened.is_empty(), "an agent opens nothing");
    }

    /// Assigns the head of the default team's queue with these agents connected.
    pub(super) async fn assign(
        &self,
        connected: &[&Uid],
        now_ms: i64,
    ) -> Result<Consultation, WaitReason> {
        let connected: HashSet<Uid> = connected.iter().map(|&uid| uid.clone()).collect();
        let next = AssignNext {
            app: &self.app,
            team: self.team,
            connected: &connected,
            now_ms,
        };
        match commands(self.store)
            .assign_next(next)
            .await
            .expect("a decision is stored")
        {
            AssignOutcome::Assigned(consultation) => Ok(*consultation),
            AssignOutcome::Wait(why) => Err(why),
        }
    }

    pub(super) async fn accept(&self, agent: &Uid, now_ms: i64) -> AcceptOutcome {
        commands(self.store)
            .accept_next(&self.app, agent, now_ms)
            .await
            .expect("a pick is stored")
    }

    pub(super) async fn resolve(
        &self,
        id: ConsultationId,
        resolution: Resolution,
        now_ms: i64,
    ) -> Commanded {
        commands(self.store)
            .resolve_consultation(&self.app, id, resolution, now_ms)
            .await
            .expect("a resolution is stored")
    }

    pub(super) async fn rate(&self, id: ConsultationId, score: u8, now_ms: i64) -> Commanded {
        let rating = Rating::parse(score, vec!["耐心".to_owned()], Some("谢谢"), now_ms)
            .expect("a valid rating");
        commands(self.store)
            .rate_consultation(&self.app, id, rating)
            .await
            .expect("a rating is stored")
    }

    pub(super) async fn load_of(&self, agent: &Uid) -> u32 {
        let found = self
            .store
            .find_agent(&self.app, agent)
            .await
            .expect("agents are found");
        found.expect("the agent was hired").load
    }

    pub(super) async fn find(&self, id: ConsultationId) -> Consultation {
        let found = self.store.find_consultation(&self.app, id).await;
        found
            .expect("consultations are found")
            .expect("the consultation was opened")
    }
}

impl Commanded {
    /// The consultation after a command that must have succeeded.
    pub(super) fn into_done(self) -> Consultation {
        match self {
            Self::Done(consultation) => *consultation,
            other => panic!("refused: {other:?}"),
        }
    }
}
