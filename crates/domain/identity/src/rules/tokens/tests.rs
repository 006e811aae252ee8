//! Every way in which a token may try to pass for something it is not.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use skein_foundation::{AppId, Uid};

use super::*;
use crate::model::{SiteKey, Standing, TokenSecret, TokenSecrets, User};
use crate::rules::Moment;

const NOW_MS: i64 = 1_763_700_000_000;
const NOW_S: i64 = NOW_MS / 1_000;
const MOMENT: Moment = Moment {
    now_ms: NOW_MS,
    even_since_ms: NOW_MS - 1_000,
    even_for_ms: 1_000,
    latest_ms: NOW_MS,
};

struct Fixture {
    app: AppId,
    uid: Uid,
    site: SiteKey,
    secrets: TokenSecrets,
}

fn fixture() -> Fixture {
    Fixture {
        app: AppId::parse("tour").unwrap(),
        uid: Uid::parse("lin").unwrap(),
        site: SiteKey::parse("site_1").unwrap(),
        secrets: TokenSecrets {
            current: TokenSecret::generate(),
            previous: None,
        },
    }
}

impl Fixture {
    fn sign(&self, claims: &Value) -> String {
        sign_with(
            &self.secrets.current,
            &Header::new(Algorithm::HS256),
            claims,
        )
    }

    fn user(&self, token: &str) -> Result<(), Refusal> {
        verify_user_token(token, &self.secrets, &self.app, MOMENT).map(drop)
    }

    fn visitor(&self, token: &str) -> Result<(), Refusal> {
        verify_visitor_token(token, &self.secrets, &self.app, MOMENT).map(drop)
    }

    fn identity(&self, token: &str) -> Result<(), Refusal> {
        verify_identity_token(token, &self.secrets, &self.app, &self.site, MOMENT).map(drop)
    }
}

fn sign_with(secret: &TokenSecret, header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret.expose().as_bytes());
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

fn user_claims() -> Value {
    json!({"iss": "tour", "sub": "lin", "iat": NOW_S, "exp": NOW_S + 600})
}

