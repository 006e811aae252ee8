//! A visitor signs in during a talk: the talk goes along into the customer's own thread.
//!
//! First the sign-in is written down, so that what follows is finished from the outbox whatever happens. Every step may
//! come again: the consultations are merged once, and what was said is appended under ids made from the originals. The
//! messages are said anew instead of the thread changing hands, so that the customer's own words are the customer's in
//! every history, and the thread of the visitor stays what it was for whoever served there.

use std::sync::Arc;

use skein_foundation::{AppId, ClientMsgId, ConsultationId, Seq, StoreError, Uid};
use skein_messaging::model::{Append, Content, LoggedMessage, Message, SystemEventKind};
use skein_messaging::ports::HistoryRange;
use skein_messaging::service::ConversationError;

use super::Desk;
use crate::model::{Consultation, ConsultationState, SignIn};
use crate::ports::{ConsultationFilter, MergeInto, MergeOutcome};

const PAGE: usize = 100;

impl Desk {
    /// The visitor has proven to be the customer. Gives whether there was a talk that goes along; then the visitor's
    /// tokens must end, for what was theirs is the customer's now. What can't be done at once is done from the outbox.
    pub async fn bring_along(
        &self,
        app: &AppId,
        visitor: &Uid,
        customer: &Uid,
    ) -> Result<bool, StoreError> {
        self.hear_of_all(app, visitor).await?;
        let is_open = |one: &Consultation| one.state != ConsultationState::Resolved;
        if !self
            .latest_of(app, visitor)
            .await?
            .is_some_and(|one| is_open(&one))
        {
            return Ok(false);
        }
        let sign_in = SignIn {
            visitor_uid: visitor.clone(),
            customer_uid: customer.clone(),
        };
        self.ports
            .store
            .record_sign_in(app, &sign_in, self.now_ms())
            .await?;
        if let Err(error) = self.follow_sign_in(app, &sign_in).await {
            tracing::warn!(app.id = %app, error = &error as &dyn std::error::Error,
                "a talk could not go along with its customer now");
        }
        Ok(true)
    }

    /// Who signs in right after asking is faster than the desk hears of the question.
    async fn hear_of_all(&self, app: &AppId, visitor: &Uid) -> Result<(), StoreError> {
        let thread = match self.ports.messaging.open_thread(app, visitor).await {
            Ok(thread) => thread,
            Err(ConversationError::Store(error)) => return Err(error),
            Err(ConversationError::NotFound | ConversationError::WithOneself) => return Ok(()),
        };
        let log = self.ports.messaging.log();
        let said = log.read(thread.id, HistoryRange::Newest, PAGE).await?;
        let said: Vec<LoggedMessage> = said
            .into_iter()
            .map(|message| LoggedMessage {
                app: app.clone(),
                message: Arc::new(message),
                origin: None,
            })
            .collect();
        self.on_messages(&said).await
    }

    pub(super) async fn follow_sign_in(
        &self,
        app: &AppId,
        sign_in: &SignIn,
    ) -> Result<(), StoreError> {
        let Some(latest) = self.latest_of(app, &sign_in.visitor_uid).await? else {
            return Ok(());
        };
        let customer = &sign_in.customer_uid;
        let own = match self.ports.messaging.open_thread(app, customer).await {
            Ok(own) => own,
            Err(ConversationError::Store(error)) => return Err(error),
            // The customer is gone already.
            Err(ConversationError::NotFound | ConversationError::WithOneself) => return Ok(()),
        };
        let last = self.ports.messaging.log().last_seqs(&[own.id]).await?;
        let now_ms = self.now_ms();
        let merge = MergeInto {
            visitors: latest.conversation_id,
            own: own.id,
            customer: customer.clone(),
            opened_by: last.first().copied().unwrap_or_default().next(),
            new_id: ConsultationId::generate(now_ms),
        };
        let merged = self
            .ports
            .store
            .merge_consultation(app, &merge, now_ms)
            .await?;
        let MergeOutcome::Merged { ended, into } = merged else {
            return Ok(());
        };
        // The agent first: what is said from now on is said in the customer's thread, what was said before comes along.
        if let Some(agent) = &ended.agent {
            self.settle_membership(app, ended.conversation_id, agent)
                .await?;
        }
        self.join_at_once(&into).await?;
        self.say_anew(&ended, &into).await
    }

