//! Visitors: anonymous, returning, vouched for, and those who pretend.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::{Fixture, name};
use crate::model::{
    Accent, AllowedOrigins, IdentityMode, Locale, LocalisedText, Origin, Role, Site, SiteKey,
    TokenSecret, UserKind, UserPatch,
};
use crate::rules::tokens::Refusal;
use crate::service::{OpenVisitorSession, TokenError, VisitorError, VisitorSession};

#[tokio::test]
async fn an_anonymous_visitor_comes_back_as_the_same() {
    let fixture = with_site(IdentityMode::Optional).await;
    let first = visit(&fixture, None, None).await.unwrap();
    assert!(first.user.is_anonymous() && first.user.key.uid.as_str().starts_with("v_"));
    assert!(first.user.name.as_str().starts_with("访客 "));
    let principal = fixture
        .identity
        .verify_user_token(first.token.token.expose())
        .await
        .unwrap();
    assert_eq!(
        (&principal.user, principal.role),
        (&first.user.key, Role::Customer)
    );
    assert!(!principal.verified);

    fixture.clock.advance_ms(100 * 24 * 3_600 * 1_000);
    let token = first.visitor_token.unwrap();
    let second = visit(&fixture, Some(token.expose()), None).await.unwrap();
    assert_eq!(second.user.key, first.user.key);

    // Each visit renews the token: 200 days after the first one the second still holds.
    fixture.clock.advance_ms(100 * 24 * 3_600 * 1_000);
    let renewed = second.visitor_token.unwrap();
    let third = visit(&fixture, Some(renewed.expose()), None).await.unwrap();
    assert_eq!(third.user.key, first.user.key);
    let lapsed = visit(&fixture, Some(token.expose()), None).await.unwrap();
    assert_ne!(lapsed.user.key, first.user.key);
}

#[tokio::test]
async fn a_visitor_token_opens_nothing_but_the_visit() {
    let fixture = with_site(IdentityMode::Optional).await;
    let visit_1 = visit(&fixture, None, None).await.unwrap();
    let visitor_token = visit_1.visitor_token.unwrap();
    let refused = fixture
        .identity
        .verify_user_token(visitor_token.expose())
        .await;
    assert!(matches!(
        refused,
        Err(TokenError::Refused(Refusal::WrongAudience))
    ));
    let refused = visit(&fixture, None, Some(visitor_token.expose())).await;
    assert_eq!(reason(refused), Refusal::WrongAudience);

    // Neither a session token nor nonsense brings anybody back.
    for text in [
        visit_1.token.token.expose(),
        "",
        "a.b.c",
        &"x".repeat(200_000),
    ] {
        let other = visit(&fixture, Some(text), None).await.unwrap();
        assert_ne!(other.user.key, visit_1.user.key);
    }
}

#[tokio::test]
async fn a_visitor_token_never_brings_back_somebody_who_is_known() {
    let fixture = with_site(IdentityMode::Optional).await;
    fixture.user("lin", UserKind::Agent).await;
    fixture.user("c1", UserKind::Customer).await;
    let now = fixture.now_s();
    for uid in ["lin", "c1"] {
        // As if the business signed what it was asked to.
        let forged = fixture.sign(&json!({
            "iss": "tour", "sub": uid, "aud": "skein:visitor", "iat": now, "exp": now + 600
        }));
        let session = visit(&fixture, Some(&forged), None).await.unwrap();
        assert!(session.user.is_anonymous());
    }
}

fn disabled(disabled: bool) -> UserPatch {
    UserPatch {
        disabled: Some(disabled),
        ..UserPatch::default()
    }
}

