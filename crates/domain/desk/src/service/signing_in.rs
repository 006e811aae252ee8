//! A visitor signs in: what there is of the visitor becomes the customer's, in the customer's own thread.
//!
//! First the sign-in is written down, so that what follows is finished from the outbox whatever happens. Every step may
//! come again: the consultations are merged once, and what was said is appended under ids made from the originals. The
//! messages are said anew instead of the thread changing hands, so that the customer's own words are the customer's in
//! every history. What is still said in the visitor's thread later (it was under way, or the tokens had not ended yet) is
//! said anew as well when the desk hears of it.
//!
//! Only what the token of the visitor opens goes along, which whoever signs in with it could read a moment before: one
//! anonymous visitor's thread, into one customer's, once.

use std::sync::Arc;

use skein_foundation::{AppId, ClientMsgId, ConsultationId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Append, Content, Conversation, LoggedMessage, Marks, Message, SystemEventKind,
};
use skein_messaging::ports::{CountOthers, HistoryRange};
use skein_messaging::service::ConversationError;

use super::Desk;
use crate::model::SignIn;
use crate::service::commands::{GoneThread, MergeInto, MergeOutcome};

const PAGE: usize = 100;

impl Desk {
    /// The visitor has proven to be the customer, and the visitor's tokens must end: what was theirs is the customer's now.
    /// What can't be done at once is done from the outbox.
    pub async fn bring_along(
        &self,
        app: &AppId,
        visitor: &Uid,
        customer: &Uid,
    ) -> Result<(), StoreError> {
        if let Some(thread) = self.thread_of(app, visitor).await? {
            self.hear_of_all(app, &thread).await?;
        }
        let sign_in = SignIn {
            visitor_uid: visitor.clone(),
            customer_uid: customer.clone(),
        };
        self.commands()
            .record_sign_in(app, &sign_in, self.now_ms())
            .await?;
        if let Err(error) = self.follow_sign_in(app, &sign_in).await {
            tracing::warn!(app.id = %app, error = &error as &dyn std::error::Error,
                "what a visitor said could not go along with the customer now");
        }
        Ok(())
    }

    /// Who signs in right after asking is faster than the desk hears of the question.
    async fn hear_of_all(&self, app: &AppId, thread: &Conversation) -> Result<(), StoreError> {
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
        let customer = &sign_in.customer_uid;
        let visitors = self.thread_of(app, &sign_in.visitor_uid).await?;
        let own = self.thread_of(app, customer).await?;
        let (Some(visitors), Some(own)) = (visitors, own) else {
            // One of them is gone already.
            return Ok(());
        };
        self.prepare_app(app).await?;
        let said_before = self.ports.messaging.log().last_seq(own.id).await?;
        let now_ms = self.now_ms();
        let merge = MergeInto {
            visitors: visitors.id,
            own: own.id,
            customer: customer.clone(),
            said_before,
            new_id: ConsultationId::generate(now_ms),
        };
        let merged = self
            .commands()
            .merge_consultation(app, &merge, now_ms)
            .await?;
        let MergeOutcome::Merged(went_on) = merged else {
            return Ok(());
        };
        if let Some(went_on) = &went_on {
            // The agent first: what is said from now on is said in the customer's thread, what was said before comes along.
            if let Some(agent) = &went_on.ended.agent {
                self.settle_membership(app, visitors.id, agent).await?;
            }
            self.join_at_once(&went_on.into).await?;
        }
        let thread = GoneThread {
            visitors: visitors.id,
            own: own.id,
        };
        let said = self.say_anew(app, thread).await?;
        let mut readers = vec![(sign_in.visitor_uid.clone(), customer.clone())];
        let agent = went_on.and_then(|went_on| went_on.into.agent);
        readers.extend(agent.map(|agent| (agent.clone(), agent)));
        for (reader, anew) in &readers {
            self.read_as_before(app, thread, (reader, anew), &said)
                .await?;
        }
        Ok(())
    }

