//! Members of conversations carry the names of their accounts, which are stored elsewhere.

use skein_foundation::{AppId, ConversationId, Seq, Uid, UserKey};
use skein_identity::model::{
    App, DisplayName, Revocation, Role, TokenSecret, TokenSecrets, Traits, User, UserKind,
    UserPatch,
};
use skein_identity::service::commands::Commands as OnIdentity;
use skein_messaging::model::{MemberChange, MemberRole, MemberState, People};
use skein_messaging::ports::{ChangeOutbox, ConversationQueries};
use skein_messaging::service::commands::{Commands, NewConversation};
use skein_store::Store;

use crate::fresh_store;

#[tokio::test]
async fn a_member_is_called_what_the_account_says_now() {
    let (_folder, store) = fresh_store().await;
    let tour = AppId::parse("tour").unwrap();
    add_user(&store, "tour", "lin", "林").await;
    add_user(&store, "hotel", "lin", "Somebody else").await;
    add_user(&store, "hotel", "ghost", "Of another app").await;
    let (lin, ghost) = (Uid::parse("lin").unwrap(), Uid::parse("ghost").unwrap());
    let id = ConversationId::generate(1);
    let new = NewConversation {
        app: &tour,
        id,
        now_ms: 1,
    };
    Commands::on(&store)
        .find_or_create(&People::direct((&lin, &ghost)), &new)
        .await
        .unwrap();
    let both = [lin.clone(), ghost.clone()];
    let called = async || {
        let members = store.find_members(&tour, id, &both).await.unwrap();
        members
            .into_iter()
            .map(|member| member.name)
            .collect::<Vec<_>>()
    };
    // No name crosses from app to app.
    assert_eq!(called().await, ["", "林"]);

    let patch = UserPatch {
        name: Some(name("Lin")),
        ..UserPatch::default()
    };
    OnIdentity::on(&store)
        .patch_user(&UserKey::new(tour.clone(), lin.clone()), &patch, 2)
        .await
        .unwrap();
    assert_eq!(called().await, ["", "Lin"]);
}

#[tokio::test]
async fn who_joins_or_leaves_leaves_a_change() {
    let (_folder, store) = fresh_store().await;
    let tour = AppId::parse("tour").unwrap();
    let ann = Uid::parse("ann").unwrap();
    let id = ConversationId::generate(1);
    let new = NewConversation {
        app: &tour,
        id,
        now_ms: 1,
    };
    Commands::on(&store)
        .create_group("night", std::slice::from_ref(&ann), &new)
        .await
        .unwrap();
    let before = store
        .list_changes(0, 10)
        .await
        .unwrap()
        .pop()
        .unwrap()
        .position;
    let set = async |uid: &str, state| {
        let change = MemberChange {
            role: MemberRole::Member,
            state,
            at: Seq(3),
            from_now: false,
        };
        let uid = Uid::parse(uid).unwrap();
        let set = Commands::on(&store).set_member(&tour, id, &uid, &change, 7);
        set.await.unwrap();
    };
    for state in [MemberState::Active, MemberState::Past] {
        // The second time nothing changes.
        set("bob", state).await;
        set("bob", state).await;
    }
    set("ann", MemberState::Active).await;
    let changes = store.list_changes(before, 10).await.unwrap();
    let told: Vec<(&str, i64, &str)> = changes
        .iter()
        .map(|change| {
            (
                change.kind.as_str(),
                change.time_ms,
                change.payload.as_str(),
            )
        })
        .collect();
    let payload = |state| {
        format!(r#"{{"conversationId":"{id}","uid":"bob","role":"member","state":"{state}"}}"#)
    };
    assert_eq!(
        told,
        [
            ("member.changed", 7, payload("active").as_str()),
            ("member.changed", 7, payload("past").as_str())
        ]
    );
}

async fn add_user(store: &Store, app: &str, uid: &str, called: &str) {
    let app = AppId::parse(app).unwrap();
    let secrets = TokenSecrets {
        current: TokenSecret::generate(),
        previous: None,
    };
    let id = app.clone();
    OnIdentity::on(store)
        .create_app(&App {
            id,
            name: name("app"),
            secrets,
            created_at_ms: 0,
        })
        .await
        .unwrap();
    let user = User {
        key: UserKey::new(app, Uid::parse(uid).unwrap()),
        kind: UserKind::Employee,
        role: Role::Employee,
        name: name(called),
        verified: true,
        traits: Traits::default(),
        locale: None,
        disabled: false,
        token_generation: 0,
        revocation: Revocation::default(),
        created_at_ms: 0,
        last_seen_at_ms: 0,
    };
    assert!(OnIdentity::on(store).create_user(&user).await.unwrap());
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}
