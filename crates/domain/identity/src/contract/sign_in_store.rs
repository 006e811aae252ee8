//! What every [`SignInStore`] promises. Run by [`sign_in_store_contract!`](crate::sign_in_store_contract).
#![expect(clippy::unwrap_used, reason = "a contract suite is a test")]

use super::fixtures::{app_id, key, name, revocation, sign_in, two_apps_with_a_user_each};
use crate::model::{SecretDigest, SetupCode, SignInSession, UserPatch};
use crate::ports::{AppStore, ProofStore, Redemption, SignInStore, UserStore};

/// Makes one test of each promise. Takes the path of an `async fn() -> (guard, store)` that gives an empty store.
#[macro_export]
macro_rules! sign_in_store_contract {
    ($fresh:path) => {
        $crate::identity_contract_cases!($fresh, sign_in_store: [
            a_session_is_found_by_its_secret_and_in_its_app_by_its_id,
            use_is_noted_until_the_session_ends,
            a_session_ends_once_and_alone,
            no_session_begins_after_a_revocation,
            a_user_has_so_many_sessions,
            what_ends_all_tokens_ends_all_sessions,
            a_deleted_user_is_signed_in_nowhere,
        ]);
    };
}

/// Everything of identity that a store keeps.
pub trait Whole: AppStore + UserStore + ProofStore + SignInStore {}

impl<T: AppStore + UserStore + ProofStore + SignInStore> Whole for T {}

async fn begin(store: &impl Whole, session: &SignInSession) {
    assert!(store.insert_sign_in(session, 0, 20).await.unwrap());
}

async fn is_there(store: &impl Whole, session: &SignInSession) -> bool {
    let by_id = store
        .find_sign_in(&session.user.app, &session.id)
        .await
        .unwrap();
    let by_secret = store
        .find_sign_in_by_secret(&session.secret_digest)
        .await
        .unwrap();
    assert_eq!(by_id, by_secret);
    by_id.is_some()
}

pub async fn a_session_is_found_by_its_secret_and_in_its_app_by_its_id(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let session = sign_in("tour", "lin", "one");
    begin(store, &session).await;
    begin(store, &sign_in("hotel", "lin", "two")).await;
    assert!(is_there(store, &session).await);
    let found = store
        .find_sign_in(&app_id("tour"), &session.id)
        .await
        .unwrap();
    assert_eq!(found, Some(session.clone()));
    let elsewhere = store
        .find_sign_in(&app_id("hotel"), &session.id)
        .await
        .unwrap();
    assert_eq!(elsewhere, None);
    let guessed = SecretDigest::of("a guess");
    assert_eq!(store.find_sign_in_by_secret(&guessed).await.unwrap(), None);
}

pub async fn use_is_noted_until_the_session_ends(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let session = sign_in("tour", "lin", "one");
    begin(store, &session).await;
    let used = SignInSession {
        created_at_ms: 5,
        last_used_at_ms: 30,
        ends_at_ms: 900,
        ..session
    };
    assert!(store.note_sign_in(&used).await.unwrap());
    let found = store.find_sign_in(&app_id("tour"), &used.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&used));
    assert!(store.end_sign_in(&app_id("tour"), &used.id).await.unwrap());
    assert!(!store.note_sign_in(&used).await.unwrap());
    assert!(!is_there(store, &used).await);
}

pub async fn a_session_ends_once_and_alone(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let (one, other) = (
        sign_in("tour", "lin", "one"),
        sign_in("tour", "lin", "other"),
    );
    begin(store, &one).await;
    begin(store, &other).await;
    let (tour, hotel) = (app_id("tour"), app_id("hotel"));
    assert!(!store.end_sign_in(&hotel, &one.id).await.unwrap());
    assert!(store.end_sign_in(&tour, &one.id).await.unwrap());
    assert!(!store.end_sign_in(&tour, &one.id).await.unwrap());
    assert!(!is_there(store, &one).await);
    assert!(is_there(store, &other).await);
}

