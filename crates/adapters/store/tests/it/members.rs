//! Members of conversations carry the names of their accounts, which are stored elsewhere.

use skein_foundation::{AppId, ConversationId, Uid, UserKey};
use skein_identity::model::{
    App, DisplayName, Revocation, Role, TokenSecret, TokenSecrets, Traits, User, UserKind,
    UserPatch,
};
use skein_identity::ports::{AppStore, UserStore};
use skein_messaging::ports::ConversationStore;
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
    let talk = store
        .find_or_create_direct(&tour, (&lin, &ghost), id, 1)
        .await
        .unwrap();
    assert_eq!(talk.member(&lin).unwrap().name, "林");
    assert_eq!(
        talk.member(&ghost).unwrap().name,
        "",
        "no name crosses from app to app"
    );

    let patch = UserPatch {
        name: Some(name("Lin")),
        ..UserPatch::default()
    };
    store
        .patch_user(&UserKey::new(tour.clone(), lin.clone()), &patch, 2)
        .await
        .unwrap();
    let talk = store.find_conversation(&tour, id).await.unwrap().unwrap();
    assert_eq!(talk.member(&lin).unwrap().name, "Lin");
}

async fn add_user(store: &Store, app: &str, uid: &str, called: &str) {
    let app = AppId::parse(app).unwrap();
    let secrets = TokenSecrets {
        current: TokenSecret::generate(),
        previous: None,
    };
    let id = app.clone();
    store
        .insert_app(&App {
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
    assert!(store.insert_user(&user).await.unwrap());
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}
