//! Telling screens where things stand now. The latest state wins, so a notice is made from what is stored when it
//! leaves, never from what an event said earlier.

use std::sync::Arc;

use skein_foundation::{AppId, ConsultationId, StoreError, TeamId, Uid};
use skein_messaging::model::{AgentNotice, Asking, ConsultationNotice, Notice, Push};
use skein_messaging::ports::Audience;

use super::Desk;
use crate::model::{Consultation, ConsultationState, QueuePlace, ResolvedBy};
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
        let _in_order = self.announcing.lock().await;
        let store = &self.ports.store;
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
        self.push(app, customer, Notice::Consultation(notice.clone()))
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
        self.push(app, [agent], Notice::Consultation(notice)).await;
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
        let _in_order = self.announcing.lock().await;
        let store = &self.ports.store;
        let Some(team) = store.find_team(app, team).await? else {
            return Ok(());
        };
        let before = from.map(|place| QueuePlace {
            ticket: place.ticket.saturating_sub(1),
            ..place
        });
        let waiting = store
            .list_queue(app, &[team.id], before, MAX_ANNOUNCED)
            .await?;
        if let Some(first) = waiting.first() {
            let ahead = store.count_waiting(app, team.id, Some(first.place)).await?;
            let ground = self.wait_ground(app, team.id).await?;
            for (position, consultation) in positions(ahead, &waiting) {
                let notice = ConsultationNotice {
                    queue_position: position,
                    wait_estimate_s: ground.estimate_s(position).unwrap_or(0),
                    agents_online: ground.agents_online,
                    ..notice_of(consultation, team.name.as_str())
                };
                let customer = [consultation.customer.clone()];
                self.push(app, customer, Notice::Consultation(notice)).await;
            }
        }
        let agents = store.list_team_agents(app, team.id).await?;
        if agents.is_empty() {
            return Ok(());
        }
        let notice = Notice::Queue {
            team_id: team.id,
            waiting: store.count_waiting(app, team.id, None).await?,
        };
        let agents: Vec<Uid> = agents.into_iter().map(|agent| agent.uid).collect();
        self.push(app, agents, notice).await;
        Ok(())
    }

    /// An agent's own status and load, on all the agent's devices.
    pub(super) async fn announce_agent(&self, app: &AppId, uid: &Uid) -> Result<(), StoreError> {
        let Some(agent) = self.ports.store.find_agent(app, uid).await? else {
            return Ok(());
        };
        let notice = AgentNotice {
            status: agent.status.as_str(),
            load: agent.load,
            capacity: agent.capacity.get(),
        };
        self.push(app, [agent.uid], Notice::Agent(notice)).await;
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
    ConsultationNotice {
        consultation_id: consultation.id,
        conversation_id: consultation.conversation_id,
        state: consultation.state.as_str(),
        queue_position: 0,
        wait_estimate_s: 0,
        agent: None,
        resolved_by: consultation.resolved_by.map(ResolvedBy::as_str),
        can_rate: consultation.can_rate(),
        team_name: team_name.to_owned(),
        agents_online: false,
        rating_score: consultation
            .rating
            .as_ref()
            .map_or(0, |rating| rating.score),
        asking: None,
        revision: consultation.transitions,
    }
}
