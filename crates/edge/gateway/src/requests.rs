//! Carrying out requests: the same for every transport.

use std::collections::HashMap;
use std::sync::Arc;

use skein_foundation::{ConversationId, Seq, StoreError, StoreErrorKind, Uid, UserKey};
use skein_identity::rules::permissions;
use skein_messaging::model::Appended;
use skein_messaging::ports::HistoryRange;
use skein_messaging::service::{
    ConversationError, MarkError, ReadError, SendCommand, SendError, SyncRequest,
};
use skein_protocol::frame::{ListMembers, Request, SendRequest, error_frame};
use skein_protocol::session::Action;
use skein_protocol::wire::{self, ErrorCode, Frame};

use crate::convert;
use crate::node::Node;
use crate::session::SessionHandle;

/// Messages read from the log for one sending again, if a page holds that many bytes; the rest waits for the next.
const MAX_RESENT: usize = 200;

/// A send on its way into the log: what its answer needs.
#[derive(Debug)]
pub(crate) struct SendInFlight {
    pub(crate) id: u32,
    pub(crate) client_msg_id: String,
}

/// Splits a send into what messaging wants and what the answer needs.
pub(crate) fn take_apart(id: u32, send: SendRequest) -> (SendInFlight, SendCommand) {
    let in_flight = SendInFlight {
        id,
        client_msg_id: send.client_msg_id.to_string(),
    };
    let command = SendCommand {
        conversation_id: send.conversation_id,
        client_msg_id: send.client_msg_id,
        content: send.content,
    };
    (in_flight, command)
}

/// The answer to a send.
pub(crate) fn send_answer(in_flight: SendInFlight, outcome: Result<Appended, SendError>) -> Frame {
    let error = match outcome {
        Ok(appended) => {
            return Frame::reply(
                in_flight.id,
                convert::ack(in_flight.client_msg_id, &appended),
            );
        }
        Err(error) => error,
    };
    let (code, detail) = match &error {
        SendError::NotFound => (ErrorCode::NotFound, "no such conversation"),
        SendError::Forbidden => (ErrorCode::Forbidden, "no longer a member who sends"),
        SendError::IdUsedElsewhere => (
            ErrorCode::IdempotencyMismatch,
            "this clientMsgId was used in another conversation",
        ),
        SendError::Store(error) => store_failure(error),
    };
    Frame::reply(
        in_flight.id,
        wire::Error {
            code: code.into(),
            detail: detail.to_owned(),
            retryable: code.entry().retryable,
            client_msg_id: in_flight.client_msg_id,
            ..wire::Error::default()
        },
    )
}

fn store_failure(error: &StoreError) -> (ErrorCode, &'static str) {
    match error.kind {
        StoreErrorKind::Unavailable => (
            ErrorCode::StorageUnavailable,
            "nothing can be stored now; try again",
        ),
        StoreErrorKind::Conflict => (ErrorCode::StorageUnavailable, "try again"),
        StoreErrorKind::Corrupt | StoreErrorKind::Internal => {
            tracing::error!(error = ?error, "a request failed");
            (ErrorCode::Internal, "the server failed")
        }
    }
}

fn refuse(id: u32, code: ErrorCode, detail: &str) -> Frame {
    error_frame(id, code, detail)
}

fn refuse_store(id: u32, error: &StoreError) -> Frame {
    let (code, detail) = store_failure(error);
    refuse(id, code, detail)
}

fn refuse_read(id: u32, error: &ReadError) -> Frame {
    match error {
        ReadError::NotFound => refuse(id, ErrorCode::NotFound, "no such conversation"),
        ReadError::BadPageToken => refuse(
            id,
            ErrorCode::Invalid,
            "pageToken is not one of this server",
        ),
        ReadError::Store(error) => refuse_store(id, error),
    }
}

fn may_supervise(session: &SessionHandle) -> bool {
    let actor = permissions::Actor::User(session.role);
    permissions::is_allowed(actor, permissions::Action::SuperviseConsultations)
}

