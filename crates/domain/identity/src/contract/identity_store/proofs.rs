//! Setup codes, passwords and tokens that are good once.

use skein_foundation::{StoreErrorKind, UserKey};
use tokio::join;

use super::fixtures::{app_id, commands, key, name, revocation, two_apps_with_a_user_each};
use crate::model::{ChangesFrom, SecretDigest, SetupCode, UserFilter};
use crate::ports::IdentityStore;
use crate::service::commands::Redemption;

const EXPIRES_AT_MS: i64 = 1_000;

pub async fn a_code_is_redeemed_once(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let code = code(&lin, "one");
    assert_eq!(
        store.find_setup_code(&code.code_digest).await.unwrap(),
        None
    );
    invite(store, &code).await;
    assert_eq!(
        store.find_setup_code(&code.code_digest).await.unwrap(),
        Some(code.clone())
    );
    assert_eq!(store.find_password_hash(&lin).await.unwrap(), None);

    let renamed = name("Lin Xiaoyan");
    let redemption = Redemption {
        name: Some(&renamed),
        ..redemption("one", "hash 1", 70)
    };
    let user = commands(store)
        .redeem_setup_code(&redemption)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((&user.key, &user.name), (&lin, &renamed));
    assert_eq!(user.token_generation, 1, "earlier tokens have ended");
    assert_eq!(user.revocation, revocation(70));
    assert_eq!(store.find_user(&lin).await.unwrap(), Some(user));
    let since = ChangesFrom::After(1);
    let renamings = store
        .list_user_changes(&lin.app, &UserFilter::default(), since, 9)
        .await
        .unwrap();
    assert_eq!((renamings.changed.len(), renamings.newest), (1, 2));
    assert_eq!(
        store.find_password_hash(&lin).await.unwrap().as_deref(),
        Some("hash 1")
    );
    assert_eq!(
        store
            .find_password_hash(&key("hotel", "lin"))
            .await
            .unwrap(),
        None
    );

    let again = redemption_is_refused(store, "one", 80).await;
    assert!(again, "a code works once");
    assert_eq!(
        store.find_setup_code(&code.code_digest).await.unwrap(),
        None
    );
    assert_eq!(
        store.find_password_hash(&lin).await.unwrap().as_deref(),
        Some("hash 1")
    );

    // A later code changes the password and leaves the name.
    invite(store, &self::code(&lin, "two")).await;
    let user = commands(store)
        .redeem_setup_code(&self::redemption("two", "hash 2", 90))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(user.name, renamed);
    assert_eq!(
        store.find_password_hash(&lin).await.unwrap().as_deref(),
        Some("hash 2")
    );
}

pub async fn of_two_callers_at_once_one_redeems_the_code(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    for round in 0..10 {
        invite(store, &code(&lin, "code")).await;
        let (one, other) = (
            redemption("code", "hash 1", round),
            redemption("code", "hash 2", round),
        );
        let (one, other) = join!(
            commands(store).redeem_setup_code(&one),
            commands(store).redeem_setup_code(&other)
        );
        let winners = [one.unwrap(), other.unwrap()].map(|user| user.is_some());
        assert_ne!(winners[0], winners[1]);
        let kept = store.find_password_hash(&lin).await.unwrap().unwrap();
        assert_eq!(kept, if winners[0] { "hash 1" } else { "hash 2" });
    }
}

pub async fn a_new_code_replaces_the_one_before(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    invite(store, &code(&key("tour", "lin"), "old")).await;
    invite(store, &code(&key("hotel", "lin"), "theirs")).await;
    invite(store, &code(&key("tour", "lin"), "new")).await;
    assert!(redemption_is_refused(store, "old", 70).await);
    assert!(!redemption_is_refused(store, "new", 70).await);
    assert!(!redemption_is_refused(store, "theirs", 70).await);
}