fn identity_claims() -> Value {
    json!({"sub": "lin", "aud": "site_1", "exp": NOW_S + 600})
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

#[test]
fn issued_tokens_are_believed_by_their_own_door_only() {
    let fixture = fixture();
    let Fixture {
        app, uid, secrets, ..
    } = &fixture;
    let lin = User {
        token_generation: 7,
        ..crate::contract::fixtures::user(app.as_str(), uid.as_str())
    };
    let issue = Issue {
        user: &lin,
        sign_in: None,
        now_ms: NOW_MS,
        expires_at_s: NOW_S + 60,
    };
    let user = issue_user_token(&secrets.current, issue);
    let visitor = issue_visitor_token(&secrets.current, issue);
    let identity = fixture.sign(&identity_claims());

    let verified = verify_user_token(user.expose(), secrets, app, MOMENT).unwrap();
    assert_eq!(verified.uid, *uid);
    assert_eq!(verified.standing, Standing::Generation(7));
    assert_eq!(verified.expires_at_ms, (NOW_S + 60) * 1_000);
    assert_eq!(claimed_issuer(user.expose()), Ok(app.clone()));

    assert_eq!(fixture.visitor(user.expose()), Err(Refusal::WrongAudience));
    assert_eq!(fixture.user(visitor.expose()), Err(Refusal::WrongAudience));
    assert_eq!(fixture.visitor(visitor.expose()), Ok(()));
    assert_eq!(
        fixture.identity(visitor.expose()),
        Err(Refusal::WrongAudience)
    );
    assert_eq!(fixture.identity(&identity), Ok(()));
    // These lack claims that the other door needs.
    assert_eq!(fixture.identity(user.expose()), Err(Refusal::Malformed));
    assert_eq!(fixture.user(&identity), Err(Refusal::Malformed));
    assert_eq!(fixture.visitor(&identity), Err(Refusal::Malformed));
}

#[test]
fn what_skein_made_itself_is_never_from_the_future() {
    let fixture = fixture();
    let (app, secrets) = (&fixture.app, &fixture.secrets);
    for ahead_s in [31, 7_200, 20 * 86_400] {
        let begin = NOW_S + ahead_s;
        let mut claims = with(user_claims(), "iat", json!(begin));
        claims["exp"] = json!(begin + 600);
        let business = fixture.sign(&claims);
        assert_eq!(fixture.user(&business), Err(Refusal::NotYetValid));
        let own = fixture.sign(&with(claims, "skein:gen", json!(3)));
        let verified = verify_user_token(&own, secrets, app, MOMENT).unwrap();
        assert_eq!(verified.standing, Standing::Generation(3));
        // Its life is counted from when the clock was set right.
        assert_eq!(verified.expires_at_ms, MOMENT.even_since_ms + 600_000);
        let later = |passed_ms| Moment {
            now_ms: MOMENT.even_since_ms + passed_ms,
            ..MOMENT
        };
        for (passed_ms, expected) in [(629_999, true), (630_000, false)] {
            let verified = verify_user_token(&own, secrets, app, later(passed_ms));
            assert_eq!(
                verified.is_ok(),
                expected || ahead_s == 31,
                "{ahead_s} {passed_ms}"
            );
        }
    }
}

#[test]
fn an_identity_token_that_also_looks_like_a_session_is_no_session() {
    let fixture = fixture();
    let both = with(user_claims(), "aud", json!("site_1"));
    assert_eq!(fixture.identity(&fixture.sign(&both)), Ok(()));
    assert_eq!(
        fixture.user(&fixture.sign(&both)),
        Err(Refusal::WrongAudience)
    );
    for audience in [
        json!(""),
        json!([]),
        json!(["skein:visitor", "site_1"]),
        json!("x"),
    ] {
        let token = fixture.sign(&with(user_claims(), "aud", audience.clone()));
        assert_eq!(
            fixture.user(&token),
            Err(Refusal::WrongAudience),
            "{audience}"
        );
        assert_eq!(
            fixture.visitor(&token),
            Err(Refusal::WrongAudience),
            "{audience}"
        );
        assert_eq!(
            fixture.identity(&token),
            Err(Refusal::WrongAudience),
            "{audience}"
        );
    }
    assert_eq!(
        fixture.identity(&fixture.sign(&with(identity_claims(), "aud", json!(["site_1"])))),
        Ok(())
    );
}

#[test]
fn only_our_algorithm_is_taken() {
    let fixture = fixture();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let payload = encode(&user_claims());
    let signature = fixture
        .sign(&user_claims())
        .rsplit('.')
        .next()
        .unwrap()
        .to_owned();
    for algorithm in [
        "none", "None", "NONE", "RS256", "ES256", "EdDSA", "HS384", "HS512", "hs256", "",
    ] {
        let header = encode(&json!({"typ": "JWT", "alg": algorithm}));
        for signature in ["", signature.as_str()] {
            let token = format!("{header}.{payload}.{signature}");
            let refused = fixture.user(&token).unwrap_err();
            let reasons = [Refusal::WrongSignature, Refusal::Malformed];
            assert!(reasons.contains(&refused), "{algorithm}: {refused}");
        }
    }
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = sign_with(
            &fixture.secrets.current,
            &Header::new(algorithm),
            &user_claims(),
        );
        assert_eq!(
            fixture.user(&token),
            Err(Refusal::WrongSignature),
            "{algorithm:?}"
        );
    }
    let critical = Header {
        crit: Some(vec!["exp".to_owned()]),
        ..Header::new(Algorithm::HS256)
    };
    let token = sign_with(&fixture.secrets.current, &critical, &user_claims());
    assert_eq!(fixture.user(&token), Err(Refusal::Malformed));
}

#[test]
fn what_was_not_signed_by_this_app_is_refused() {
    let fixture = fixture();
    let token = fixture.sign(&user_claims());
    assert_eq!(fixture.user(&token), Ok(()));

    let stranger = TokenSecret::generate();
    let forged = sign_with(&stranger, &Header::new(Algorithm::HS256), &user_claims());
    assert_eq!(fixture.user(&forged), Err(Refusal::WrongSignature));

    let parts: Vec<&str> = token.split('.').collect();
    let admin = URL_SAFE_NO_PAD.encode(with(user_claims(), "sub", json!("admin")).to_string());
    for (tampered, reason) in [
        (
            format!("{}.{admin}.{}", parts[0], parts[2]),
            Refusal::WrongSignature,
        ),
        (
            format!("{}.{}.", parts[0], parts[1]),
            Refusal::WrongSignature,
        ),
        (format!("{}.{}", parts[0], parts[1]), Refusal::Malformed),
        (format!("{token}."), Refusal::Malformed),
        (format!(" {token}"), Refusal::Malformed),
        (String::new(), Refusal::Malformed),
        ("..".to_owned(), Refusal::Malformed),
        ("雁".to_owned(), Refusal::Malformed),
        ("a".repeat(MAX_TOKEN_BYTES), Refusal::Malformed),
        ("a".repeat(MAX_TOKEN_BYTES + 1), Refusal::TooLong),
    ] {
        assert_eq!(fixture.user(&tampered), Err(reason));
    }
    assert!(fixture.user(&format!("{token}A")).is_err());
    let endless = "a".repeat(MAX_TOKEN_BYTES + 1);
    assert_eq!(claimed_issuer(&endless), Err(Refusal::TooLong));
    assert_eq!(claimed_issuer("a.b.c"), Err(Refusal::Malformed));

    let other_app = fixture.sign(&with(user_claims(), "iss", json!("hotel")));
    assert_eq!(fixture.user(&other_app), Err(Refusal::WrongIssuer));
    let other_app = fixture.sign(&with(identity_claims(), "iss", json!("hotel")));
    assert_eq!(fixture.identity(&other_app), Err(Refusal::WrongIssuer));
}

