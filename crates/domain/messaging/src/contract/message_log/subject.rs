//! What the suite is run on, and short ways to say what is appended.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, ClientMsgId, ConversationId, Uid};

use crate::model::{Append, Appended, Content, LoggedMessage};
use crate::ports::{LogPosition, MessageLog};

/// A log that can be stopped and started again.
#[async_trait]
pub trait LogUnderTest: Send + Sync + fmt::Debug {
    /// The log as it runs now.
    fn log(&self) -> Arc<dyn MessageLog>;

    /// Stops it and starts it again from what it stored.
    async fn restart(&self);
}

/// The log, with nobody following it.
pub(super) fn alone(subject: &impl LogUnderTest) -> Arc<dyn MessageLog> {
    let log = subject.log();
    drop(log.take_commit_feed());
    log
}

pub(super) fn conversation(number: u8) -> ConversationId {
    let mut bytes = [number; 16];
    bytes[0] = 1;
    ConversationId::from_bytes(bytes)
}

/// A text of `sender` in app `tour`; an empty sender is the system. The text is the id.
pub(super) fn text(conversation_id: ConversationId, sender: &str, id: &str) -> Append {
    Append {
        app: app("tour"),
        conversation_id,
        sender: (!sender.is_empty()).then(|| Uid::parse(sender).expect("a uid")),
        client_msg_id: ClientMsgId::parse(id).expect("an id"),
        time_ms: 1_700_000_000_000,
        content: Content::text(id),
        origin: None,
    }
}

pub(super) fn app(name: &str) -> AppId {
    AppId::parse(name).expect("an app")
}

pub(super) async fn append(log: &Arc<dyn MessageLog>, batch: Vec<Append>) -> Vec<Appended> {
    let count = batch.len();
    let appended = log.append(batch).await.expect("the log takes it");
    assert_eq!(appended.len(), count, "one answer for each message");
    appended
}

pub(super) fn seqs(appended: &[Appended]) -> Vec<u64> {
    appended.iter().map(|appended| appended.seq.0).collect()
}

/// Everything there is after a position, in pages of about `limit`.
pub(super) async fn follow(
    log: &Arc<dyn MessageLog>,
    mut after: LogPosition,
    limit: usize,
) -> Vec<LoggedMessage> {
    let mut messages = Vec::new();
    loop {
        let page = log
            .tail(after, limit)
            .await
            .expect("the log can be followed");
        if page.next == after {
            assert!(page.messages.is_empty(), "messages without a new position");
            return messages;
        }
        assert!(page.next > after, "the position went back");
        assert!(!page.messages.is_empty(), "a new position without messages");
        messages.extend(page.messages);
        after = page.next;
    }
}

/// What two ways to see a message must agree on.
pub(super) fn named(messages: &[LoggedMessage]) -> Vec<(AppId, ConversationId, u64, String)> {
    let name = |logged: &LoggedMessage| {
        let message = &logged.message;
        let id = message.client_msg_id.to_string();
        (
            logged.app.clone(),
            message.conversation_id,
            message.seq.0,
            id,
        )
    };
    messages.iter().map(name).collect()
}
