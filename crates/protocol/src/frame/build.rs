//! Short ways to write the frames that servers send most.

use crate::wire::{self, ErrorCode, Frame, GoAway, GoAwayReason, frame::Body};

impl Frame {
    /// The answer to the request with this id.
    pub fn reply(id: u32, body: impl Into<Body>) -> Self {
        Self {
            id,
            body: Some(body.into()),
        }
    }

    /// What nobody asked for.
    pub fn push(body: impl Into<Body>) -> Self {
        Self {
            id: 0,
            body: Some(body.into()),
        }
    }
}

/// Refuses the request with this id; `retryable` comes from the table.
pub fn error_frame(id: u32, code: ErrorCode, detail: impl Into<String>) -> Frame {
    Frame::reply(
        id,
        wire::Error {
            code: code.into(),
            detail: detail.into(),
            retryable: code.entry().retryable,
            ..wire::Error::default()
        },
    )
}

/// Tells the client to leave, and why.
pub fn go_away_frame(
    reason: GoAwayReason,
    spread_ms: u32,
    device_name: impl Into<String>,
) -> Frame {
    Frame::push(GoAway {
        reason: reason.into(),
        spread_ms,
        device_name: device_name.into(),
    })
}

macro_rules! body_from {
    ($($variant:ident($message:ident)),+ $(,)?) => {
        $(impl From<wire::$message> for Body {
            fn from(message: wire::$message) -> Self {
                Self::$variant(message)
            }
        })+
    };
}

body_from! {
    Hello(Hello), Send(Send), Received(Received), Sync(Sync), History(History), MarkRead(MarkRead),
    SetTyping(SetTyping), WatchPresence(WatchPresence), Ping(Ping), OpenDirect(OpenDirect),
    ListMembers(ListMembers), MemberPage(MemberPage),
    Welcome(Welcome), Ack(Ack), SyncPage(SyncPage), HistoryPage(HistoryPage), Done(Done),
    PresenceList(PresenceList), Pong(Pong), Error(Error),
    Message(Message), Mark(Mark), Typing(Typing), Presence(Presence), Notice(Notice), GoAway(GoAway),
}

impl From<wire::ConversationState> for Body {
    fn from(state: wire::ConversationState) -> Self {
        Self::Conversation(Box::new(state))
    }
}
