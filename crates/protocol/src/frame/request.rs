//! What a client may say, checked: ids are parsed, sizes are within limits, before anything else sees it.

use std::fmt;

use skein_content::{Content, Refused};
use skein_foundation::text::as_label;
use skein_foundation::{
    ClientMsgId, ConversationId, DeviceId, IdError, Limits, Seq, SessionId, Uid,
};

use crate::wire::{self, ErrorCode, Frame, Terminal, frame::Body};

/// Positions one sync may name.
pub const MAX_SYNC_POSITIONS: usize = 500;
/// Users whose presence one connection may watch.
pub const MAX_WATCHED_USERS: usize = 200;
/// Characters of a device name and of a client name; longer ones are cut, for they are for people only.
const MAX_LABEL_CHARS: usize = 64;
/// Bytes of a user token, whatever door it comes by; a JWT with a few claims has some hundred.
pub const MAX_TOKEN_BYTES: usize = 4_096;

/// One frame of a client.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientFrame {
    Hello(HelloRequest),
    Received {
        conversation_id: ConversationId,
        seq: Seq,
    },
    Ping {
        time_ms: i64,
    },
    Pong,
    SetTyping {
        conversation_id: ConversationId,
        typing: bool,
    },
    Request(Request),
}

/// What has to be answered with a frame of the same id.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Send(SendRequest),
    Sync(SyncRequest),
    History(HistoryRange),
    MarkRead {
        conversation_id: ConversationId,
        seq: Seq,
    },
    WatchPresence {
        uids: Vec<Uid>,
    },
    OpenDirect {
        uid: Uid,
    },
    ListMembers(ListMembers),
}

/// Who, on what, and which session to go on with.
#[derive(Clone, PartialEq)]
pub struct HelloRequest {
    /// Empty when it travelled in the handshake.
    pub token: String,
    pub device: DeviceInfo,
    pub resume_session_id: Option<SessionId>,
    /// Client library and version.
    pub client: String,
}

/// The installation a client runs on.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceInfo {
    pub id: DeviceId,
    pub terminal: Terminal,
    pub name: String,
}

/// A message to store.
#[derive(Debug, Clone, PartialEq)]
pub struct SendRequest {
    pub conversation_id: ConversationId,
    pub client_msg_id: ClientMsgId,
    pub content: Content,
}

/// What the client has; the answer is what it has not.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncRequest {
    /// Without a seq only the state is wanted.
    pub have: Vec<(ConversationId, Option<Seq>)>,
    /// Leave out the conversations that are not named.
    pub only_named: bool,
    pub page_token: String,
    /// 1 to the limit of the server.
    pub limit: usize,
}

/// A range of one conversation. At most one of `before` and `after` is set.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRange {
    pub conversation_id: ConversationId,
    pub before: Option<Seq>,
    pub after: Option<Seq>,
    /// 1 to the limit of the server.
    pub limit: usize,
}

/// A page of the members of one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ListMembers {
    pub conversation_id: ConversationId,
    pub page_token: String,
    /// 1 to the limit of the server.
    pub limit: usize,
}

/// Why a frame is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Refusal {
    pub code: ErrorCode,
    /// For developers; names the field.
    pub detail: String,
    /// Of the refused send; else empty.
    pub client_msg_id: String,
}

impl fmt::Debug for HelloRequest {
    /// Without the token: requests are logged.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HelloRequest")
            .field("device", &self.device)
            .field("resume_session_id", &self.resume_session_id)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl Refusal {
    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::Invalid,
            detail: detail.into(),
            client_msg_id: String::new(),
        }
    }

    pub(super) fn say_hello_first() -> Self {
        Self {
            code: ErrorCode::Unauthenticated,
            detail: "say hello first".to_owned(),
            client_msg_id: String::new(),
        }
    }

    pub(super) fn too_large(detail: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::TooLarge,
            detail: detail.into(),
            client_msg_id: String::new(),
        }
    }

    /// The frame that answers the request with this id.
    pub fn into_frame(self, id: u32) -> Frame {
        let retryable = self.code.entry().retryable;
        let code = self.code.into();
        let (detail, client_msg_id) = (self.detail, self.client_msg_id);
        Frame::reply(
            id,
            wire::Error {
                code,
                detail,
                retryable,
                retry_after_ms: 0,
                client_msg_id,
            },
        )
    }

    fn id(field: &str, error: IdError) -> Self {
        Self::invalid(format!("{field} {error}"))
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Invalid(detail) => Self::invalid(detail),
            Refused::TooLarge(detail) => Self::too_large(detail),
        }
    }
}

