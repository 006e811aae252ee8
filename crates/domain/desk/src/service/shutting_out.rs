//! Users whom the business shuts out: what they serve goes back to the queue, and nobody waits for who can't answer.

use skein_foundation::{AppId, StoreError, Uid};

use super::{Desk, metrics};
use crate::model::{Actor, Consultation, ConsultationState, MAX_PAGE};
use crate::ports::ConsultationFilter;
use crate::rules::{ReleaseReason, Resolution};
use crate::service::commands::{Commanded, Release};

impl Desk {
    /// The user was disabled or deleted, or may not serve any more: what this agent serves goes back to its place in
    /// the queue, and to whoever is free. Nothing happens for a user who is no agent.
    pub async fn release_agent(
        &self,
        app: &AppId,
        uid: &Uid,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let release = Release {
            by: by.clone(),
            reason: ReleaseReason::AgentDisabled,
        };
        self.release(app, uid, &release).await.map(drop)
    }

    /// The customer was disabled or deleted: what is open of this customer ends.
    pub async fn turn_away(&self, app: &AppId, customer: &Uid) -> Result<(), StoreError> {
        for state in [ConsultationState::Waiting, ConsultationState::Assigned] {
            let filter = ConsultationFilter {
                state: Some(state),
                customer: Some(customer.clone()),
                agent: None,
            };
            let open = self
                .ports
                .store
                .list_consultations(app, &filter, None, MAX_PAGE)
                .await?;
            for consultation in &open {
                if let Some(ended) = self.end_as_blocked(consultation).await? {
                    self.after_resolution(&ended).await;
                }
            }
        }
        Ok(())
    }

    /// Ends it when its customer is shut out, also by what was not heard of yet.
    pub(super) async fn is_turned_away(&self, head: &Consultation) -> Result<bool, StoreError> {
        let customer = std::slice::from_ref(&head.customer);
        let found = self
            .ports
            .people
            .describe_people(&head.app, customer)
            .await?;
        if !found.iter().any(|person| person.disabled) {
            return Ok(false);
        }
        // Nobody served it: its end frees no place.
        if let Some(ended) = self.end_as_blocked(head).await? {
            metrics::resolved(&ended);
        }
        Ok(true)
    }

    async fn end_as_blocked(
        &self,
        consultation: &Consultation,
    ) -> Result<Option<Consultation>, StoreError> {
        let outcome = self
            .commands()
            .resolve_consultation(
                &consultation.app,
                consultation.id,
                Resolution::Blocked,
                self.now_ms(),
            )
            .await?;
        Ok(match outcome {
            Commanded::Done(resolved) => Some(*resolved),
            Commanded::Refused(_) | Commanded::NotFound => None,
        })
    }
}
