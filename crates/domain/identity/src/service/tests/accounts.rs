//! Users, setup codes and passwords.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::join;

use super::{Fixture, app_id, name};
use crate::model::{NewPassword, Role, Traits, UserKind, UserPatch};
use crate::service::{SetupError, SignIn, SignInError, SignedIn, UpsertUser, UserError};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn a_user_is_made_once_and_changed_afterwards() {
    let fixture = Fixture::new().await;
    let made = fixture.user("lin", UserKind::Agent).await;
    assert!(made.verified && !made.disabled);
    let wanted = UpsertUser {
        key: fixture.key("lin"),
        kind: UserKind::Agent,
        role: Some(Role::Supervisor),
        name: name("林"),
        traits: Some(Traits::default()),
    };
    let changed = fixture.identity.upsert_user(wanted.clone()).await.unwrap();
    assert_eq!(
        (changed.role, changed.name.as_str()),
        (Role::Supervisor, "林")
    );
    assert_eq!(changed.created_at_ms, made.created_at_ms);
    let same_role = fixture
        .identity
        .upsert_user(UpsertUser {
            role: None,
            ..wanted
        })
        .await
        .unwrap();
    assert_eq!(same_role.role, Role::Supervisor, "what is not said stays");
}

#[tokio::test]
async fn nobody_changes_kind_or_gets_a_role_of_another_kind() {
    let fixture = Fixture::new().await;
    fixture.user("c1", UserKind::Customer).await;
    let upsert = async |uid: &str, kind, role| {
        let (key, name) = (fixture.key(uid), name("x"));
        fixture
            .identity
            .upsert_user(UpsertUser {
                key,
                kind,
                role,
                name,
                traits: None,
            })
            .await
    };
    let risen = upsert("c1", UserKind::Agent, None).await;
    assert!(matches!(risen, Err(UserError::KindDiffers)));
    let risen = upsert("c2", UserKind::Customer, Some(Role::Admin)).await;
    assert!(matches!(risen, Err(UserError::RoleNotOfKind)));
    let patch = UserPatch {
        role: Some(Role::Admin),
        ..UserPatch::default()
    };
    let risen = fixture
        .identity
        .patch_user(&fixture.key("c1"), &patch)
        .await;
    assert!(matches!(risen, Err(UserError::RoleNotOfKind)));
    let reserved = upsert("v_abc", UserKind::Customer, None).await;
    assert!(matches!(reserved, Err(UserError::ReservedUid)));
    let unknown = fixture
        .identity
        .patch_user(&fixture.key("nobody"), &patch)
        .await;
    assert!(matches!(unknown, Err(UserError::Unknown)));
}

#[tokio::test]
async fn nobody_talks_past_the_desk_or_with_a_ghost() {
    let fixture = Fixture::new().await;
    fixture.user("c1", UserKind::Customer).await;
    fixture.user("lin", UserKind::Agent).await;
    fixture.user("wang", UserKind::Employee).await;
    for (from, to, allowed) in [
        ("wang", "lin", true),
        ("lin", "wang", true),
        ("lin", "c1", false),
        ("c1", "lin", false),
        ("lin", "nobody", false),
        ("nobody", "lin", false),
    ] {
        let (from_key, to_key) = (fixture.key(from), fixture.key(to));
        let app = &fixture.app.id;
        let answer = fixture
            .identity
            .may_open_direct(app, &from_key.uid, &to_key.uid)
            .await;
        assert_eq!(answer.unwrap(), allowed, "{from} {to}");
    }
}