impl ClientFrame {
    /// Checks the body of a frame. Bodies that only servers send, and none at all, are refused. How many and how long the
    /// parts of a frame may be was checked before it was built (`intake`).
    pub fn parse(frame: Frame, limits: &Limits) -> Result<Self, Refusal> {
        let Some(body) = frame.body else {
            return Err(Refusal::invalid("the frame has no body this server knows"));
        };
        let request = match body {
            Body::Hello(hello) => return HelloRequest::parse(hello).map(Self::Hello),
            Body::Received(received) => {
                return Ok(Self::Received {
                    conversation_id: conversation_id(&received.conversation_id)?,
                    seq: Seq(received.seq),
                });
            }
            Body::Ping(ping) => {
                return Ok(Self::Ping {
                    time_ms: ping.time_ms,
                });
            }
            Body::Pong(_) => return Ok(Self::Pong),
            Body::SetTyping(typing) => {
                return Ok(Self::SetTyping {
                    conversation_id: conversation_id(&typing.conversation_id)?,
                    typing: typing.typing,
                });
            }
            Body::Send(send) => Request::Send(SendRequest::parse(send, limits)?),
            Body::Sync(sync) => Request::Sync(SyncRequest::parse(sync, limits)?),
            Body::History(history) => Request::History(HistoryRange::parse(&history, limits)?),
            Body::MarkRead(mark) => Request::MarkRead {
                conversation_id: conversation_id(&mark.conversation_id)?,
                seq: Seq(mark.seq),
            },
            Body::WatchPresence(watch) => Request::WatchPresence {
                uids: watched_users(&watch.uids)?,
            },
            Body::OpenDirect(open) => Request::OpenDirect {
                uid: uid("uid", &open.uid)?,
            },
            Body::ListMembers(list) => Request::ListMembers(ListMembers {
                conversation_id: conversation_id(&list.conversation_id)?,
                page_token: list.page_token,
                limit: page_limit(list.limit, limits),
            }),
            _ => return Err(Refusal::invalid("only servers send this frame")),
        };
        if frame.id == 0 {
            return Err(Refusal::invalid("a request needs an id above 0"));
        }
        Ok(Self::Request(request))
    }
}

impl HelloRequest {
    fn parse(hello: wire::Hello) -> Result<Self, Refusal> {
        let device = hello
            .device
            .ok_or_else(|| Refusal::invalid("device is missing"))?;
        let terminal = device.terminal();
        if terminal == Terminal::Unspecified {
            return Err(Refusal::invalid(format!(
                "device.terminal is missing or unknown; it is one of {}",
                known_terminals()
            )));
        }
        Ok(Self {
            token: hello.token,
            device: DeviceInfo {
                id: DeviceId::parse(&device.id).map_err(|error| Refusal::id("device.id", error))?,
                terminal,
                name: cut(&device.name),
            },
            // A session this server can't name is a session it does not hold: start a new one.
            resume_session_id: SessionId::parse(&hello.resume_session_id).ok(),
            client: cut(&hello.client),
        })
    }
}

/// As JSON names them, for who has to choose one.
fn known_terminals() -> String {
    let known = (1..).map_while(|number| Terminal::try_from(number).ok());
    let names: Vec<&str> = known.map(|terminal| terminal.as_str_name()).collect();
    names.join(", ")
}

impl SendRequest {
    fn parse(send: wire::Send, limits: &Limits) -> Result<Self, Refusal> {
        let wire::Send {
            conversation_id,
            client_msg_id,
            content,
        } = send;
        Self::parse_parts(&conversation_id, &client_msg_id, content, limits).map_err(|refusal| {
            // An id that is itself too long is not echoed.
            let is_id = ClientMsgId::parse(&client_msg_id).is_ok();
            Refusal {
                client_msg_id: if is_id { client_msg_id } else { String::new() },
                ..refusal
            }
        })
    }

    fn parse_parts(
        conversation: &str,
        client_msg_id: &str,
        content: Option<wire::Content>,
        limits: &Limits,
    ) -> Result<Self, Refusal> {
        let conversation_id = conversation_id(conversation)?;
        let client_msg_id =
            ClientMsgId::parse(client_msg_id).map_err(|error| Refusal::id("clientMsgId", error))?;
        let content = content.ok_or_else(|| Refusal::invalid("content is missing"))?;
        let content = Content::parse(content, limits)?;
        Ok(Self {
            conversation_id,
            client_msg_id,
            content,
        })
    }
}

impl SyncRequest {
    fn parse(sync: wire::Sync, limits: &Limits) -> Result<Self, Refusal> {
        let have = sync.have.iter().map(|position| {
            Ok((
                conversation_id(&position.conversation_id)?,
                position.seq.map(Seq),
            ))
        });
        Ok(Self {
            have: have.collect::<Result<_, Refusal>>()?,
            only_named: sync.only_named,
            page_token: sync.page_token,
            limit: page_limit(sync.limit, limits),
        })
    }
}

impl HistoryRange {
    fn parse(history: &wire::History, limits: &Limits) -> Result<Self, Refusal> {
        match (history.before, history.after) {
            (Some(_), Some(_)) => return Err(Refusal::invalid("give before or after, not both")),
            (Some(0), None) => return Err(Refusal::invalid("before is at least 1")),
            _ => {}
        }
        Ok(Self {
            conversation_id: conversation_id(&history.conversation_id)?,
            before: history.before.map(Seq),
            after: history.after.map(Seq),
            limit: page_limit(history.limit, limits),
        })
    }
}

/// For people and logs only: what is too long or unseen of it is left out.
fn cut(label: &str) -> String {
    let end = label.char_indices().nth(MAX_LABEL_CHARS);
    as_label(&label[..end.map_or(label.len(), |(end, _)| end)])
}

fn conversation_id(text: &str) -> Result<ConversationId, Refusal> {
    ConversationId::parse(text).map_err(|error| Refusal::id("conversationId", error))
}

fn uid(field: &str, text: &str) -> Result<Uid, Refusal> {
    Uid::parse(text).map_err(|error| Refusal::id(field, error))
}

fn watched_users(uids: &[String]) -> Result<Vec<Uid>, Refusal> {
    uids.iter().map(|text| uid("uids", text)).collect()
}

fn page_limit(asked: u32, limits: &Limits) -> usize {
    match asked as usize {
        0 => limits.max_page,
        asked => asked.min(limits.max_page),
    }
}
