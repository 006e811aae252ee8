//! The handle of a client: what an application asks of it.

use std::sync::Arc;

use skein_foundation::ConversationId;
use skein_protocol::session::client::{CloseCause, ConnectionState};
use skein_protocol::wire::{
    self, Ack, Content, ConversationState, Device, ErrorCode, History, HistoryPage, ListMembers,
    MemberPage, OpenDirect, Presence, Text, content::Kind, frame::Body,
};
use tokio::sync::{mpsc, oneshot, watch};

use crate::builder::ClientBuilder;
use crate::token::TokenProvider;

/// Commands that wait for the driver; more of them wait at the door.
pub(crate) const COMMANDS: usize = 64;

/// A running client. Cheap to clone; ends when the last clone is dropped or by [`Client::close`].
#[derive(Debug, Clone)]
pub struct Client {
    commands: mpsc::Sender<Command>,
    state: watch::Receiver<ConnectionState>,
}

/// What the handle asks of the driver.
#[derive(Debug)]
pub(crate) enum Command {
    Send {
        conversation_id: ConversationId,
        client_msg_id: String,
        content: Content,
        answer: oneshot::Sender<Result<Ack, SendError>>,
    },
    MarkRead {
        conversation_id: ConversationId,
        seq: u64,
    },
    Typing {
        conversation_id: ConversationId,
        typing: bool,
    },
    Watch {
        uids: Vec<String>,
        answer: oneshot::Sender<Result<Body, RequestError>>,
    },
    Request {
        body: Box<Body>,
        answer: oneshot::Sender<Result<Body, RequestError>>,
    },
    Reconnect,
    Close,
}

/// Why a message is not stored, or not known to be.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The server refuses it for good.
    #[error("the message was refused: {} ({})", .0.detail, .0.code().as_str_name())]
    Refused(wire::Error),
    /// As many messages as the outbox takes wait for their ack.
    #[error("too many messages wait to be sent")]
    QueueFull,
    /// The client ended before the ack came; the message may or may not be stored.
    #[error("the client was closed before the message was acknowledged")]
    Closed,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("the request was refused: {} ({})", .0.detail, .0.code().as_str_name())]
    Refused(wire::Error),
    /// There is no connection, or it was lost before the answer came. Ask again when it is back.
    #[error("there was no connection to ask over")]
    Disconnected,
    /// The server answered something else than was asked.
    #[error("the server gave an answer of another kind")]
    UnexpectedAnswer,
    #[error("the client is closed")]
    Closed,
}

impl RequestError {
    /// The code, when the server said one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(error) => Some(error.code()),
            _ => None,
        }
    }
}

impl SendError {
    /// The code, when the server said one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(error) => Some(error.code()),
            _ => None,
        }
    }
}

/// Which messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryRange {
    Newest,
    /// The nearest ones below this seq.
    Before(u64),
    /// The nearest ones above this seq; 0 begins at the beginning.
    After(u64),
}

impl Client {
    /// Prepares a client of the server at `base_url`: `http://host:port`, or `tcp://host:port` for [`Transport::Tcp`].
    ///
    /// [`Transport::Tcp`]: crate::Transport::Tcp
    pub fn builder(base_url: &str, device: Device, tokens: impl TokenProvider) -> ClientBuilder {
        ClientBuilder::new(base_url, device, Arc::new(tokens))
    }

    pub(crate) fn new(
        commands: mpsc::Sender<Command>,
        state: watch::Receiver<ConnectionState>,
    ) -> Self {
        Self { commands, state }
    }

    /// Sends a text; returns when it is stored.
    pub async fn send_text(
        &self,
        conversation_id: ConversationId,
        text: impl Into<String>,
    ) -> Result<Ack, SendError> {
        let content = Content {
            kind: Some(Kind::Text(Text { text: text.into() })),
        };
        self.send(conversation_id, new_client_msg_id(), content)
            .await
    }

    /// Sends with an id of your own, which makes it safe to send again after a crash of your program. Returns when
    /// it is stored. Giving up waiting does not take the message back.
    pub async fn send(
        &self,
        conversation_id: ConversationId,
        client_msg_id: impl Into<String>,
        content: Content,
    ) -> Result<Ack, SendError> {
        let (answer, answered) = oneshot::channel();
        let client_msg_id = client_msg_id.into();
        let command = Command::Send {
            conversation_id,
            client_msg_id,
            content,
            answer,
        };
        self.commands
            .send(command)
            .await
            .map_err(|_| SendError::Closed)?;
        answered.await.unwrap_or(Err(SendError::Closed))
    }

