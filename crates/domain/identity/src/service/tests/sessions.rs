//! User tokens and app keys.

use serde_json::json;

use super::{Fixture, app_id, name};
use crate::model::{Role, TokenSecret, UserKind, UserPatch};
use crate::rules::tokens::Refusal;
use crate::service::{AppKeyError, Identity, IssueError, TokenError};

#[tokio::test]
async fn a_token_says_who_somebody_is() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let lin = fixture.key("lin");
    let issued = fixture.identity.issue_user_token(&lin, 600).await.unwrap();
    let principal = fixture
        .identity
        .verify_user_token(issued.token.expose())
        .await
        .unwrap();
    assert_eq!(principal.user, lin);
    assert_eq!(
        (principal.kind, principal.role),
        (UserKind::Agent, Role::Agent)
    );
    assert_eq!(principal.expires_at_ms, issued.expires_at_ms);
    assert!(
        !format!("{issued:?}").contains(issued.token.expose()),
        "tokens are never printed"
    );

    // A role is what it is now, not what it was when the token was made.
    let patch = UserPatch {
        role: Some(Role::Admin),
        ..UserPatch::default()
    };
    fixture.identity.patch_user(&lin, &patch).await.unwrap();
    let principal = fixture
        .identity
        .verify_user_token(issued.token.expose())
        .await
        .unwrap();
    assert_eq!(principal.role, Role::Admin);

    fixture.clock.advance_ms(600_000 + 30_000);
    let late = fixture
        .identity
        .verify_user_token(issued.token.expose())
        .await;
    assert!(matches!(late, Err(TokenError::Refused(Refusal::Expired))));
}

#[tokio::test]
async fn a_token_that_the_business_minted_is_as_good() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Employee).await;
    let now = fixture.now_s();
    let claims = |sub: &str| json!({"iss": "tour", "sub": sub, "iat": now, "exp": now + 600});
    let token = fixture.sign(&claims("lin"));
    assert_eq!(
        fixture
            .identity
            .verify_user_token(&token)
            .await
            .unwrap()
            .user,
        fixture.key("lin")
    );
    let stranger = fixture
        .identity
        .verify_user_token(&fixture.sign(&claims("nobody")))
        .await;
    assert!(matches!(
        stranger,
        Err(TokenError::Refused(Refusal::UnknownUser))
    ));

    // The same user of another app, signed by this one.
    fixture
        .identity
        .create_app(app_id("hotel"), name("Hotel"))
        .await
        .unwrap();
    let elsewhere = json!({"iss": "hotel", "sub": "lin", "iat": now, "exp": now + 600});
    let nowhere = json!({"iss": "nowhere", "sub": "lin", "iat": now, "exp": now + 600});
    for (claims, reason) in [
        (elsewhere, Refusal::WrongSignature),
        (nowhere, Refusal::WrongIssuer),
    ] {
        let refused = fixture
            .identity
            .verify_user_token(&fixture.sign(&claims))
            .await;
        assert!(
            matches!(refused, Err(TokenError::Refused(why)) if why == reason),
            "{claims}"
        );
    }
}

/// Whoever is being revoked may see to it that a request of theirs is always under way.
#[tokio::test]
async fn a_revocation_is_not_outrun_by_a_request_that_is_under_way() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let lin = fixture.key("lin");
    let identity = &fixture.identity;
    let issued = identity.issue_user_token(&lin, 600).await.unwrap();
    let principal = identity
        .verify_user_token(issued.token.expose())
        .await
        .unwrap();
    let read_before = identity.get_user(&lin).await.unwrap();

    assert!(identity.revoke_tokens(&lin).await.unwrap());
    fixture.clock.advance_ms(5_000);

    let again = identity.verify_again(&principal).await;
    assert!(matches!(again, Err(TokenError::Refused(Refusal::Revoked))));
    let app = identity.find_app(&lin.app).await.unwrap().unwrap();
    let late = identity.issue_token(&app, &read_before, 600);
    assert!(matches!(
        identity.verify_user_token(late.token.expose()).await,
        Err(TokenError::Refused(Refusal::Revoked))
    ));
    let late = identity.begin_sign_in(&app, read_before).await.unwrap();
    assert!(late.is_none());
}

