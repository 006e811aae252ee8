//! Believing tokens, or not.

use std::collections::BTreeMap;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use skein_foundation::{AppId, Uid};

use super::claims::{IdentityClaims, SessionClaims, milliseconds};
use super::{LEEWAY_MS, MAX_IDENTITY_TTL_MS, Refusal, VISITOR_AUDIENCE};
use crate::model::{SiteKey, TokenSecrets};

/// Room for the largest traits, escaped and in base64. Longer texts are not even looked at.
const MAX_TOKEN_BYTES: usize = 96 * 1024;
const MAX_TOKEN_ID_CHARS: usize = 128;

/// A user or visitor token that is what it says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VerifiedToken {
    pub(crate) uid: Uid,
    /// The last revocation that does not end it.
    pub(crate) generation_ms: i64,
    pub(crate) expires_at_ms: i64,
}

/// An identity token that is what it says. Name and traits are still as the business wrote them.
#[derive(Debug)]
pub(crate) struct VerifiedIdentity {
    pub(crate) uid: Uid,
    pub(crate) name: Option<String>,
    pub(crate) traits: Option<BTreeMap<String, String>>,
    pub(crate) token_id: Option<String>,
    /// The latest time of issue that can be ruled out as earlier: without `iat` the earliest possible one.
    pub(crate) issued_at_ms: i64,
    pub(crate) expires_at_ms: i64,
}

#[derive(Deserialize)]
struct IssuerOnly {
    iss: String,
}

/// The app that a token claims to be of, believed only so far as to look up the secret that may refute it.
pub(crate) fn claimed_issuer(token: &str) -> Result<AppId, Refusal> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Refusal::Invalid);
    }
    let claims: IssuerOnly = insecure_decode_claims(token).map_err(|_| Refusal::Invalid)?;
    AppId::parse(&claims.iss).map_err(|_| Refusal::Invalid)
}

pub(crate) fn verify_user_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    now_ms: i64,
) -> Result<VerifiedToken, Refusal> {
    let claims: SessionClaims = verify_signature(token, secrets)?;
    if claims.aud.is_some() {
        return Err(Refusal::Invalid);
    }
    check_session(&claims, app, now_ms)
}

pub(crate) fn verify_visitor_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    now_ms: i64,
) -> Result<VerifiedToken, Refusal> {
    let claims: SessionClaims = verify_signature(token, secrets)?;
    if !claims
        .aud
        .as_ref()
        .is_some_and(|audience| audience.is_only(VISITOR_AUDIENCE))
    {
        return Err(Refusal::Invalid);
    }
    check_session(&claims, app, now_ms)
}

pub(crate) fn verify_identity_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    site: &SiteKey,
    now_ms: i64,
) -> Result<VerifiedIdentity, Refusal> {
    let claims: IdentityClaims = verify_signature(token, secrets)?;
    if !claims.aud.is_only(site.as_str()) {
        return Err(Refusal::Invalid);
    }
    if claims
        .iss
        .as_ref()
        .is_some_and(|issuer| issuer != app.as_str())
    {
        return Err(Refusal::Invalid);
    }
    let issued_at_ms = claims.iat.map(milliseconds).transpose()?;
    let expires_at_ms = milliseconds(claims.exp)?;
    check_times(issued_at_ms, claims.nbf, expires_at_ms, now_ms)?;
    if expires_at_ms > now_ms + MAX_IDENTITY_TTL_MS + LEEWAY_MS {
        return Err(Refusal::Invalid);
    }
    let bad_token_id = |id: &String| id.is_empty() || id.chars().count() > MAX_TOKEN_ID_CHARS;
    if claims.jti.as_ref().is_some_and(bad_token_id) {
        return Err(Refusal::Invalid);
    }
    Ok(VerifiedIdentity {
        uid: Uid::parse(&claims.sub).map_err(|_| Refusal::Invalid)?,
        name: claims.name,
        traits: claims.traits,
        token_id: claims.jti,
        issued_at_ms: issued_at_ms.unwrap_or(expires_at_ms - MAX_IDENTITY_TTL_MS),
        expires_at_ms,
    })
}

fn check_session(
    claims: &SessionClaims,
    app: &AppId,
    now_ms: i64,
) -> Result<VerifiedToken, Refusal> {
    if claims.iss != app.as_str() {
        return Err(Refusal::Invalid);
    }
    let issued_at_ms = milliseconds(claims.iat)?;
    let expires_at_ms = milliseconds(claims.exp)?;
    let generation_ms = claims.generation_ms.unwrap_or(issued_at_ms - 1);
    let newest_ms = issued_at_ms.max(generation_ms);
    check_times(Some(newest_ms), claims.nbf, expires_at_ms, now_ms)?;
    let uid = Uid::parse(&claims.sub).map_err(|_| Refusal::Invalid)?;
    Ok(VerifiedToken {
        uid,
        generation_ms,
        expires_at_ms,
    })
}

fn check_times(
    issued_at_ms: Option<i64>,
    not_before: Option<f64>,
    expires_at_ms: i64,
    now_ms: i64,
) -> Result<(), Refusal> {
    let not_before_ms = not_before.map(milliseconds).transpose()?;
    let latest = now_ms + LEEWAY_MS;
    // A token from the future would outlive its own revocation.
    if issued_at_ms
        .max(not_before_ms)
        .is_some_and(|begin| begin > latest)
    {
        return Err(Refusal::NotYetValid);
    }
    if expires_at_ms + LEEWAY_MS <= now_ms {
        return Err(Refusal::Expired);
    }
    Ok(())
}

/// Checks the signature only; the claims mean nothing until their purpose is checked. `jsonwebtoken` would read the
/// clock for `exp`, so times are compared here.
fn verify_signature<C: DeserializeOwned>(
    token: &str,
    secrets: &TokenSecrets,
) -> Result<C, Refusal> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Refusal::Invalid);
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    for secret in secrets.accepted() {
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        if let Ok(data) = jsonwebtoken::decode::<C>(token, &key, &validation) {
            // "crit" names header fields that must be understood; we understand none (RFC 7515, 4.1.11).
            return if data.header.crit.is_none() {
                Ok(data.claims)
            } else {
                Err(Refusal::Invalid)
            };
        }
    }
    Err(Refusal::Invalid)
}