#[tokio::test]
async fn a_setup_code_leads_to_a_password_once() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let code = code(&fixture).await;
    let invitation = fixture.identity.inspect_setup_code(&code).await.unwrap();
    assert_eq!(
        (invitation.user.key, invitation.app.id),
        (fixture.key("lin"), app_id("tour"))
    );

    let redeem = async || redeem(&fixture, &code).await;
    let signed_in = redeem().await.unwrap();
    assert_eq!(signed_in.user.name, name("林"));
    let principal = fixture
        .identity
        .verify_user_token(signed_in.token.token.expose())
        .await;
    assert_eq!(principal.unwrap().user, fixture.key("lin"));
    assert!(matches!(redeem().await, Err(SetupError::InvalidCode)));
    let seen = fixture.identity.inspect_setup_code(&code).await;
    assert!(matches!(seen, Err(SetupError::InvalidCode)));

    let again = sign_in(&fixture, "lin", PASSWORD, 1).await.unwrap();
    assert_eq!(again.user.key, fixture.key("lin"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_redeem_one_code_at_once_one_gets_in() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let code = code(&fixture).await;
    let (one, other) = join!(redeem(&fixture, &code), redeem(&fixture, &code));
    assert_ne!(one.is_ok(), other.is_ok());
    let refused = one.err().or(other.err()).unwrap();
    assert!(matches!(refused, SetupError::InvalidCode));
}

#[tokio::test]
async fn a_setup_code_lapses_after_a_week_or_with_the_next_one() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let first = code(&fixture).await;
    let second = code(&fixture).await;
    assert!(matches!(
        redeem(&fixture, &first).await,
        Err(SetupError::InvalidCode)
    ));
    fixture.clock.advance_ms(7 * 24 * 3_600 * 1_000);
    assert!(matches!(
        redeem(&fixture, &second).await,
        Err(SetupError::InvalidCode)
    ));
    for nonsense in ["", "x", &"x".repeat(10_000)] {
        assert!(matches!(
            redeem(&fixture, nonsense).await,
            Err(SetupError::InvalidCode)
        ));
    }
}

#[tokio::test]
async fn setup_codes_are_for_those_who_sign_in() {
    let fixture = Fixture::new().await;
    fixture.user("c1", UserKind::Customer).await;
    fixture.user("robot", UserKind::Bot).await;
    for uid in ["c1", "robot"] {
        let refused = fixture.identity.create_setup_code(&fixture.key(uid)).await;
        assert!(matches!(refused, Err(SetupError::DoesNotSignIn)));
    }
    let refused = fixture
        .identity
        .create_setup_code(&fixture.key("nobody"))
        .await;
    assert!(matches!(refused, Err(SetupError::UnknownUser)));
}

#[tokio::test]
async fn choosing_a_new_password_ends_earlier_sessions() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let first = redeem(&fixture, &code(&fixture).await).await.unwrap();
    fixture.clock.advance_ms(1_000);
    let second = redeem(&fixture, &code(&fixture).await).await.unwrap();
    fixture
        .identity
        .verify_user_token(first.token.token.expose())
        .await
        .unwrap_err();
    fixture
        .identity
        .verify_user_token(second.token.token.expose())
        .await
        .unwrap();
}

#[tokio::test]
async fn wrong_user_and_wrong_password_look_the_same_and_take_as_long() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    fixture.user("wang", UserKind::Agent).await;
    redeem(&fixture, &code(&fixture).await).await.unwrap();

    let mut fastest = [Duration::MAX; 4];
    for round in 0..5 {
        let cases = [
            ("lin", "wrong horse battery"),
            ("nobody", PASSWORD),
            ("wang", PASSWORD),
            ("lin", PASSWORD),
        ];
        for (slot, (uid, password)) in cases.into_iter().enumerate() {
            // So that nothing is limited.
            fixture.clock.advance_ms(60_000);
            #[expect(clippy::disallowed_methods, reason = "the duration itself is tested")]
            let begin = Instant::now();
            let answer = sign_in(&fixture, uid, password, round).await;
            fastest[slot] = fastest[slot].min(begin.elapsed());
            if slot < 3 {
                assert!(
                    matches!(answer, Err(SignInError::WrongCredentials)),
                    "{uid}"
                );
            } else {
                answer.unwrap();
            }
        }
    }
    // A busy machine may stretch any of them a few times; skipping the hash makes a factor of a thousand.
    let (shortest, longest) = (fastest.iter().min().unwrap(), fastest.iter().max().unwrap());
    assert!(
        *longest < *shortest * 20,
        "an attacker could tell: {fastest:?}"
    );
}