/// The password is compared for a while; who was revoked meanwhile is not in.
pub async fn no_session_begins_after_a_revocation(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let session = sign_in("tour", "lin", "one");
    store.revoke_tokens(&lin, revocation(50)).await.unwrap();
    assert!(!store.insert_sign_in(&session, 0, 20).await.unwrap());
    assert!(!is_there(store, &session).await);
    assert!(store.insert_sign_in(&session, 1, 20).await.unwrap());

    let disabled = UserPatch {
        disabled: Some(true),
        ..UserPatch::default()
    };
    store.patch_user(&lin, &disabled, 60).await.unwrap();
    let late = sign_in("tour", "lin", "late");
    assert!(!store.insert_sign_in(&late, 1, 20).await.unwrap());
    let of_nobody = sign_in("tour", "nobody", "nobody's");
    assert!(!store.insert_sign_in(&of_nobody, 0, 20).await.unwrap());
}

pub async fn a_user_has_so_many_sessions(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let theirs = sign_in("hotel", "lin", "theirs");
    begin(store, &theirs).await;
    let mut sessions: Vec<SignInSession> = Vec::new();
    // The first is used again before the last begins, and the clock is set meanwhile: the second was used at a time that
    // has not come yet.
    for (number, last_used_at_ms) in [(0, 90), (1, 9_000), (2, 30), (3, 40)] {
        let session = SignInSession {
            last_used_at_ms,
            ..sign_in("tour", "lin", &format!("secret {number}"))
        };
        if number == 3 {
            let again = SignInSession {
                last_used_at_ms: 35,
                ..sessions[0].clone()
            };
            assert!(store.note_sign_in(&again).await.unwrap());
        }
        assert!(store.insert_sign_in(&session, 0, 3).await.unwrap());
        sessions.push(session);
    }
    let mut left = Vec::new();
    for session in &sessions {
        left.push(is_there(store, session).await);
    }
    assert_eq!(left, [true, false, true, true]);
    assert!(is_there(store, &theirs).await);
}

pub async fn what_ends_all_tokens_ends_all_sessions(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let theirs = sign_in("hotel", "lin", "theirs");
    begin(store, &theirs).await;

    let revoked = sign_in("tour", "lin", "revoked");
    begin(store, &revoked).await;
    store.revoke_tokens(&lin, revocation(50)).await.unwrap();
    assert!(!is_there(store, &revoked).await);

    let replaced = sign_in("tour", "lin", "replaced");
    assert!(store.insert_sign_in(&replaced, 1, 20).await.unwrap());
    let code = SetupCode {
        user: lin.clone(),
        code_digest: SecretDigest::of("code"),
        created_at_ms: 10,
        expires_at_ms: 1_000,
    };
    store.put_setup_code(&code).await.unwrap();
    let redemption = Redemption {
        code_digest: code.code_digest,
        password_hash: "hash",
        name: None,
        revocation: revocation(60),
    };
    store.redeem_setup_code(&redemption).await.unwrap().unwrap();
    assert!(!is_there(store, &replaced).await);

    let disabled = sign_in("tour", "lin", "disabled");
    assert!(store.insert_sign_in(&disabled, 2, 20).await.unwrap());
    for disable in [false, true] {
        assert!(is_there(store, &disabled).await);
        let patch = UserPatch {
            disabled: Some(disable),
            ..UserPatch::default()
        };
        store.patch_user(&lin, &patch, 70).await.unwrap();
    }
    assert!(!is_there(store, &disabled).await);
    assert!(is_there(store, &theirs).await);
}

pub async fn a_deleted_user_is_signed_in_nowhere(store: &impl Whole) {
    two_apps_with_a_user_each(store).await;
    let (session, other) = (
        sign_in("tour", "lin", "one"),
        sign_in("hotel", "lin", "two"),
    );
    begin(store, &session).await;
    begin(store, &other).await;
    store
        .delete_user(&session.user, &name("deleted"), revocation(50))
        .await
        .unwrap();
    assert!(!is_there(store, &session).await);
    assert!(!store.insert_sign_in(&session, 0, 20).await.unwrap());
    assert!(is_there(store, &other).await);
}