impl Node {
    /// Carries out a request that is not a send; the frame answers it.
    pub(crate) async fn carry_out(
        &self,
        session: &Arc<SessionHandle>,
        id: u32,
        request: Request,
    ) -> Frame {
        let UserKey { app, uid } = &session.user;
        match request {
            Request::Send(send) => {
                let (in_flight, command) = take_apart(id, send);
                let outcome = self
                    .messaging
                    .send(app, uid, Some(session.id), vec![command])
                    .await
                    .pop()
                    .expect("one answer for one send");
                send_answer(in_flight, outcome)
            }
            Request::Sync(sync) => {
                let request = SyncRequest {
                    have: sync.have.into_iter().collect::<HashMap<_, _>>(),
                    only_named: sync.only_named,
                    page_token: sync.page_token,
                    limit: sync.limit,
                };
                match self.messaging.sync(app, uid, &request).await {
                    Ok(answer) => Frame::reply(id, convert::sync_page(&answer)),
                    Err(error) => refuse_read(id, &error),
                }
            }
            Request::History(asked) => {
                let range = match (asked.before, asked.after) {
                    (Some(before), _) => HistoryRange::Before(before),
                    (None, Some(after)) => HistoryRange::After(after),
                    (None, None) => HistoryRange::Newest,
                };
                let conversation_id = asked.conversation_id;
                let messaging = &self.messaging;
                let page = messaging
                    .history(app, uid, conversation_id, range, asked.limit)
                    .await;
                let page = match page {
                    // Who leads the desk reads every thread, a member or not.
                    Err(ReadError::NotFound) if may_supervise(session) => {
                        messaging
                            .history_of_thread(app, conversation_id, range, asked.limit)
                            .await
                    }
                    page => page,
                };
                match page {
                    Ok(page) => Frame::reply(id, convert::history_page(conversation_id, &page)),
                    Err(error) => refuse_read(id, &error),
                }
            }
            Request::MarkRead {
                conversation_id,
                seq,
            } => {
                match self
                    .messaging
                    .mark_read(app, uid, conversation_id, seq)
                    .await
                {
                    Ok(()) => Frame::reply(id, wire::Done {}),
                    Err(MarkError::NotFound) => {
                        refuse(id, ErrorCode::NotFound, "no such conversation")
                    }
                    Err(MarkError::FromTheFuture) => {
                        refuse(id, ErrorCode::Invalid, "seq is above the newest message")
                    }
                    Err(MarkError::Store(error)) => refuse_store(id, &error),
                }
            }
            Request::WatchPresence { uids } => {
                let list = session.number_watch_list();
                match self.messaging.visible_users(app, uid, &uids).await {
                    Ok(visible) => self.watch(session, id, list, visible),
                    Err(error) => refuse_store(id, &error),
                }
            }
            Request::OpenDirect { uid: other } => self.open_direct(session, id, &other).await,
            Request::ListMembers(asked) => self.list_members(session, id, &asked).await,
        }
    }

    fn watch(&self, session: &Arc<SessionHandle>, id: u32, list: u64, uids: Vec<Uid>) -> Frame {
        let users: Vec<UserKey> = uids
            .into_iter()
            .map(|uid| UserKey::new(session.user.app.clone(), uid))
            .collect();
        // Watching first, reading second: a change in between is pushed rather than lost.
        self.registry.watch_presence(session, list, users.clone());
        let presences = users
            .iter()
            .map(|user| {
                convert::presence(user.uid.to_string(), &self.registry.live_terminals(user))
            })
            .collect();
        Frame::reply(id, wire::PresenceList { presences })
    }

    async fn list_members(
        &self,
        session: &Arc<SessionHandle>,
        id: u32,
        asked: &ListMembers,
    ) -> Frame {
        let UserKey { app, uid } = &session.user;
        let after = match asked.page_token.as_str() {
            "" => None,
            token => match Uid::parse(token) {
                Ok(after) => Some(after),
                Err(_) => return refuse_read(id, &ReadError::BadPageToken),
            },
        };
        let conversation_id = asked.conversation_id;
        let page = self
            .messaging
            .list_members_for(app, uid, conversation_id, after.as_ref(), asked.limit)
            .await;
        match page {
            Ok(page) => Frame::reply(id, convert::member_page(conversation_id, &page)),
            Err(ConversationError::Store(error)) => refuse_store(id, &error),
            Err(ConversationError::NotFound | ConversationError::WithOneself) => {
                refuse_read(id, &ReadError::NotFound)
            }
        }
    }

