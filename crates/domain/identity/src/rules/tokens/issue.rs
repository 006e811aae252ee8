//! Making tokens.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use skein_foundation::{AppId, Uid};

use super::VISITOR_AUDIENCE;
use super::claims::IssuedClaims;
use crate::model::{SecretText, TokenSecret};

/// A user token. `issued_at_ms` may be a little in the future to be later than a revocation.
pub(crate) fn issue_user_token(
    secret: &TokenSecret,
    app: &AppId,
    uid: &Uid,
    issued_at_ms: i64,
    expires_at_s: i64,
) -> SecretText {
    issue(secret, app, uid, None, issued_at_ms, expires_at_s)
}

pub(crate) fn issue_visitor_token(
    secret: &TokenSecret,
    app: &AppId,
    uid: &Uid,
    issued_at_ms: i64,
    expires_at_s: i64,
) -> SecretText {
    issue(
        secret,
        app,
        uid,
        Some(VISITOR_AUDIENCE),
        issued_at_ms,
        expires_at_s,
    )
}

fn issue(
    secret: &TokenSecret,
    app: &AppId,
    uid: &Uid,
    aud: Option<&str>,
    issued_at_ms: i64,
    expires_at_s: i64,
) -> SecretText {
    let iat = issued_at_ms as f64 / 1_000.0;
    let claims = IssuedClaims {
        iss: app,
        sub: uid,
        aud,
        iat,
        exp: expires_at_s,
    };
    let key = EncodingKey::from_secret(secret.expose().as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .expect("plain claims become JSON, and any secret is an HMAC key");
    SecretText::new(token)
}
