//! What follows from a committed change: the desk's effects, and what the desk must be told of users.

use std::sync::Arc;

use serde::Deserialize;
use skein_desk::model::{Actor, SignIn};
use skein_desk::service::Desk;
use skein_foundation::{StoreError, Uid, UserKey};
use skein_identity::rules::permissions::{Action, Actor as PermittedActor, is_allowed};
use skein_identity::service::Identity;
use skein_messaging::model::Push;
use skein_messaging::ports::{Audience, ChangeEvent, Router};

/// Of `user.updated` and `user.deleted`.
#[derive(Deserialize)]
struct UserChanged {
    uid: Uid,
}

/// Handler of the durable consumer `desk-effects`. The same events again have no further effect.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    pub(crate) desk: Desk,
    pub(crate) identity: Identity,
    pub(crate) router: Arc<dyn Router>,
}

impl Follower {
    pub(crate) async fn follow(self, changes: Vec<ChangeEvent>) -> Result<(), StoreError> {
        for change in &changes {
            self.shut_out(change).await?;
            self.end_visitor(change).await?;
        }
        self.desk.on_changes(&changes).await
    }

    /// A visitor became a customer: the tokens of before end, also when the process that was asked did not get so far.
    async fn end_visitor(&self, change: &ChangeEvent) -> Result<(), StoreError> {
        if change.kind != SignIn::KIND {
            return Ok(());
        }
        let Ok(SignIn { visitor_uid, .. }) = serde_json::from_str(&change.payload) else {
            // The desk says that it can't be read.
            return Ok(());
        };
        let visitor = UserKey::new(change.app.clone(), visitor_uid);
        self.identity.revoke_tokens(&visitor).await?;
        let audience = Audience::one(visitor.app, visitor.uid);
        let push = Push::Revoked { sign_in: None };
        self.router.route(audience, push).await;
        Ok(())
    }

    /// Who shuts a user out tells the desk at once, and in whose name. That may fail, and something may be assigned in
    /// between: the change stands in the outbox until the desk has done what follows from it.
    async fn shut_out(&self, change: &ChangeEvent) -> Result<(), StoreError> {
        if change.kind != "user.updated" && change.kind != "user.deleted" {
            return Ok(());
        }
        let UserChanged { uid } = match serde_json::from_str(&change.payload) {
            Ok(changed) => changed,
            Err(error) => {
                tracing::error!(change.position, error = %error, "a change of a user can't be read");
                return Ok(());
            }
        };
        let app = &change.app;
        // As the user is now: enabled again meanwhile, the agent may be at work again.
        let found = self
            .identity
            .find_users(app, std::slice::from_ref(&uid))
            .await?;
        let user = found.iter().find(|user| !user.disabled);
        let may_serve = user.is_some_and(|user| {
            is_allowed(PermittedActor::User(user.role), Action::ServeConsultations)
        });
        if !may_serve {
            self.desk.release_agent(app, &uid, &Actor::System).await?;
        }
        if user.is_none() {
            self.desk.turn_away(app, &uid).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use skein_desk::model::{AgentStatus, ConsultationState};
    use skein_foundation::lifecycle::Lifecycle;
    use skein_foundation::{AppId, ClientMsgId};
    use skein_identity::model::{DisplayName, UserKind, UserPatch};
    use skein_identity::service::UpsertUser;
    use skein_messaging::model::Content;
    use skein_messaging::ports::{Consumer, EventStream, LogPosition, MessageLog as _, Place};
    use skein_messaging::service::SendCommand;

    use super::*;
    use crate::config::{Overrides, load};
    use crate::storage::Storage;
    use crate::wiring::{self, Services};
    use crate::workers::{DESK_EFFECTS, changes_of};

    async fn add(services: &Services, app: &AppId, name: &str, kind: UserKind) -> Uid {
        let uid = Uid::parse(name).unwrap();
        let user = UpsertUser {
            key: UserKey::new(app.clone(), uid.clone()),
            kind,
            role: None,
            name: DisplayName::parse(name).unwrap(),
            traits: None,
        };
        services.identity.upsert_user(user).await.unwrap();
        uid
    }

    /// The customer asks, and the agent takes it.
    async fn serve(services: &Services, storage: &Storage, app: &AppId, who: (&Uid, &Uid)) {
        let (agent, customer) = who;
        let desk = &services.desk;
        desk.ensure_default_team(app).await.unwrap();
        desk.create_agent(app, agent, None, &[]).await.unwrap();
        desk.set_status(app, agent, AgentStatus::Busy)
            .await
            .unwrap();
        let (thread, _) = desk.thread_for_customer(app, customer, None).await.unwrap();
        let question = SendCommand {
            conversation_id: thread.id,
            client_msg_id: ClientMsgId::parse("q").unwrap(),
            content: Content::text("hello?"),
        };
        let sent = services
            .messaging
            .send(app, customer, None, vec![question])
            .await;
        assert!(sent[0].is_ok());
        let said = storage.log.tail(LogPosition(0), 10).await.unwrap();
        desk.on_messages(&said.messages).await.unwrap();
        desk.accept_next(app, agent).await.unwrap();
    }

    async fn new_changes(services: &Services) -> Vec<ChangeEvent> {
        let consumer = Consumer {
            stream: EventStream::Changes,
            name: DESK_EFFECTS,
            place: Place::Cursor { epoch: 1 },
        };
        let page = services.bus.next(consumer, 1_000).await.unwrap();
        let acknowledged = services.bus.acknowledge(consumer, page.next).await;
        acknowledged.unwrap();
        changes_of(page.events)
    }

    #[tokio::test]
    async fn what_a_disabled_agent_serves_goes_back_though_nobody_told_the_desk() {
        let folder = tempfile::tempdir().unwrap();
        let config = load(&Overrides {
            data_dir: Some(folder.path().to_owned()),
            ..Overrides::default()
        })
        .unwrap();
        let storage = Storage::open(&config).await.unwrap();
        drop(storage.log.take_commit_feed());
        let services = wiring::build(&config, &storage, &Lifecycle::new(), String::new());
        let app = AppId::parse("tour").unwrap();
        let name = DisplayName::parse("Tour").unwrap();
        services
            .identity
            .create_app(app.clone(), name)
            .await
            .unwrap();
        let ann = add(&services, &app, "ann", UserKind::Agent).await;
        let cid = add(&services, &app, "cid", UserKind::Customer).await;
        serve(&services, &storage, &app, (&ann, &cid)).await;
        new_changes(&services).await;

        // Whoever did this could not tell the desk: the process was killed, or the store was busy.
        let disable = UserPatch {
            disabled: Some(true),
            ..UserPatch::default()
        };
        let key = UserKey::new(app.clone(), ann);
        services.identity.patch_user(&key, &disable).await.unwrap();
        let changes = new_changes(&services).await;

        let state = async || {
            let desk = &services.desk;
            let (_, consultation) = desk.thread_for_customer(&app, &cid, None).await.unwrap();
            consultation.unwrap().consultation.state
        };
        assert_eq!(state().await, ConsultationState::Assigned);
        services.follower.clone().follow(changes).await.unwrap();
        assert_eq!(state().await, ConsultationState::Waiting);
        storage.close().await;
    }
}