    async fn open_direct(&self, session: &Arc<SessionHandle>, id: u32, other: &Uid) -> Frame {
        let UserKey { app, uid } = &session.user;
        match self.identity.may_open_direct(app, uid, other).await {
            Ok(true) => {}
            Ok(false) => return refuse(id, ErrorCode::NotFound, "no such user"),
            Err(error) => return refuse_store(id, &error),
        }
        let conversation = match self.messaging.open_direct(app, (uid, other)).await {
            Ok(conversation) => conversation,
            Err(ConversationError::WithOneself) => {
                return refuse(id, ErrorCode::Invalid, "uid is the own one");
            }
            Err(ConversationError::NotFound) => {
                return refuse(id, ErrorCode::NotFound, "no such user");
            }
            Err(ConversationError::Store(error)) => return refuse_store(id, &error),
        };
        match self
            .messaging
            .view_conversation(app, uid, conversation.id)
            .await
        {
            Ok(view) => Frame::reply(id, convert::conversation(&view)),
            Err(error) => refuse_read(id, &error),
        }
    }

    /// Notes a confirmation. A bad one is the client's own loss.
    pub(crate) async fn note_received(
        &self,
        session: &SessionHandle,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Option<Frame> {
        let UserKey { app, uid } = &session.user;
        match self
            .messaging
            .note_received(app, uid, conversation_id, seq)
            .await
        {
            Ok(()) => None,
            Err(MarkError::FromTheFuture) => Some(refuse(
                0,
                ErrorCode::Invalid,
                "received names a seq above the newest message",
            )),
            Err(MarkError::NotFound) => {
                Some(refuse(0, ErrorCode::NotFound, "no such conversation"))
            }
            Err(MarkError::Store(error)) => Some(refuse_store(0, &error)),
        }
    }

    /// Reads messages again that were pushed but not confirmed.
    pub(crate) async fn read_again(
        &self,
        session: &SessionHandle,
        conversation_id: ConversationId,
        from: Seq,
        to: Seq,
    ) -> Vec<Frame> {
        let UserKey { app, uid } = &session.user;
        let after = HistoryRange::After(Seq(from.0.saturating_sub(1)));
        let limit = MAX_RESENT.min((to.0 + 1).saturating_sub(from.0) as usize);
        match self
            .messaging
            .history(app, uid, conversation_id, after, limit)
            .await
        {
            Ok(page) => {
                metrics::counter!("skein_gateway_messages_resent_total")
                    .increment(page.messages.len() as u64);
                page.messages
                    .iter()
                    .map(|message| Frame::push(convert::message(message)))
                    .collect()
            }
            Err(error) => {
                tracing::warn!(error = ?error, "messages could not be read for sending again");
                Vec::new()
            }
        }
    }

    /// Carries out what a frame asked for, when the order does not matter. Frames to write come back.
    pub(crate) async fn carry_out_action(
        &self,
        session: &Arc<SessionHandle>,
        action: Action,
    ) -> Vec<Frame> {
        match action {
            Action::Request { id, request, .. } => vec![self.carry_out(session, id, request).await],
            Action::Reply(frame) => vec![frame],
            Action::Received {
                conversation_id,
                seq,
            } => self
                .note_received(session, conversation_id, seq)
                .await
                .into_iter()
                .collect(),
            Action::SetTyping {
                conversation_id,
                typing,
            } => {
                let UserKey { app, uid } = &session.user;
                let outcome = self
                    .messaging
                    .set_typing(app, uid, session.id, conversation_id, typing)
                    .await;
                if let Err(error) = outcome {
                    tracing::debug!(error = ?error, "a typing signal was dropped");
                }
                Vec::new()
            }
            Action::Resend {
                conversation_id,
                from_seq,
                to_seq,
            } => {
                self.read_again(session, conversation_id, from_seq, to_seq)
                    .await
            }
            Action::Ignore | Action::Authenticate { .. } | Action::Ping | Action::Close(_) => {
                Vec::new()
            }
        }
    }
}