#[tokio::test]
async fn who_is_blocked_does_not_come_back_under_another_name() {
    let fixture = with_site(IdentityMode::Optional).await;
    let identity = &fixture.identity;
    let blocked = visit(&fixture, None, None).await.unwrap();
    let neighbour = visit(&fixture, None, None).await.unwrap();
    let key = &blocked.user.key;
    identity.patch_user(key, &disabled(true)).await.unwrap();
    let token = blocked.visitor_token.unwrap();
    // Whether its tokens were revoked as well or not: known, and not allowed.
    for revoked in [false, true] {
        if revoked {
            identity.revoke_tokens(key).await.unwrap();
        }
        let back = visit(&fixture, Some(token.expose()), None).await;
        assert!(matches!(back, Err(VisitorError::Disabled)));
    }
    for token in [None, Some("made up")] {
        let anew = visit(&fixture, token, None).await;
        assert!(matches!(anew, Err(VisitorError::Blocked)));
    }

    // Others at the same address who can say who they are.
    let back = neighbour.visitor_token.unwrap();
    visit(&fixture, Some(back.expose()), None).await.unwrap();
    let customer = fixture.sign(&identity_claims(&fixture, "c1"));
    visit(&fixture, None, Some(&customer)).await.unwrap();

    fixture.clock.advance_ms(3_600_000);
    visit(&fixture, None, None).await.unwrap();
    let still = visit(&fixture, Some(token.expose()), None).await;
    assert!(matches!(still, Err(VisitorError::Disabled)));
}

#[tokio::test]
async fn who_is_blocked_and_shows_up_elsewhere_gets_no_other_name_there() {
    let fixture = with_site(IdentityMode::Optional).await;
    let identity = &fixture.identity;
    let visitor = visit(&fixture, None, None).await.unwrap();
    let vouched = fixture.sign(&identity_claims(&fixture, "c1"));
    let customer = visit(&fixture, None, Some(&vouched)).await.unwrap();
    for user in [&visitor.user.key, &customer.user.key] {
        identity.patch_user(user, &disabled(true)).await.unwrap();
    }
    let token = visitor.visitor_token.unwrap();
    for (last, shown) in [
        (8, (Some(token.expose()), None)),
        (9, (None, Some(vouched.as_str()))),
    ] {
        let from = IpAddr::from([203, 0, 113, last]);
        come(&fixture, from, (None, None)).await.unwrap();
        let known = come(&fixture, from, shown).await;
        assert!(matches!(known, Err(VisitorError::Disabled)), "{last}");
        let anew = come(&fixture, from, (None, None)).await;
        assert!(matches!(anew, Err(VisitorError::Blocked)), "{last}");
    }
}

#[tokio::test]
async fn who_is_enabled_again_is_taken_in() {
    let fixture = with_site(IdentityMode::Optional).await;
    let blocked = visit(&fixture, None, None).await.unwrap();
    for (is_disabled, taken) in [(true, false), (false, true)] {
        let patch = disabled(is_disabled);
        let key = &blocked.user.key;
        fixture.identity.patch_user(key, &patch).await.unwrap();
        assert_eq!(visit(&fixture, None, None).await.is_ok(), taken);
    }
    let token = blocked.visitor_token.unwrap();
    let back = visit(&fixture, Some(token.expose()), None).await.unwrap();
    assert_eq!(back.user.key, blocked.user.key);
}

#[tokio::test]
async fn a_verified_visitor_says_who_the_browser_was_before() {
    let fixture = with_site(IdentityMode::Optional).await;
    let anonymous = visit(&fixture, None, None).await.unwrap();
    let token = anonymous.visitor_token.unwrap();
    let vouched = fixture.sign(&identity_claims(&fixture, "c1"));
    let session = visit(&fixture, Some(token.expose()), Some(&vouched))
        .await
        .unwrap();
    assert_eq!(session.previous.as_ref(), Some(&anonymous.user.key));
    for shown in [None, Some("made up")] {
        let session = visit(&fixture, shown, Some(&vouched)).await.unwrap();
        assert_eq!(session.previous, None);
    }
}