#[test]
fn two_secrets_live_side_by_side_until_the_older_is_dropped() {
    let mut fixture = fixture();
    let token = fixture.sign(&user_claims());
    let first = std::mem::replace(&mut fixture.secrets.current, TokenSecret::generate());
    assert_eq!(fixture.user(&token), Err(Refusal::WrongSignature));
    fixture.secrets.previous = Some(first);
    assert_eq!(fixture.user(&token), Ok(()));
    assert_eq!(fixture.user(&fixture.sign(&user_claims())), Ok(()));
    fixture.secrets.previous = None;
    assert_eq!(fixture.user(&token), Err(Refusal::WrongSignature));
}

#[test]
fn times_hold_within_the_leeway() {
    let fixture = fixture();
    let cases = [
        ("exp", -29, Ok(())),
        ("exp", -30, Err(Refusal::Expired)),
        ("exp", -9_000, Err(Refusal::Expired)),
        ("iat", 30, Ok(())),
        ("iat", 31, Err(Refusal::NotYetValid)),
        ("nbf", 30, Ok(())),
        ("nbf", 31, Err(Refusal::NotYetValid)),
        ("nbf", -60, Ok(())),
    ];
    for (claim, from_now_s, expected) in cases {
        let time = json!(NOW_S + from_now_s);
        let user = fixture.sign(&with(user_claims(), claim, time.clone()));
        assert_eq!(fixture.user(&user), expected, "{claim} {from_now_s}");
        let identity = fixture.sign(&with(identity_claims(), claim, time));
        assert_eq!(
            fixture.identity(&identity),
            expected,
            "{claim} {from_now_s}"
        );
    }
    for claim in ["iat", "exp"] {
        let token = fixture.sign(&without(user_claims(), claim));
        assert_eq!(
            fixture.user(&token),
            Err(Refusal::Malformed),
            "{claim} is missing"
        );
        for nonsense in [json!("1"), json!(-1), json!(1e300), json!(null)] {
            let token = fixture.sign(&with(user_claims(), claim, nonsense.clone()));
            assert_eq!(
                fixture.user(&token),
                Err(Refusal::Malformed),
                "{claim} {nonsense}"
            );
        }
    }
}

#[test]
fn an_identity_token_lives_an_hour_at_most_and_names_somebody() {
    let fixture = fixture();
    let identity = |claims: Value| fixture.identity(&fixture.sign(&claims));
    assert_eq!(
        identity(with(identity_claims(), "exp", json!(NOW_S + 3_630))),
        Ok(())
    );
    let too_long = with(identity_claims(), "exp", json!(NOW_S + 3_631));
    assert_eq!(identity(too_long), Err(Refusal::LivesTooLong));
    for (claim, value) in [
        ("exp", Value::Null),
        ("aud", Value::Null),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("sub", json!("x".repeat(65))),
        ("sub", json!(7)),
        ("jti", json!("")),
        ("jti", json!("j".repeat(129))),
        ("traits", json!({"vip": true})),
    ] {
        let claims = with(identity_claims(), claim, value.clone());
        assert_eq!(identity(claims), Err(Refusal::Malformed), "{claim} {value}");
    }
    let elsewhere = with(identity_claims(), "aud", json!("site_2"));
    assert_eq!(identity(elsewhere), Err(Refusal::WrongAudience));
    for claim in ["exp", "aud", "sub"] {
        assert_eq!(
            identity(without(identity_claims(), claim)),
            Err(Refusal::Malformed),
            "{claim}"
        );
    }
}

#[test]
fn a_claim_that_is_there_twice_is_refused() {
    let fixture = fixture();
    let header = URL_SAFE_NO_PAD.encode(json!({"alg": "HS256"}).to_string());
    let payload = URL_SAFE_NO_PAD.encode(format!(
        r#"{{"iss":"tour","sub":"lin","iat":{NOW_S},"exp":{},"exp":{}}}"#,
        NOW_S - 9_000,
        NOW_S + 600
    ));
    let message = format!("{header}.{payload}");
    let key = EncodingKey::from_secret(fixture.secrets.current.expose().as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    assert_eq!(
        fixture.user(&format!("{message}.{signature}")),
        Err(Refusal::Malformed)
    );
}
