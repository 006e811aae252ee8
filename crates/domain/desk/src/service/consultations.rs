//! Commands on consultations: taking one, ending one, rating one.

use skein_foundation::{AppId, ConsultationId, TeamId, Uid};

use super::{Desk, DeskError, metrics};
use crate::model::{Consultation, ConsultationView, Rating};
use crate::rules::Resolution;
use crate::service::commands::{AcceptOutcome, Commanded};

impl Desk {
    /// Gives the agent the one who is next in the agent's queues.
    pub async fn accept_next(
        &self,
        app: &AppId,
        agent: &Uid,
    ) -> Result<ConsultationView, DeskError> {
        let teams = self.ports.store.list_teams_of(app, agent).await?;
        let teams: Vec<TeamId> = teams.into_iter().map(|team| team.id).collect();
        while let Some(head) = self.head_of(app, &teams).await? {
            if !self.is_turned_away(&head).await? {
                break;
            }
        }
        match self
            .commands()
            .accept_next(app, agent, self.now_ms())
            .await?
        {
            AcceptOutcome::Refused(refusal) => Err(refusal.into()),
            AcceptOutcome::Accepted(consultation) => {
                metrics::assigned(&consultation);
                self.join_at_once(&consultation).await?;
                self.view(*consultation).await
            }
        }
    }

    /// The agent ends a consultation that the agent serves.
    pub async fn resolve_by_agent(
        &self,
        app: &AppId,
        agent: &Uid,
        id: ConsultationId,
    ) -> Result<ConsultationView, DeskError> {
        self.resolve(app, id, Resolution::Agent(agent.clone()))
            .await
    }

    /// The customer ends an own consultation, also one that still waits.
    pub async fn resolve_by_customer(
        &self,
        app: &AppId,
        customer: &Uid,
        id: ConsultationId,
    ) -> Result<ConsultationView, DeskError> {
        let own = self.find_own(app, customer, id).await?;
        let log = self.ports.messaging.log();
        let said = log.last_seq(own.conversation_id).await?;
        self.resolve(app, id, Resolution::Customer { said }).await
    }

    /// The business ends a consultation with its app key, also one that still waits.
    pub async fn resolve_by_app(
        &self,
        app: &AppId,
        key_id: &str,
        id: ConsultationId,
    ) -> Result<ConsultationView, DeskError> {
        self.resolve(app, id, Resolution::App(key_id.to_owned()))
            .await
    }

    /// The customer rates an own consultation, once, after somebody served it.
    pub async fn rate(
        &self,
        app: &AppId,
        customer: &Uid,
        id: ConsultationId,
        rating: Rating,
    ) -> Result<ConsultationView, DeskError> {
        self.find_own(app, customer, id).await?;
        let rated = self.commands().rate_consultation(app, id, rating).await?;
        self.view(done(rated)?).await
    }

    async fn resolve(
        &self,
        app: &AppId,
        id: ConsultationId,
        resolution: Resolution,
    ) -> Result<ConsultationView, DeskError> {
        let outcome = self
            .commands()
            .resolve_consultation(app, id, resolution, self.now_ms())
            .await?;
        let resolved = done(outcome)?;
        self.after_resolution(&resolved).await;
        self.view(resolved).await
    }

    /// The freed place goes to whoever is next.
    pub(super) async fn after_resolution(&self, resolved: &Consultation) {
        metrics::resolved(resolved);
        let Some(agent) = &resolved.agent else { return };
        if let Err(error) = self.drain_for_agent(&resolved.app, agent).await {
            tracing::warn!(consultation.id = %resolved.id,
                error = &error as &dyn std::error::Error, "could not drain the queue now");
        }
    }

    /// Another customer's consultation is not found.
    async fn find_own(
        &self,
        app: &AppId,
        customer: &Uid,
        id: ConsultationId,
    ) -> Result<Consultation, DeskError> {
        match self.ports.store.find_consultation(app, id).await? {
            Some(consultation) if consultation.customer == *customer => Ok(consultation),
            _ => Err(DeskError::NotFound),
        }
    }
}

fn done(outcome: Commanded) -> Result<Consultation, DeskError> {
    match outcome {
        Commanded::Done(consultation) => Ok(*consultation),
        Commanded::Refused(refusal) => Err(refusal.into()),
        Commanded::NotFound => Err(DeskError::NotFound),
    }
}
