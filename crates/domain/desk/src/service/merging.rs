//! A visitor signs in during a talk: the talk goes along into the customer's own thread, with whoever serves it.

use std::sync::Arc;

use skein_foundation::{AppId, ClientMsgId, ConsultationId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{Append, Content, LoggedMessage, Message};
use skein_messaging::ports::HistoryRange;

use super::{Desk, DeskError};
use crate::model::{ConsultationState, Merge, ResolvedBy};

/// Messages of a talk that go along: its newest.
const MOST_ALONG: usize = 500;

impl Desk {
    /// What is open of the anonymous visitor goes on as the customer's own: the same agent, the same place in the queue,
    /// and what was said since the question. Again, it does what was not done the first time and nothing else.
    pub async fn bring_along(
        &self,
        app: &AppId,
        visitor: &Uid,
        customer: &Uid,
    ) -> Result<(), DeskError> {
        let (left, _) = self.thread_for_customer(app, visitor, None).await?;
        let log = self.ports.messaging.log();
        let said = log.read(left.id, HistoryRange::Newest, MOST_ALONG).await?;
        if said.is_empty() {
            return Ok(());
        }
        // Who signs in right after asking is faster than the follower of the log.
        let logged: Vec<LoggedMessage> = said
            .iter()
            .map(|message| LoggedMessage {
                app: app.clone(),
                message: Arc::new(message.clone()),
                origin: None,
            })
            .collect();
        self.on_messages(&logged).await?;
        let (own, _) = self.thread_for_customer(app, customer, None).await?;
        let last = log.last_seqs(&[own.id]).await?;
        let now_ms = self.now_ms();
        let merge = Merge {
            from: left.id,
            to: own.id,
            customer: customer.clone(),
            first_seq: Seq(last.first().map_or(0, |seq| seq.0) + 1),
            new_id: ConsultationId::generate(now_ms),
        };
        let ended = self
            .ports
            .store
            .merge_consultation(app, &merge, now_ms)
            .await?;
        let ended = match ended {
            Some(ended) => Some(ended),
            // Done before, perhaps not to its end.
            None => self
                .ports
                .store
                .find_latest_consultation(app, left.id)
                .await?
                .filter(|latest| latest.resolved_by == Some(ResolvedBy::Merged)),
        };
        let Some(ended) = ended else { return Ok(()) };
        let copies: Vec<Append> = said
            .iter()
            .filter(|message| message.seq >= ended.opened_by)
            .filter_map(|message| copy(app, message, own.id, (visitor, customer)))
            .collect();
        let appended = log.append(copies).await?;
        // The customer has read it, as the visitor.
        if let Some(newest) = appended.iter().map(|one| one.seq).max() {
            self.ports
                .messaging
                .begin_reading_after(app, customer, own.id, newest)
                .await?;
        }
        self.join_what_goes_on(app, own.id).await?;
        self.after_resolution(&ended).await;
        Ok(())
    }

    async fn join_what_goes_on(
        &self,
        app: &AppId,
        thread: ConversationId,
    ) -> Result<(), StoreError> {
        let latest = self
            .ports
            .store
            .find_latest_consultation(app, thread)
            .await?;
        match latest {
            Some(latest) if latest.state == ConsultationState::Assigned => {
                self.join_at_once(&latest).await
            }
            _ => Ok(()),
        }
    }
}

/// As the customer's own words. What the system said of the consultation of before is not said again.
fn copy(
    app: &AppId,
    message: &Message,
    to: ConversationId,
    (visitor, customer): (&Uid, &Uid),
) -> Option<Append> {
    if matches!(message.content, Content::System(_)) {
        return None;
    }
    let sender = message.sender.as_ref()?;
    let sender = if sender == visitor { customer } else { sender };
    // The thread of before has one customer for ever, so its number and the seq name the message.
    let id = format!("along:{}:{}", message.conversation_id, message.seq.0);
    Some(Append {
        app: app.clone(),
        conversation_id: to,
        sender: Some(sender.clone()),
        client_msg_id: ClientMsgId::parse(&id).ok()?,
        time_ms: message.time_ms,
        content: message.content.clone(),
        origin: None,
    })
}