#[tokio::test]
async fn an_identity_token_makes_a_verified_customer() {
    let fixture = with_site(IdentityMode::VerifiedOnly).await;
    let mut claims = identity_claims(&fixture, "c1");
    claims["name"] = json!("张伟");
    claims["traits"] = json!({"vip": "gold"});
    let session = visit(&fixture, None, Some(&fixture.sign(&claims)))
        .await
        .unwrap();
    let user = &session.user;
    assert_eq!(
        (user.kind, user.verified, user.name.as_str()),
        (UserKind::Customer, true, "张伟")
    );
    assert_eq!(user.traits.as_map()["vip"], "gold");
    assert!(
        session.visitor_token.is_none(),
        "a known customer comes back by identity token only"
    );
    let principal = fixture
        .identity
        .verify_user_token(session.token.token.expose())
        .await
        .unwrap();
    assert!(principal.verified);

    // What the business does not say stays.
    let again = fixture.sign(&identity_claims(&fixture, "c1"));
    let session = visit(&fixture, None, Some(&again)).await.unwrap();
    assert_eq!(session.user.name.as_str(), "张伟");
    assert_eq!(session.user.traits.as_map()["vip"], "gold");
}

#[tokio::test]
async fn an_identity_token_is_no_way_to_become_staff_or_another_visitor() {
    let fixture = with_site(IdentityMode::Optional).await;
    for (uid, kind) in [
        ("boss", UserKind::Agent),
        ("wang", UserKind::Employee),
        ("robot", UserKind::Bot),
    ] {
        let before = fixture.user(uid, kind).await;
        let mut claims = identity_claims(&fixture, uid);
        claims["name"] = json!("Impostor");
        let refused = visit(&fixture, None, Some(&fixture.sign(&claims))).await;
        assert!(matches!(refused, Err(VisitorError::NotACustomer)), "{uid}");
        let after = fixture.identity.get_user(&before.key).await.unwrap();
        assert_eq!(after, before, "nothing of {uid} was changed");
    }
    let anonymous = visit(&fixture, None, None).await.unwrap().user;
    let claims = identity_claims(&fixture, anonymous.key.uid.as_str());
    let refused = visit(&fixture, None, Some(&fixture.sign(&claims))).await;
    assert!(matches!(refused, Err(VisitorError::BadClaim("sub"))));
}

#[tokio::test]
async fn an_identity_token_with_an_id_works_once() {
    let fixture = with_site(IdentityMode::Optional).await;
    let mut claims = identity_claims(&fixture, "c1");
    let plain = fixture.sign(&claims);
    claims["jti"] = json!("once");
    let once = fixture.sign(&claims);
    visit(&fixture, None, Some(&once)).await.unwrap();
    let replayed = visit(&fixture, None, Some(&once)).await;
    assert_eq!(reason(replayed), Refusal::UsedBefore);
    // Another token with the same id is the same token.
    claims["sub"] = json!("c2");
    let replayed = visit(&fixture, None, Some(&fixture.sign(&claims))).await;
    assert_eq!(reason(replayed), Refusal::UsedBefore);
    for _ in 0..2 {
        visit(&fixture, None, Some(&plain)).await.unwrap();
    }
    // Within the leeway after its end it is still remembered.
    fixture.clock.advance_ms(600_000 + 29_000);
    let replayed = visit(&fixture, None, Some(&once)).await;
    assert_eq!(reason(replayed), Refusal::UsedBefore);
    fixture.clock.advance_ms(2_000);
    let expired = visit(&fixture, None, Some(&once)).await;
    assert_eq!(reason(expired), Refusal::Expired);
}

#[tokio::test]
async fn a_clock_that_is_set_ahead_and_back_makes_no_used_token_new() {
    let fixture = with_site(IdentityMode::Optional).await;
    let signed = |id: &str| {
        let mut claims = identity_claims(&fixture, "c1");
        claims["jti"] = json!(id);
        fixture.sign(&claims)
    };
    let once = signed("once");
    visit(&fixture, None, Some(&once)).await.unwrap();
    fixture.clock.advance_ms(2 * 3_600_000);
    // What has run out by then might be forgotten now.
    visit(&fixture, None, Some(&signed("other"))).await.unwrap();
    fixture.clock.advance_ms(-2 * 3_600_000);
    let replayed = visit(&fixture, None, Some(&once)).await;
    assert_eq!(reason(replayed), Refusal::UsedBefore);
}

