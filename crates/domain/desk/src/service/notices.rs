//! Telling screens where things stand now. The latest state wins, so a notice is made from what is stored when it
//! leaves, never from what an event said earlier.
//!
//! Several may be on their way at once, on several nodes. A notice carries as its revision the newest change that there was
//! when reading for it began, so that it shows that change at least, and one with a smaller revision is dropped wherever it
//! comes later. What it misses is a later change, which is announced as well: the last that arrives is right. Therefore
//! whatever a notice shows is changed by changes only; that an agent is connected is noted as one.

use std::sync::Arc;

use skein_foundation::{AppId, ConsultationId, StoreError, TeamId, Uid};
use skein_messaging::model::{Notice, Push};
use skein_messaging::ports::Audience;

use super::Desk;
use crate::model::{
    AgentNotice, Asking, Consultation, ConsultationNotice, ConsultationState, DeskNotice,
    QueueNotice, QueuePlace, Waiting,
};
use crate::rules::positions;

/// Waiting visitors told of a new position at one time. Who stands further back learns it on coming closer, so
/// that a step at the head of a very long queue does not become thousands of pushes.
const MAX_ANNOUNCED: usize = 500;

impl Desk {
    /// Where the consultation stands, to its customer and its agent. Places in the queue are announced with the
    /// queue.
    pub(super) async fn announce_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<(), StoreError> {
        let store = &self.ports.store;
        let revision = store.newest_change().await?;
        let found = store.find_consultation(app, id).await?;
        let Some(consultation) = found.filter(|one| one.state != ConsultationState::Waiting) else {
            return Ok(());
        };
        let team = store.find_team(app, consultation.team_id).await?;
        let team_name = team.as_ref().map_or("", |team| team.name.as_str());
        let people = std::iter::once(&consultation.customer).chain(consultation.agent.as_ref());
        let names = self.names(app, people.cloned().collect()).await?;
        let person = |uid: &Uid| (uid.clone(), names.of(uid));
        let notice = ConsultationNotice {
            agent: consultation.agent.as_ref().map(person),
            ..notice_of(&consultation, team_name)
        };
        let customer = [consultation.customer.clone()];
        self.push(
            app,
            customer,
            DeskNotice::Consultation(notice.clone()).at(revision),
        )
        .await;
        let Some(agent) = consultation.agent.clone() else {
            return Ok(());
        };
        let last_message = consultation.talk.last_message.as_ref();
        let asking = Asking {
            customer: person(&consultation.customer),
            last_message: last_message
                .map(|last| last.text.clone())
                .unwrap_or_default(),
        };
        let notice = ConsultationNotice {
            asking: Some(asking),
            ..notice
        };
        let notice = DeskNotice::Consultation(notice);
        self.push(app, [agent], notice.at(revision)).await;
        Ok(())
    }

    /// Their positions to those who wait at `from` or behind it, all of them for `None`, and the length of the
    /// queue to the agents of the team.
    pub(super) async fn announce_queue(
        &self,
        app: &AppId,
        team: TeamId,
        from: Option<QueuePlace>,
    ) -> Result<(), StoreError> {
        let store = &self.ports.store;
        let revision = store.newest_change().await?;
        let Some(team) = store.find_team(app, team).await? else {
            return Ok(());
        };
        let before = from.map(|place| QueuePlace {
            ticket: place.ticket.saturating_sub(1),
            ..place
        });
        let waiting = store
            .list_waiting(app, team.id, before, MAX_ANNOUNCED)
            .await?;
        if let Some(first) = waiting.first() {
            let ahead = store.count_waiting(app, team.id, Some(first.place)).await?;
            let ground = self.wait_ground(app, team.id).await?;
            for (position, one) in positions(ahead, &waiting) {
                let notice = ConsultationNotice {
                    queue_position: position,
                    wait_estimate_s: ground.estimate_s(position).unwrap_or(0),
                    agents_online: ground.agents_online,
                    ..notice_of_waiting(one, team.name.as_str())
                };
                let notice = DeskNotice::Consultation(notice);
                self.push(app, [one.customer.clone()], notice.at(revision))
                    .await;
            }
        }
        let agents = store.list_team_agents(app, team.id).await?;
        if agents.is_empty() {
            return Ok(());
        }
        let notice = DeskNotice::Queue(QueueNotice {
            team_id: team.id,
            waiting: store.count_waiting(app, team.id, None).await?,
        });
        let agents: Vec<Uid> = agents.into_iter().map(|agent| agent.uid).collect();
        self.push(app, agents, notice.at(revision)).await;
        Ok(())
    }

    /// An agent's own status and load, on all the agent's devices.
    pub(super) async fn announce_agent(&self, app: &AppId, uid: &Uid) -> Result<(), StoreError> {
        let store = &self.ports.store;
        let revision = store.newest_change().await?;
        let Some(agent) = store.find_agent(app, uid).await? else {
            return Ok(());
        };
        let notice = DeskNotice::Agent(AgentNotice {
            status: agent.status,
            load: agent.load,
            capacity: agent.capacity.get(),
        });
        self.push(app, [agent.uid], notice.at(revision)).await;
        Ok(())
    }

    async fn push(&self, app: &AppId, to: impl Into<Arc<[Uid]>>, notice: Notice) {
        let audience = Audience::new(app.clone(), to);
        self.ports
            .router
            .route(audience, Push::Notice(notice))
            .await;
    }
}

fn notice_of(consultation: &Consultation, team_name: &str) -> ConsultationNotice {
    let rating = consultation.rating.as_ref();
    ConsultationNotice {
        state: consultation.state,
        resolved_by: consultation.resolved_by,
        can_rate: consultation.can_rate(),
        rating_score: rating.map_or(0, |rating| rating.score),
        ..notice_of_waiting(&Waiting::from(consultation), team_name)
    }
}

fn notice_of_waiting(waiting: &Waiting, team_name: &str) -> ConsultationNotice {
    ConsultationNotice {
        consultation_id: waiting.id,
        conversation_id: waiting.conversation_id,
        state: ConsultationState::Waiting,
        queue_position: 0,
        wait_estimate_s: 0,
        agent: None,
        resolved_by: None,
        can_rate: false,
        team_name: team_name.to_owned(),
        agents_online: false,
        rating_score: 0,
        asking: None,
        steps: waiting.transitions,
    }
}