    /// Moves the own read mark forward. It reaches the server now or with the next connection.
    pub async fn mark_read(
        &self,
        conversation_id: ConversationId,
        seq: u64,
    ) -> Result<(), RequestError> {
        self.tell(Command::MarkRead {
            conversation_id,
            seq,
        })
        .await
    }

    /// Says that the user types, or stopped. Call it while typing, at most every 3 s. Lost when there is no connection.
    pub async fn typing(
        &self,
        conversation_id: ConversationId,
        typing: bool,
    ) -> Result<(), RequestError> {
        self.tell(Command::Typing {
            conversation_id,
            typing,
        })
        .await
    }

    /// Messages of one conversation, beside the event stream.
    pub async fn history(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: u32,
    ) -> Result<HistoryPage, RequestError> {
        let (before, after) = match range {
            HistoryRange::Newest => (None, None),
            HistoryRange::Before(seq) => (Some(seq), None),
            HistoryRange::After(seq) => (None, Some(seq)),
        };
        let history = History {
            conversation_id: conversation_id.to_string(),
            before,
            after,
            limit,
        };
        match self.request(history).await? {
            Body::HistoryPage(page) => Ok(page),
            _ => Err(RequestError::UnexpectedAnswer),
        }
    }

    /// Who is in a conversation now, a page at a time. `page_token` comes from the page before and is empty at first;
    /// `limit` 0 is the server's choice.
    pub async fn list_members(
        &self,
        conversation_id: ConversationId,
        page_token: impl Into<String>,
        limit: u32,
    ) -> Result<MemberPage, RequestError> {
        let list = ListMembers {
            conversation_id: conversation_id.to_string(),
            page_token: page_token.into(),
            limit,
        };
        match self.request(list).await? {
            Body::MemberPage(page) => Ok(page),
            _ => Err(RequestError::UnexpectedAnswer),
        }
    }

    /// Finds or makes the direct conversation with another user.
    pub async fn open_direct(
        &self,
        uid: impl Into<String>,
    ) -> Result<ConversationState, RequestError> {
        match self.request(OpenDirect { uid: uid.into() }).await? {
            Body::Conversation(conversation) => Ok(*conversation),
            _ => Err(RequestError::UnexpectedAnswer),
        }
    }

    /// Replaces the set of users whose presence comes as events; returns where they are now. The client watches again
    /// by itself after every reconnect and tells what it finds as events.
    pub async fn watch_presence(
        &self,
        uids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Vec<Presence>, RequestError> {
        let uids = uids.into_iter().map(Into::into).collect();
        let (answer, answered) = oneshot::channel();
        self.tell(Command::Watch { uids, answer }).await?;
        match answered.await.unwrap_or(Err(RequestError::Closed))? {
            Body::PresenceList(list) => Ok(list.presences),
            _ => Err(RequestError::UnexpectedAnswer),
        }
    }

    /// Asks anything that has an answer.
    pub async fn request(&self, body: impl Into<Body>) -> Result<Body, RequestError> {
        let (answer, answered) = oneshot::channel();
        self.tell(Command::Request {
            body: Box::new(body.into()),
            answer,
        })
        .await?;
        answered.await.unwrap_or(Err(RequestError::Closed))
    }

    /// Tries now instead of waiting, for example when the device came back online; also after [`CloseCause::Replaced`].
    pub async fn reconnect(&self) -> Result<(), RequestError> {
        self.tell(Command::Reconnect).await
    }

    /// Where the connection stands now.
    pub fn state(&self) -> ConnectionState {
        *self.state.borrow()
    }

    /// Waits until the server has let this client in. The error says why it never will.
    pub async fn online(&self) -> Result<(), CloseCause> {
        let mut state = self.state.clone();
        let reached = state
            .wait_for(|state| matches!(state, ConnectionState::Online | ConnectionState::Closed(_)))
            .await;
        match reached.as_deref() {
            Ok(ConnectionState::Closed(cause)) => Err(*cause),
            Ok(_) => Ok(()),
            Err(_) => Err(CloseCause::ByApplication),
        }
    }

    /// Says goodbye and ends. What was not acknowledged stays unsaid.
    pub async fn close(&self) {
        // Gone already is what is wanted.
        let _ = self.commands.send(Command::Close).await;
        self.commands.closed().await;
    }

    async fn tell(&self, command: Command) -> Result<(), RequestError> {
        self.commands
            .send(command)
            .await
            .map_err(|_| RequestError::Closed)
    }
}

/// Unique for ever, for all practical purposes.
fn new_client_msg_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}