#[tokio::test]
async fn revoking_ends_what_was_issued_before_and_nothing_after() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let lin = fixture.key("lin");
    let issue = async || {
        fixture
            .identity
            .issue_user_token(&lin, 600)
            .await
            .unwrap()
            .token
    };
    let verify = async |token: &str| fixture.identity.verify_user_token(token).await;

    // All of it in one millisecond.
    let before = issue().await;
    assert!(fixture.identity.revoke_tokens(&lin).await.unwrap());
    let after = issue().await;
    assert!(matches!(
        verify(before.expose()).await,
        Err(TokenError::Refused(Refusal::Revoked))
    ));
    verify(after.expose()).await.unwrap();

    fixture.clock.advance_ms(5);
    fixture.identity.revoke_tokens(&lin).await.unwrap();
    assert!(matches!(
        verify(after.expose()).await,
        Err(TokenError::Refused(Refusal::Revoked))
    ));
    assert!(
        !fixture
            .identity
            .revoke_tokens(&fixture.key("nobody"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_disabled_user_is_refused_until_enabled_again() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    let lin = fixture.key("lin");
    let token = fixture
        .identity
        .issue_user_token(&lin, 600)
        .await
        .unwrap()
        .token;
    let disable = |disabled| UserPatch {
        disabled: Some(disabled),
        ..UserPatch::default()
    };
    fixture
        .identity
        .patch_user(&lin, &disable(true))
        .await
        .unwrap();
    let refused = fixture.identity.verify_user_token(token.expose()).await;
    assert!(matches!(refused, Err(TokenError::Disabled)));
    let refused = fixture.identity.issue_user_token(&lin, 600).await;
    assert!(matches!(refused, Err(IssueError::Disabled)));
    fixture
        .identity
        .patch_user(&lin, &disable(false))
        .await
        .unwrap();
    fixture
        .identity
        .verify_user_token(token.expose())
        .await
        .unwrap();
}

#[tokio::test]
async fn tokens_are_issued_for_a_minute_to_a_day_and_to_users_only() {
    let fixture = Fixture::new().await;
    fixture.user("lin", UserKind::Agent).await;
    for (ttl_s, allowed) in [
        (0, false),
        (59, false),
        (60, true),
        (86_400, true),
        (86_401, false),
    ] {
        let issued = fixture
            .identity
            .issue_user_token(&fixture.key("lin"), ttl_s)
            .await;
        assert_eq!(issued.is_ok(), allowed, "{ttl_s}");
    }
    let stranger = fixture
        .identity
        .issue_user_token(&fixture.key("nobody"), 60)
        .await;
    assert!(matches!(stranger, Err(IssueError::UnknownUser)));
}

#[tokio::test]
async fn secrets_are_rotated_without_a_gap() {
    let fixture = Fixture::new().await;
    let Fixture { identity, app, .. } = &fixture;
    fixture.user("lin", UserKind::Agent).await;
    let lin = fixture.key("lin");
    let first = identity.issue_user_token(&lin, 600).await.unwrap().token;
    let shown = TokenSecret::generate();
    identity.rotate_token_secret(&app.id, &shown).await.unwrap();
    let second = identity.issue_user_token(&lin, 600).await.unwrap().token;
    let now = fixture.now_s();
    let minted = super::sign(
        &shown,
        &json!({"iss": "tour", "sub": "lin", "iat": now, "exp": now + 60}),
    );
    for token in [first.expose(), second.expose(), &minted] {
        identity.verify_user_token(token).await.unwrap();
    }
    identity.drop_previous_secret(&app.id).await.unwrap();
    let ended = identity.verify_user_token(first.expose()).await;
    assert!(matches!(
        ended,
        Err(TokenError::Refused(Refusal::WrongSignature))
    ));
    identity.verify_user_token(second.expose()).await.unwrap();

    for _ in 0..2 {
        let next = TokenSecret::generate();
        identity.rotate_token_secret(&app.id, &next).await.unwrap();
    }
    let ended = identity.verify_user_token(second.expose()).await;
    assert!(
        matches!(ended, Err(TokenError::Refused(Refusal::WrongSignature))),
        "two rotations end it"
    );
}

#[tokio::test]
async fn an_app_key_opens_its_app_until_it_is_revoked() {
    let fixture = Fixture::new().await;
    let Fixture { identity, app, .. } = &fixture;
    let made = identity
        .create_app_key(&app.id, name("orders"))
        .await
        .unwrap();
    let text = made.text.expose();
    assert!(text.starts_with(&format!("sk_{}_", made.key.id)));
    assert!(!format!("{made:?}").contains(text.rsplit('_').next().unwrap()));
    assert_eq!(
        identity.authenticate_app_key(text).await.unwrap().app,
        app.id
    );

    let invalid = async |identity: &Identity, text: &str| {
        matches!(
            identity.authenticate_app_key(text).await,
            Err(AppKeyError::Invalid)
        )
    };
    let other = identity
        .create_app_key(&app.id, name("stock"))
        .await
        .unwrap();
    let secret_of_other = AppKeyParts::of(other.text.expose()).secret;
    let mixed = format!("sk_{}_{secret_of_other}", made.key.id);
    for wrong in [
        mixed.as_str(),
        &text[..text.len() - 1],
        "sk_000000000000_x",
        "",
        "Bearer x",
    ] {
        assert!(invalid(identity, wrong).await, "{wrong}");
    }
    identity
        .revoke_app_key(&app.id, &made.key.id)
        .await
        .unwrap();
    assert!(invalid(identity, text).await);
    identity
        .authenticate_app_key(other.text.expose())
        .await
        .unwrap();
    assert!(matches!(
        identity.create_app_key(&app_id("nowhere"), name("x")).await,
        Err(AppKeyError::UnknownApp)
    ));
}

struct AppKeyParts<'a> {
    secret: &'a str,
}

impl<'a> AppKeyParts<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            secret: text.splitn(3, '_').nth(2).unwrap(),
        }
    }
}