#[tokio::test]
async fn guesses_are_limited_and_successes_are_not() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    redeem(&fixture, &code(&fixture).await).await.unwrap();
    for _ in 0..8 {
        sign_in(&fixture, "lin", PASSWORD, 1).await.unwrap();
    }
    for _ in 0..5 {
        let wrong = sign_in(&fixture, "lin", "wrong horse battery", 9).await;
        assert!(matches!(wrong, Err(SignInError::WrongCredentials)));
    }
    let limited = sign_in(&fixture, "lin", PASSWORD, 9).await;
    assert!(matches!(
        limited,
        Err(SignInError::Limited {
            retry_after_ms: 30_000
        })
    ));
    sign_in(&fixture, "lin", PASSWORD, 1)
        .await
        .expect("who guesses elsewhere keeps nobody out");
    fixture.clock.advance_ms(30_000);
    sign_in(&fixture, "lin", PASSWORD, 9).await.unwrap();
}

#[tokio::test]
async fn a_disabled_user_learns_so_only_with_the_right_password() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    redeem(&fixture, &code(&fixture).await).await.unwrap();
    let patch = UserPatch {
        disabled: Some(true),
        ..UserPatch::default()
    };
    fixture
        .identity
        .patch_user(&fixture.key("lin"), &patch)
        .await
        .unwrap();
    let wrong = sign_in(&fixture, "lin", "wrong horse battery", 1).await;
    assert!(matches!(wrong, Err(SignInError::WrongCredentials)));
    let right = sign_in(&fixture, "lin", PASSWORD, 1).await;
    assert!(matches!(right, Err(SignInError::Disabled)));
}

#[tokio::test]
async fn the_app_may_be_left_out_while_there_is_one() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    redeem(&fixture, &code(&fixture).await).await.unwrap();
    sign_in(&fixture, "lin", PASSWORD, 1).await.unwrap();
    fixture
        .identity
        .create_app(app_id("hotel"), name("Hotel"))
        .await
        .unwrap();
    let unsaid = sign_in(&fixture, "lin", PASSWORD, 1).await;
    assert!(matches!(unsaid, Err(SignInError::AppRequired)));
    for (app, fits) in [("tour", true), ("hotel", false), ("nowhere", false)] {
        let attempt = SignIn {
            app: Some(app_id(app)),
            uid: fixture.key("lin").uid,
            password: SecretString::from(PASSWORD.to_owned()),
            address: IpAddr::from([10, 0, 0, 1]),
            browser: None,
        };
        assert_eq!(
            fixture.identity.sign_in(attempt).await.is_ok(),
            fits,
            "{app}"
        );
    }
}

async fn code(fixture: &Fixture) -> String {
    let made = fixture
        .identity
        .create_setup_code(&fixture.key("lin"))
        .await
        .unwrap();
    made.code.expose().to_owned()
}

async fn redeem(fixture: &Fixture, code: &str) -> Result<SignedIn, SetupError> {
    let password = NewPassword::parse(PASSWORD).unwrap();
    fixture
        .identity
        .redeem_setup_code(code, Some(&name("林")), &password)
        .await
}

async fn sign_in(
    fixture: &Fixture,
    uid: &str,
    password: &str,
    host: u8,
) -> Result<SignedIn, SignInError> {
    let attempt = SignIn {
        app: None,
        uid: fixture.key(uid).uid,
        password: SecretString::from(password.to_owned()),
        address: IpAddr::from([10, 0, 0, host]),
        browser: None,
    };
    fixture.identity.sign_in(attempt).await
}
