//! What is pushed to screens. Only messages must arrive; the rest is the latest state of something.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use skein_foundation::{ConversationId, Seq, SessionId, Uid};
use skein_identity::model::SignInId;

use super::Message;

/// Can be carried between nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Push {
    /// Must arrive: sent again until received. `origin` already knows it from the ack.
    Message {
        message: Arc<Message>,
        origin: Option<SessionId>,
    },
    /// Latest wins per (conversation, user).
    Mark(MarkPush),
    /// Dropped when the connection is slow.
    Typing(TypingPush),
    /// Latest wins per user.
    Presence(PresencePush),
    /// Latest wins per kind and subject, by its revision.
    Notice(Notice),
    /// The user's tokens were withdrawn: end the sessions that were begun with them. Those of one sign-in, or all.
    Revoked { sign_in: Option<SignInId> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkPush {
    pub conversation_id: ConversationId,
    pub uid: Uid,
    pub read: Seq,
    pub received: Seq,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingPush {
    pub conversation_id: ConversationId,
    pub uid: Uid,
    pub typing: bool,
    /// The session that types needs no copy.
    pub origin: SessionId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresencePush {
    pub uid: Uid,
    /// Terminals with a live connection; empty is offline.
    pub terminals: Vec<Terminal>,
}

/// The class of device a client runs on. A user may be online once per terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terminal {
    Web,
    H5,
    Ios,
    Android,
    Windows,
    Macos,
    Linux,
    Server,
}

/// Where something of another domain stands. What it says is that domain's own: messaging only brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What its text means: a name of the domain that says it.
    pub kind: String,
    /// Of what this is the state, within its kind; empty where there is only one.
    pub subject: String,
    /// The larger is the newer of one subject, whatever comes first. The same again may say more.
    pub revision: u64,
    /// JSON text.
    pub payload: String,
}

#[cfg(test)]
mod tests {
    use skein_content::Content;
    use skein_foundation::ClientMsgId;

    use super::*;

    #[test]
    fn every_push_arrives_on_another_node_as_it_left() {
        let (conversation_id, uid) = (
            ConversationId::from_bytes([1; 16]),
            Uid::parse("ann").expect("a uid"),
        );
        let origin = SessionId::generate(1);
        let message = Message {
            conversation_id,
            seq: Seq(7),
            sender: Some(uid.clone()),
            client_msg_id: ClientMsgId::parse("m-1").expect("an id"),
            time_ms: 5,
            content: Content::text("hello"),
        };
        let pushes = [
            Push::Message {
                message: Arc::new(message),
                origin: Some(origin),
            },
            Push::Mark(MarkPush {
                conversation_id,
                uid: uid.clone(),
                read: Seq(3),
                received: Seq(4),
            }),
            Push::Typing(TypingPush {
                conversation_id,
                uid: uid.clone(),
                typing: true,
                origin,
            }),
            Push::Presence(PresencePush {
                uid,
                terminals: vec![Terminal::Web, Terminal::H5],
            }),
            Push::Notice(Notice {
                kind: "queue".to_owned(),
                subject: "a".to_owned(),
                revision: u64::MAX,
                payload: "{}".to_owned(),
            }),
            Push::Revoked {
                sign_in: Some(SignInId::generate()),
            },
        ];
        for push in pushes {
            let carried = serde_json::to_string(&push).expect("it can be written");
            let arrived: Push = serde_json::from_str(&carried).expect("it can be read");
            assert_eq!(format!("{arrived:?}"), format!("{push:?}"));
        }
    }
}