    async fn say_anew(&self, ended: &Consultation, into: &Consultation) -> Result<(), StoreError> {
        let people = [ended.customer.clone(), into.customer.clone()];
        let names = self.names(&into.app, people.into()).await?;
        let log = self.ports.messaging.log();
        let mut said = Vec::new();
        let mut after = Seq(ended.opened_by.0.saturating_sub(1));
        loop {
            let range = HistoryRange::After(after);
            let page = log.read(ended.conversation_id, range, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            let name = names.of(&into.customer);
            let (seqs, batch): (Vec<Seq>, Vec<Append>) = page
                .iter()
                .filter_map(|message| Some((message.seq, anew(message, ended, into, &name)?)))
                .unzip();
            let appended = log.append(batch).await?;
            said.extend(
                seqs.into_iter()
                    .zip(appended.into_iter().map(|one| one.seq)),
            );
        }
        self.read_as_before(ended, into, &said).await
    }

    /// Who had read something has read it in the other thread as well.
    async fn read_as_before(
        &self,
        ended: &Consultation,
        into: &Consultation,
        said: &[(Seq, Seq)],
    ) -> Result<(), StoreError> {
        let messaging = &self.ports.messaging;
        let before = match messaging
            .get_conversation(&ended.app, ended.conversation_id)
            .await
        {
            Ok(before) => before,
            Err(ConversationError::Store(error)) => return Err(error),
            Err(ConversationError::NotFound | ConversationError::WithOneself) => return Ok(()),
        };
        for member in &before.members {
            let reader = if member.uid == ended.customer {
                &into.customer
            } else if Some(&member.uid) == into.agent.as_ref() {
                &member.uid
            } else {
                continue;
            };
            let read = said.iter().rfind(|(seq, _)| *seq <= member.marks.read);
            if let Some((_, anew)) = read {
                messaging
                    .begin_reading_after(&into.app, reader, into.conversation_id, *anew)
                    .await?;
            }
        }
        Ok(())
    }

    async fn latest_of(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Consultation>, StoreError> {
        let filter = ConsultationFilter {
            customer: Some(customer.clone()),
            ..ConsultationFilter::default()
        };
        let mut latest = self
            .ports
            .store
            .list_consultations(app, &filter, None, 1)
            .await?;
        Ok(latest.pop())
    }
}

/// The message as it is said in the customer's thread; `None` for that the visitor's consultation ended.
fn anew(
    message: &Message,
    ended: &Consultation,
    into: &Consultation,
    customer_name: &str,
) -> Option<Append> {
    let is_visitor = |uid: &Uid| *uid == ended.customer;
    let content = match &message.content {
        Content::System(event) if event.kind == SystemEventKind::ConsultationResolved => {
            return None;
        }
        Content::System(event) => {
            let mut event = event.clone();
            event.consultation_id = Some(into.id);
            for person in [&mut event.actor, &mut event.subject] {
                if person.as_ref().is_some_and(|(uid, _)| is_visitor(uid)) {
                    *person = Some((into.customer.clone(), customer_name.to_owned()));
                }
            }
            Content::System(event)
        }
        said @ (Content::Text(_) | Content::Custom { .. }) => said.clone(),
    };
    let sender = message.sender.as_ref().map(|sender| {
        if is_visitor(sender) {
            into.customer.clone()
        } else {
            sender.clone()
        }
    });
    let id = format!("moved:{}:{}", message.conversation_id, message.seq);
    Some(Append {
        app: into.app.clone(),
        conversation_id: into.conversation_id,
        sender,
        client_msg_id: ClientMsgId::parse(&id).expect("43 characters and a number"),
        time_ms: message.time_ms,
        content,
        origin: None,
    })
}