#[tokio::test]
async fn a_refused_identity_token_is_not_used_up() {
    let fixture = with_site(IdentityMode::Optional).await;
    let mut claims = identity_claims(&fixture, "c1");
    claims["jti"] = json!("once");
    let token = fixture.sign(&claims);
    let elsewhere = Origin::parse("https://evil.example").unwrap();
    let refused = open(&fixture, Some(&elsewhere), None, Some(&token)).await;
    assert!(matches!(refused, Err(VisitorError::OriginNotAllowed)));
    visit(&fixture, None, Some(&token)).await.unwrap();
}

#[tokio::test]
async fn revoking_a_customer_ends_identity_and_visitor_tokens_of_before() {
    let fixture = with_site(IdentityMode::Optional).await;
    let with_time = {
        let mut claims = identity_claims(&fixture, "c1");
        claims["iat"] = json!(fixture.now_s());
        fixture.sign(&claims)
    };
    let without_time = fixture.sign(&identity_claims(&fixture, "c1"));
    let customer = visit(&fixture, None, Some(&with_time)).await.unwrap().user;
    let anonymous = visit(&fixture, None, None).await.unwrap();
    fixture.clock.advance_ms(1_000);
    for user in [&customer, &anonymous.user] {
        fixture.identity.revoke_tokens(&user.key).await.unwrap();
    }
    for token in [&with_time, &without_time] {
        let refused = visit(&fixture, None, Some(token)).await;
        assert_eq!(reason(refused), Refusal::Revoked);
    }
    let token = anonymous.visitor_token.unwrap();
    let stranger = visit(&fixture, Some(token.expose()), None).await.unwrap();
    assert_ne!(stranger.user.key, anonymous.user.key);

    fixture.clock.advance_ms(1_000);
    let mut claims = identity_claims(&fixture, "c1");
    claims["iat"] = json!(fixture.now_s());
    visit(&fixture, None, Some(&fixture.sign(&claims)))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_mode_of_the_site_decides() {
    for (mode, anonymous, identified) in [
        (IdentityMode::Anonymous, true, false),
        (IdentityMode::Optional, true, true),
        (IdentityMode::VerifiedOnly, false, true),
    ] {
        let fixture = with_site(mode).await;
        let plain = visit(&fixture, None, None).await;
        assert_eq!(plain.is_ok(), anonymous, "{mode:?}");
        assert!(anonymous || matches!(plain, Err(VisitorError::IdentityRequired)));
        let token = fixture.sign(&identity_claims(&fixture, "c1"));
        let vouched = visit(&fixture, None, Some(&token)).await;
        assert_eq!(vouched.is_ok(), identified, "{mode:?}");
        assert!(identified || matches!(vouched, Err(VisitorError::IdentityNotAccepted)));
    }
    // A visitor token from before the site became strict does not get around it.
    let fixture = with_site(IdentityMode::Optional).await;
    let token = visit(&fixture, None, None)
        .await
        .unwrap()
        .visitor_token
        .unwrap();
    let mut strict = site(&fixture, IdentityMode::VerifiedOnly);
    strict.created_at_ms += 1;
    fixture.identity.put_site(&strict).await.unwrap();
    let refused = visit(&fixture, Some(token.expose()), None).await;
    assert!(matches!(refused, Err(VisitorError::IdentityRequired)));
}

#[tokio::test]
async fn bad_identity_tokens_are_refused() {
    let fixture = with_site(IdentityMode::Optional).await;
    for (claim, value, expected) in [
        ("aud", json!("site_2"), Refusal::WrongAudience),
        ("aud", json!("skein:visitor"), Refusal::WrongAudience),
        ("iss", json!("hotel"), Refusal::WrongIssuer),
        ("exp", json!(fixture.now_s() + 7_200), Refusal::LivesTooLong),
        ("exp", json!(fixture.now_s() - 60), Refusal::Expired),
        ("iat", json!(fixture.now_s() + 60), Refusal::NotYetValid),
        ("sub", json!(""), Refusal::Malformed),
    ] {
        let mut claims = identity_claims(&fixture, "c1");
        claims[claim] = value.clone();
        let refused = visit(&fixture, None, Some(&fixture.sign(&claims))).await;
        assert_eq!(reason(refused), expected, "{claim} {value}");
    }
    let forged = super::sign(&TokenSecret::generate(), &identity_claims(&fixture, "c1"));
    let refused = visit(&fixture, None, Some(&forged)).await;
    assert_eq!(reason(refused), Refusal::WrongSignature);
    for (claim, value) in [
        ("name", json!("")),
        ("name", json!("x".repeat(101))),
        ("traits", json!({"": "x"})),
    ] {
        let mut claims = identity_claims(&fixture, "c1");
        claims[claim] = value.clone();
        let refused = visit(&fixture, None, Some(&fixture.sign(&claims))).await;
        assert!(
            matches!(refused, Err(VisitorError::BadClaim(named)) if named == claim),
            "{claim} {value}"
        );
    }
    let strange = SiteKey::parse("site_9").unwrap();
    let unknown = fixture
        .identity
        .open_visitor_session(OpenVisitorSession {
            site_key: &strange,
            origin: None,
            address: IpAddr::from([203, 0, 113, 7]),
            visitor_token: None,
            identity_token: None,
            locale: None,
        })
        .await;
    assert!(matches!(unknown, Err(VisitorError::UnknownSite)));
}

fn reason(answer: Result<VisitorSession, VisitorError>) -> Refusal {
    match answer {
        Err(VisitorError::IdentityRefused(refusal)) => refusal,
        other => panic!("not refused for what the token is: {other:?}"),
    }
}

async fn with_site(mode: IdentityMode) -> Fixture {
    let fixture = Fixture::new().await;
    fixture
        .identity
        .put_site(&site(&fixture, mode))
        .await
        .unwrap();
    fixture
}

fn site(fixture: &Fixture, identity_mode: IdentityMode) -> Site {
    Site {
        app: fixture.app.id.clone(),
        key: SiteKey::parse("site_1").unwrap(),
        name: name("官网"),
        accent: Accent::parse("#3370ff").unwrap(),
        greeting: LocalisedText::default(),
        title: LocalisedText::default(),
        allowed_origins: AllowedOrigins::Only(vec![Origin::parse("https://shop.example").unwrap()]),
        identity_mode,
        created_at_ms: 0,
    }
}

fn identity_claims(fixture: &Fixture, uid: &str) -> Value {
    json!({"sub": uid, "aud": "site_1", "exp": fixture.now_s() + 600})
}

async fn visit(
    fixture: &Fixture,
    visitor_token: Option<&str>,
    identity_token: Option<&str>,
) -> Result<VisitorSession, VisitorError> {
    let origin = Origin::parse("https://shop.example").unwrap();
    open(fixture, Some(&origin), visitor_token, identity_token).await
}

async fn open(
    fixture: &Fixture,
    origin: Option<&Origin>,
    visitor_token: Option<&str>,
    identity_token: Option<&str>,
) -> Result<VisitorSession, VisitorError> {
    let here = IpAddr::from([203, 0, 113, 7]);
    ask(fixture, origin, here, (visitor_token, identity_token)).await
}

/// From an address, with a visitor token or an identity token.
async fn come(
    fixture: &Fixture,
    address: IpAddr,
    shown: (Option<&str>, Option<&str>),
) -> Result<VisitorSession, VisitorError> {
    let origin = Origin::parse("https://shop.example").unwrap();
    ask(fixture, Some(&origin), address, shown).await
}

async fn ask(
    fixture: &Fixture,
    origin: Option<&Origin>,
    address: IpAddr,
    (visitor_token, identity_token): (Option<&str>, Option<&str>),
) -> Result<VisitorSession, VisitorError> {
    let site_key = SiteKey::parse("site_1").unwrap();
    let locale = Locale::parse("zh-CN").unwrap();
    fixture
        .identity
        .open_visitor_session(OpenVisitorSession {
            site_key: &site_key,
            origin,
            address,
            visitor_token,
            identity_token,
            locale: Some(&locale),
        })
        .await
}
