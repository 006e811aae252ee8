//! The thread of a customer: found or made, with the clue remembered for the next consultation on it.

use skein_foundation::{AppId, Uid};
use skein_messaging::model::Conversation;
use skein_messaging::service::ConversationError;

use super::{Desk, DeskError};
use crate::model::{Clue, ConsultationView};

impl Desk {
    /// The thread and its newest consultation, in whatever state: an ended one may still be rated. A clue stays
    /// until a newer one comes, so that whoever asks again from the same page comes from the same page.
    pub async fn thread_for_customer(
        &self,
        app: &AppId,
        customer: &Uid,
        clue: Option<&Clue>,
    ) -> Result<(Conversation, Option<ConsultationView>), DeskError> {
        let thread = self.ports.messaging.open_thread(app, customer).await;
        let thread = ConversationError::optional(thread)?.ok_or(DeskError::NotFound)?;
        if let Some(clue) = clue {
            self.ports.store.remember_clue(app, thread.id, clue).await?;
        }
        let latest = self
            .ports
            .store
            .find_latest_consultation(app, thread.id)
            .await?;
        let view = match latest {
            Some(latest) => Some(self.view(latest).await?),
            None => None,
        };
        Ok((thread, view))
    }
}
