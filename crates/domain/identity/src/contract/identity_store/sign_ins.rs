//! Browsers in which somebody is signed in.

use super::fixtures::{
    app_id, commands, key, name, revocation, sign_in, two_apps_with_a_user_each,
};
use crate::model::{SecretDigest, SetupCode, SignInId, SignInSession, UserPatch};
use crate::ports::IdentityStore;
use crate::service::commands::Redemption;

/// Of a user as it was in that generation.
async fn begins(store: &impl IdentityStore, session: &SignInSession, generation: i64) -> bool {
    let begun = commands(store).begin_sign_in(session, generation, 20);
    begun.await.unwrap()
}

async fn begin(store: &impl IdentityStore, session: &SignInSession) {
    assert!(begins(store, session, 0).await);
}

async fn is_there(store: &impl IdentityStore, session: &SignInSession) -> bool {
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

pub async fn a_session_is_found_by_its_secret_and_in_its_app_by_its_id(store: &impl IdentityStore) {
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

pub async fn use_is_noted_until_the_session_ends(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let session = sign_in("tour", "lin", "one");
    begin(store, &session).await;
    let used = SignInSession {
        created_at_ms: 5,
        last_used_at_ms: 30,
        ends_at_ms: 900,
        ..session
    };
    assert!(commands(store).note_sign_in(&used).await.unwrap());
    let found = store.find_sign_in(&app_id("tour"), &used.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&used));
    assert!(
        commands(store)
            .end_sign_in(&app_id("tour"), &used.id, 50)
            .await
            .unwrap()
    );
    assert!(!commands(store).note_sign_in(&used).await.unwrap());
    assert!(!is_there(store, &used).await);
}

pub async fn a_session_ends_once_and_alone(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let (one, other) = (
        sign_in("tour", "lin", "one"),
        sign_in("tour", "lin", "other"),
    );
    begin(store, &one).await;
    begin(store, &other).await;
    let (tour, hotel) = (app_id("tour"), app_id("hotel"));
    assert!(
        !commands(store)
            .end_sign_in(&hotel, &one.id, 50)
            .await
            .unwrap()
    );
    assert!(
        commands(store)
            .end_sign_in(&tour, &one.id, 50)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .end_sign_in(&tour, &one.id, 50)
            .await
            .unwrap()
    );
    assert!(!is_there(store, &one).await);
    assert!(is_there(store, &other).await);
}

/// The password is compared for a while; who was revoked meanwhile is not in.
pub async fn no_session_begins_after_a_revocation(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let session = sign_in("tour", "lin", "one");
    commands(store)
        .revoke_tokens(&lin, revocation(50))
        .await
        .unwrap();
    assert!(!begins(store, &session, 0).await);
    assert!(!is_there(store, &session).await);
    assert!(begins(store, &session, 1).await);

    let disabled = UserPatch {
        disabled: Some(true),
        ..UserPatch::default()
    };
    commands(store)
        .patch_user(&lin, &disabled, 60)
        .await
        .unwrap();
    let late = sign_in("tour", "lin", "late");
    assert!(!begins(store, &late, 1).await);
    let of_nobody = sign_in("tour", "nobody", "nobody's");
    assert!(!begins(store, &of_nobody, 0).await);
}

pub async fn a_user_has_so_many_sessions(store: &impl IdentityStore) {
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
            assert!(commands(store).note_sign_in(&again).await.unwrap());
        }
        assert!(commands(store).begin_sign_in(&session, 0, 3).await.unwrap());
        sessions.push(session);
    }
    let mut left = Vec::new();
    for session in &sessions {
        left.push(is_there(store, session).await);
    }
    assert_eq!(left, [true, false, true, true]);
    let listed = store.list_sign_ins(&sessions[0].user).await.unwrap();
    let listed: Vec<&SignInId> = listed.iter().map(|session| &session.id).collect();
    let used_last_first = [3, 0, 2].map(|number: usize| &sessions[number].id);
    assert_eq!(listed, used_last_first);
    assert!(is_there(store, &theirs).await);
}

pub async fn what_ends_all_tokens_ends_all_sessions(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let theirs = sign_in("hotel", "lin", "theirs");
    begin(store, &theirs).await;

    let revoked = sign_in("tour", "lin", "revoked");
    begin(store, &revoked).await;
    commands(store)
        .revoke_tokens(&lin, revocation(50))
        .await
        .unwrap();
    assert!(!is_there(store, &revoked).await);

    let replaced = sign_in("tour", "lin", "replaced");
    assert!(begins(store, &replaced, 1).await);
    let code = SetupCode {
        user: lin.clone(),
        code_digest: SecretDigest::of("code"),
        created_at_ms: 10,
        expires_at_ms: 1_000,
    };
    commands(store).put_setup_code(&code).await.unwrap();
    let redemption = Redemption {
        code_digest: code.code_digest,
        password_hash: "hash",
        name: None,
        revocation: revocation(60),
    };
    commands(store)
        .redeem_setup_code(&redemption)
        .await
        .unwrap()
        .unwrap();
    assert!(!is_there(store, &replaced).await);

    let disabled = sign_in("tour", "lin", "disabled");
    assert!(begins(store, &disabled, 2).await);
    for disable in [false, true] {
        assert!(is_there(store, &disabled).await);
        let patch = UserPatch {
            disabled: Some(disable),
            ..UserPatch::default()
        };
        commands(store).patch_user(&lin, &patch, 70).await.unwrap();
    }
    assert!(!is_there(store, &disabled).await);
    assert!(is_there(store, &theirs).await);
}

pub async fn a_deleted_user_is_signed_in_nowhere(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let (session, other) = (
        sign_in("tour", "lin", "one"),
        sign_in("hotel", "lin", "two"),
    );
    begin(store, &session).await;
    begin(store, &other).await;
    commands(store)
        .delete_user(&session.user, &name("deleted"), revocation(50))
        .await
        .unwrap();
    assert!(!is_there(store, &session).await);
    assert!(!begins(store, &session, 0).await);
    assert!(is_there(store, &other).await);
}
