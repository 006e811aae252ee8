//! Sending: authorise, append durably, answer. Delivery follows from the log's own feed, so a sender that
//! goes away after its message is stored takes nothing with it.

use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, SessionId, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Append, Appended, Content};
use crate::rules;

/// A message a user wants to send.
#[derive(Debug, Clone)]
pub struct SendCommand {
    pub conversation_id: ConversationId,
    pub client_msg_id: ClientMsgId,
    pub content: Content,
}

#[derive(Debug, Error)]
pub enum SendError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("this user no longer takes part in the conversation")]
    Forbidden,
    #[error("the sender used this client message id in another conversation")]
    IdUsedElsewhere,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Messages that were authorised, and the answers of those that were not.
#[derive(Debug)]
pub struct AuthorisedSends {
    app: AppId,
    sender: Uid,
    /// In the order of the commands: `None` for those in `batch`.
    refused: Vec<Option<SendError>>,
    batch: Vec<Append>,
}

impl Messaging {
    /// Sends messages of one user, in order; one answer for each, in the same order. What is refused does not
    /// hold up the rest. All that is stored is stored in one group and synced before this returns.
    pub async fn send(
        &self,
        app: &AppId,
        sender: &Uid,
        origin: Option<SessionId>,
        commands: Vec<SendCommand>,
    ) -> Vec<Result<Appended, SendError>> {
        let authorised = self.authorise_sends(app, sender, origin, commands).await;
        self.append_authorised(authorised).await
    }

    /// Authorises without waiting, or gives the commands back when the store has to be asked about one first. Lets a
    /// connection keep its order without waiting for one batch before it starts the next.
    pub fn authorise_sends_now(
        &self,
        app: &AppId,
        sender: &Uid,
        origin: Option<SessionId>,
        commands: Vec<SendCommand>,
    ) -> Result<AuthorisedSends, Vec<SendCommand>> {
        let may_send = |command: &SendCommand| {
            let route = self.routes.cached(app, command.conversation_id);
            route.is_some_and(|route| rules::may_send(route.active(sender)))
        };
        if !commands.iter().all(may_send) {
            return Err(commands);
        }
        let time_ms = self.ports.clock.now_ms();
        let mut authorised = AuthorisedSends::new(app, sender, commands.len());
        for command in commands {
            authorised.admit(append(app, sender, origin, time_ms, command));
        }
        Ok(authorised)
    }

    /// Authorises, reading conversations from the store where needed.
    pub async fn authorise_sends(
        &self,
        app: &AppId,
        sender: &Uid,
        origin: Option<SessionId>,
        commands: Vec<SendCommand>,
    ) -> AuthorisedSends {
        let time_ms = self.ports.clock.now_ms();
        let mut authorised = AuthorisedSends::new(app, sender, commands.len());
        for command in commands {
            match self
                .check_sender(app, sender, command.conversation_id)
                .await
            {
                Ok(()) => authorised.admit(append(app, sender, origin, time_ms, command)),
                Err(refused) => authorised.refuse(refused),
            }
        }
        authorised
    }

    async fn check_sender(
        &self,
        app: &AppId,
        sender: &Uid,
        conversation_id: ConversationId,
    ) -> Result<(), SendError> {
        let route = self.routes.find(app, conversation_id).await?;
        let route = route.ok_or(SendError::NotFound)?;
        if rules::may_send(route.active(sender)) {
            return Ok(());
        }
        match self.find_readable(app, sender, conversation_id).await? {
            Some(_) => Err(SendError::Forbidden),
            // A stranger learns nothing, not even that the conversation exists.
            None => Err(SendError::NotFound),
        }
    }

    /// Appends durably. The batch takes its place in the log when this is first polled. A message whose id its sender
    /// used in another conversation is not stored, and not taken for that other message.
    pub async fn append_authorised(
        &self,
        authorised: AuthorisedSends,
    ) -> Vec<Result<Appended, SendError>> {
        let AuthorisedSends {
            app,
            sender,
            refused,
            batch,
        } = authorised;
        let wanted: Vec<_> = batch.iter().map(|append| append.conversation_id).collect();
        let mut wanted = wanted.into_iter();
        // The newest in each conversation, as far as they stand together: nearly always one for the whole batch.
        let mut said: Vec<(ConversationId, Seq)> = Vec::new();
        let mut stored = if batch.is_empty() {
            Ok(Vec::new().into_iter())
        } else {
            self.ports.log.append(batch).await.map(Vec::into_iter)
        };
        if let Err(error) = &stored {
            // Told here with its cause: each message of the batch gets its own copy without one.
            tracing::warn!(error = ?error, "messages could not be stored");
        }
        let answers = refused
            .into_iter()
            .map(|refused| match (refused, &mut stored) {
                (Some(refused), _) => Err(refused),
                (None, Ok(stored)) => {
                    let appended = stored.next().expect("the log answers every append");
                    if wanted.next() != Some(appended.conversation_id) {
                        return Err(SendError::IdUsedElsewhere);
                    }
                    match said.last_mut() {
                        Some((id, seq)) if *id == appended.conversation_id => {
                            *seq = appended.seq.max(*seq);
                        }
                        _ => said.push((appended.conversation_id, appended.seq)),
                    }
                    Ok(appended)
                }
                (None, Err(error)) => Err(SendError::Store(StoreError::new(
                    error.kind,
                    error.to_string(),
                ))),
            })
            .collect();
        // Who says something has read what was said before.
        for (conversation_id, seq) in said {
            self.marks.note_said(&app, conversation_id, &sender, seq);
        }
        answers
    }
}

impl AuthorisedSends {
    fn new(app: &AppId, sender: &Uid, capacity: usize) -> Self {
        Self {
            app: app.clone(),
            sender: sender.clone(),
            refused: Vec::with_capacity(capacity),
            batch: Vec::with_capacity(capacity),
        }
    }

    fn admit(&mut self, append: Append) {
        self.refused.push(None);
        self.batch.push(append);
    }

    fn refuse(&mut self, error: SendError) {
        self.refused.push(Some(error));
    }
}

fn append(
    app: &AppId,
    sender: &Uid,
    origin: Option<SessionId>,
    time_ms: i64,
    command: SendCommand,
) -> Append {
    Append {
        app: app.clone(),
        conversation_id: command.conversation_id,
        sender: Some(sender.clone()),
        client_msg_id: command.client_msg_id,
        time_ms,
        content: command.content,
        origin,
    }
}