pub async fn an_expired_code_changes_nothing(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let before = store.find_user(&lin).await.unwrap();
    invite(store, &code(&lin, "code")).await;
    assert!(redemption_is_refused(store, "code", EXPIRES_AT_MS).await);
    assert_eq!(store.find_user(&lin).await.unwrap(), before);
    assert_eq!(store.find_password_hash(&lin).await.unwrap(), None);
    assert!(!redemption_is_refused(store, "code", EXPIRES_AT_MS - 1).await);
}

pub async fn a_code_of_nobody_is_refused(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let error = commands(store)
        .put_setup_code(&code(&key("tour", "nobody"), "code"))
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);
    assert!(redemption_is_refused(store, "code", 70).await);
}

pub async fn a_deleted_user_has_neither_password_nor_code(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    for app in ["tour", "hotel"] {
        let lin = key(app, "lin");
        invite(store, &code(&lin, "first")).await;
        assert!(!redemption_is_refused(store, "first", 70).await);
        invite(store, &code(&lin, app)).await;
    }
    let lin = key("tour", "lin");
    commands(store)
        .delete_user(&lin, &name("deleted"), revocation(80))
        .await
        .unwrap();
    assert_eq!(store.find_password_hash(&lin).await.unwrap(), None);
    let digest = SecretDigest::of("tour");
    assert_eq!(store.find_setup_code(&digest).await.unwrap(), None);
    assert!(redemption_is_refused(store, "tour", 90).await);
    let late = commands(store).put_setup_code(&code(&lin, "late")).await;
    assert_eq!(late.unwrap_err().kind, StoreErrorKind::Conflict);
    // The one of the same name elsewhere keeps everything.
    let other = store
        .find_password_hash(&key("hotel", "lin"))
        .await
        .unwrap();
    assert!(other.is_some());
    assert!(!redemption_is_refused(store, "hotel", 90).await);
}

pub async fn a_token_is_used_once_per_app(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let (tour, hotel) = (app_id("tour"), app_id("hotel"));
    assert!(
        commands(store)
            .use_token_once(&tour, "jti", 100, 10)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .use_token_once(&tour, "jti", 100, 20)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .use_token_once(&tour, "jti", 999, 99)
            .await
            .unwrap()
    );
    assert!(
        commands(store)
            .use_token_once(&tour, "JTI", 100, 20)
            .await
            .unwrap()
    );
    assert!(
        commands(store)
            .use_token_once(&hotel, "jti", 100, 20)
            .await
            .unwrap()
    );
}

pub async fn of_two_callers_at_once_one_uses_the_token(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let tour = app_id("tour");
    for round in 0..10 {
        let jti = format!("jti {round}");
        let (one, other) = join!(
            commands(store).use_token_once(&tour, &jti, 100, 10),
            commands(store).use_token_once(&tour, &jti, 100, 10),
        );
        assert_ne!(one.unwrap(), other.unwrap());
    }
}

pub async fn used_tokens_are_forgotten_when_they_have_expired(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let tour = app_id("tour");
    assert!(
        commands(store)
            .use_token_once(&tour, "jti", 100, 10)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .use_token_once(&tour, "jti", 100, 100)
            .await
            .unwrap()
    );
    assert!(
        commands(store)
            .use_token_once(&tour, "jti", 300, 101)
            .await
            .unwrap()
    );
}

async fn invite(store: &impl IdentityStore, code: &SetupCode) {
    commands(store).put_setup_code(code).await.unwrap();
}

async fn redemption_is_refused(store: &impl IdentityStore, code: &str, now_ms: i64) -> bool {
    commands(store)
        .redeem_setup_code(&redemption(code, "hash", now_ms))
        .await
        .unwrap()
        .is_none()
}

fn code(user: &UserKey, code: &str) -> SetupCode {
    SetupCode {
        user: user.clone(),
        code_digest: SecretDigest::of(code),
        created_at_ms: 10,
        expires_at_ms: EXPIRES_AT_MS,
    }
}

fn redemption<'a>(code: &str, password_hash: &'a str, now_ms: i64) -> Redemption<'a> {
    Redemption {
        code_digest: SecretDigest::of(code),
        password_hash,
        name: None,
        revocation: revocation(now_ms),
    }
}
