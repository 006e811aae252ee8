//! Following the message log: the first question opens a consultation, the rest keeps its talk.

use std::collections::BTreeSet;

use skein_foundation::{AppId, ConsultationId, StoreError, TeamId};
use skein_messaging::model::LoggedMessage;

use super::signing_in::anew_of;
use super::{Desk, metrics};
use crate::model::{DeskTime, ThreadMessage};
use crate::service::commands::Recorded;

impl Desk {
    /// Handler of the durable consumer `desk` on the stream of messages, in log order. The same messages again
    /// have no further effect. One transaction per call, so give it pages rather than single messages.
    pub async fn on_messages(&self, messages: &[LoggedMessage]) -> Result<(), StoreError> {
        let mut of_threads = Vec::new();
        let noted = self.desk_now().await?;
        for logged in messages {
            if let Some(message) = self.thread_message(logged, noted).await? {
                self.prepare_app(&message.app).await?;
                of_threads.push(message);
            }
        }
        if of_threads.is_empty() {
            return Ok(());
        }
        let Recorded { opened, gone } = self.commands().record_messages(&of_threads).await?;
        for (app, thread) in gone {
            self.say_anew(&app, thread).await?;
        }
        metrics::opened(opened.len());
        let queues: BTreeSet<(AppId, TeamId)> = opened
            .into_iter()
            .map(|one| (one.app, one.team_id))
            .collect();
        for (app, team) in queues {
            self.drain_after_commit(&app, vec![team]).await;
        }
        Ok(())
    }

    /// `None` for what does not concern the desk: other conversations, and what the system said.
    async fn thread_message(
        &self,
        logged: &LoggedMessage,
        noted: DeskTime,
    ) -> Result<Option<ThreadMessage>, StoreError> {
        let message = &logged.message;
        let Some(sender) = &message.sender else {
            return Ok(None);
        };
        let Some(customer) = self
            .customer_of(&logged.app, message.conversation_id)
            .await?
        else {
            return Ok(None);
        };
        Ok(message
            .content
            .preview(ThreadMessage::MAX_PREVIEW_CHARS)
            .map(|preview| ThreadMessage {
                app: logged.app.clone(),
                conversation_id: message.conversation_id,
                customer,
                sender: sender.clone(),
                seq: message.seq,
                time_ms: message.time_ms,
                noted,
                preview,
                new_id: ConsultationId::generate(message.time_ms),
                anew_of: anew_of(message),
            }))
    }
}
