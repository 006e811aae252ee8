//! Making tokens.

use jsonwebtoken::{Algorithm, EncodingKey, Header};

use super::claims::IssuedClaims;
use super::{BROWSER_AUDIENCE, VISITOR_AUDIENCE};
use crate::model::{SecretText, SignInId, TokenSecret, User};

/// For whom and how long. The user as read: what is revoked after that read ends the token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Issue<'a> {
    pub(crate) user: &'a User,
    /// The token ends with this session at the latest.
    pub(crate) sign_in: Option<&'a SignInId>,
    pub(crate) now_ms: i64,
    pub(crate) expires_at_s: i64,
}

pub(crate) fn issue_user_token(secret: &TokenSecret, issue: Issue<'_>) -> SecretText {
    sign(secret, issue, None)
}

pub(crate) fn issue_visitor_token(secret: &TokenSecret, issue: Issue<'_>) -> SecretText {
    sign(secret, issue, Some(VISITOR_AUDIENCE))
}

pub(crate) fn issue_browser_token(secret: &TokenSecret, issue: Issue<'_>) -> SecretText {
    sign(secret, issue, Some(BROWSER_AUDIENCE))
}

fn sign(secret: &TokenSecret, issue: Issue<'_>, aud: Option<&str>) -> SecretText {
    let claims = IssuedClaims {
        iss: &issue.user.key.app,
        sub: &issue.user.key.uid,
        aud,
        iat: issue.now_ms as f64 / 1_000.0,
        exp: issue.expires_at_s,
        generation: issue.user.token_generation,
        sign_in: issue.sign_in.map(SignInId::as_str),
    };
    let key = EncodingKey::from_secret(secret.expose().as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .expect("plain claims become JSON, and any secret is an HMAC key");
    SecretText::new(token)
}