    /// Made when there is none: what arrives late has a place, which says where it went.
    async fn thread_of(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Conversation>, StoreError> {
        ConversationError::optional(self.ports.messaging.open_thread(app, customer).await)
    }

    /// Says in the customer's thread what the visitor's says, in its order, each once. Gives which seq became which. From
    /// the beginning each time: whoever says the last of it has seen to it that all before it is said.
    pub(super) async fn say_anew(
        &self,
        app: &AppId,
        thread: GoneThread,
    ) -> Result<Vec<(Seq, Seq)>, StoreError> {
        let visitor = self.customer_of(app, thread.visitors).await?;
        let customer = self.customer_of(app, thread.own).await?;
        let (Some(visitor), Some(customer)) = (visitor, customer) else {
            return Ok(Vec::new());
        };
        let names = self.names(app, [customer.clone()].into()).await?;
        let latest = self
            .ports
            .store
            .find_latest_consultation(app, thread.visitors)
            .await?;
        let anew = Anew {
            app,
            own: thread.own,
            visitor: &visitor,
            customer: (customer.clone(), names.of(&customer)),
            went_on: latest.and_then(|ended| Some((ended.id, ended.merged_into?))),
        };
        let log = self.ports.messaging.log();
        let mut said = Vec::new();
        let mut after = Seq::ZERO;
        loop {
            let range = HistoryRange::After(after);
            let page = log.read(thread.visitors, range, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            let (seqs, batch): (Vec<Seq>, Vec<Append>) = page
                .iter()
                .filter_map(|message| Some((message.seq, anew.append(message)?)))
                .unzip();
            let appended = log.append(batch).await?;
            said.extend(
                seqs.into_iter()
                    .zip(appended.into_iter().map(|one| one.seq)),
            );
        }
        Ok(said)
    }

    /// Who had read something has read it in the other thread as well, unless something before it is unread there.
    async fn read_as_before(
        &self,
        app: &AppId,
        thread: GoneThread,
        (reader, anew): (&Uid, &Uid),
        said: &[(Seq, Seq)],
    ) -> Result<(), StoreError> {
        let messaging = &self.ports.messaging;
        let before = self.marks_in(app, thread.visitors, reader).await?;
        let now = self.marks_in(app, thread.own, anew).await?;
        let (Some(before), Some(now)) = (before, now) else {
            return Ok(());
        };
        let Some((_, read)) = said.iter().rfind(|(seq, _)| *seq <= before.read) else {
            return Ok(());
        };
        let first = said.first().map_or(Seq::ZERO, |(_, first)| *first);
        let unread = CountOthers {
            after: now.read,
            up_to: Seq(first.0.saturating_sub(1)),
            reader: anew.clone(),
            most: 1,
            look_at: PAGE,
        };
        if unread.after < unread.up_to
            && messaging.log().count_others(thread.own, &unread).await? > 0
        {
            return Ok(());
        }
        messaging
            .begin_reading_after(app, anew, thread.own, *read)
            .await
    }

    async fn marks_in(
        &self,
        app: &AppId,
        thread: ConversationId,
        uid: &Uid,
    ) -> Result<Option<Marks>, StoreError> {
        let member = self.ports.messaging.find_member(app, thread, uid).await?;
        Ok(member.map(|member| member.marks))
    }
}

/// How the messages of a visitor's thread are said in the customer's.
struct Anew<'a> {
    app: &'a AppId,
    own: ConversationId,
    visitor: &'a Uid,
    customer: (Uid, String),
    /// The consultation that was open, and the one in which it goes on.
    went_on: Option<(ConsultationId, ConsultationId)>,
}

impl Anew<'_> {
    /// `None` for that the consultation ended which goes on.
    fn append(&self, message: &Message) -> Option<Append> {
        let content = match &message.content {
            Content::System(event) => {
                let mut event = event.clone();
                if let Some((ended, into)) = self.went_on
                    && event.consultation_id == Some(ended)
                {
                    if event.kind == SystemEventKind::ConsultationResolved {
                        return None;
                    }
                    event.consultation_id = Some(into);
                }
                for person in [&mut event.actor, &mut event.subject] {
                    if person.as_ref().is_some_and(|(uid, _)| uid == self.visitor) {
                        *person = Some(self.customer.clone());
                    }
                }
                Content::System(event)
            }
            said => said.clone(),
        };
        let sender = message.sender.as_ref().map(|sender| {
            if sender == self.visitor {
                self.customer.0.clone()
            } else {
                sender.clone()
            }
        });
        let id = format!("{ANEW}{}:{}", message.conversation_id, message.seq);
        Some(Append {
            app: self.app.clone(),
            conversation_id: self.own,
            sender,
            client_msg_id: ClientMsgId::parse(&id).expect("43 characters and a number"),
            time_ms: message.time_ms,
            content,
            origin: None,
        })
    }
}

/// How the id of a message begins that is said anew.
const ANEW: &str = "moved:";

/// Which message of which thread this says to be.
pub(super) fn anew_of(message: &Message) -> Option<(ConversationId, Seq)> {
    let of = message.client_msg_id.as_str().strip_prefix(ANEW)?;
    let (thread, seq) = of.split_once(':')?;
    Some((ConversationId::parse(thread).ok()?, Seq(seq.parse().ok()?)))
}
