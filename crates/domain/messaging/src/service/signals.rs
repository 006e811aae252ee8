//! Signals that are not stored: who is typing.

use std::collections::HashSet;

use skein_foundation::{AppId, ConversationId, SessionId, StoreError, Uid};

use super::Messaging;
use super::marks::MAX_TOLD;
use crate::model::{Push, TypingPush};
use crate::ports::Audience;
use crate::rules;

impl Messaging {
    /// Tells the other active members, where they are few: in a large group nobody looks, and each signal would be work for
    /// everybody. From a stranger it is dropped without an answer.
    pub async fn set_typing(
        &self,
        app: &AppId,
        uid: &Uid,
        origin: SessionId,
        conversation_id: ConversationId,
        typing: bool,
    ) -> Result<(), StoreError> {
        let Some(route) = self.routes.find(app, conversation_id).await? else {
            return Ok(());
        };
        if !rules::may_send(route.active(uid)) || route.audience.uids.len() > MAX_TOLD {
            return Ok(());
        }
        let others: Vec<Uid> = route.others(uid).cloned().collect();
        let push = Push::Typing(TypingPush {
            conversation_id,
            uid: uid.clone(),
            typing,
            origin,
        });
        self.ports
            .router
            .route(Audience::new(app.clone(), others), push)
            .await;
        Ok(())
    }

    /// Which of the asked users this user may see the presence of: those he shares a conversation with.
    pub async fn visible_users(
        &self,
        app: &AppId,
        uid: &Uid,
        asked: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        let known: HashSet<Uid> = self
            .ports
            .conversations
            .list_acquainted(app, uid, asked)
            .await?
            .into_iter()
            .collect();
        let visible = asked
            .iter()
            .filter(|other| *other == uid || known.contains(*other));
        Ok(visible.cloned().collect())
    }
}
