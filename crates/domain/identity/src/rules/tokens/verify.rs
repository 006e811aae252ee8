//! Believing tokens, or not.

use std::collections::BTreeMap;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use skein_foundation::{AppId, Uid};

use super::claims::{IdentityClaims, SessionClaims, milliseconds};
use super::{
    BROWSER_AUDIENCE, LEEWAY_MS, MAX_IDENTITY_TTL_MS, MAX_TOKEN_BYTES, Refusal, VISITOR_AUDIENCE,
};
use crate::model::{SignInId, SiteKey, Standing, TokenSecrets};
use crate::rules::Moment;

const MAX_TOKEN_ID_CHARS: usize = 128;

/// A user or visitor token that is what it says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VerifiedToken {
    pub(crate) uid: Uid,
    /// By what it is told whether it was withdrawn.
    pub(crate) standing: Standing,
    pub(crate) sign_in: Option<SignInId>,
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
        return Err(Refusal::TooLong);
    }
    let claims: IssuerOnly = insecure_decode_claims(token).map_err(|_| Refusal::Malformed)?;
    AppId::parse(&claims.iss).map_err(|_| Refusal::WrongIssuer)
}

pub(crate) fn verify_user_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    moment: Moment,
) -> Result<VerifiedToken, Refusal> {
    let claims: SessionClaims = verify_signature(token, secrets)?;
    if claims.aud.is_some() {
        return Err(Refusal::WrongAudience);
    }
    check_session(&claims, app, moment)
}

pub(crate) fn verify_visitor_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    moment: Moment,
) -> Result<VerifiedToken, Refusal> {
    verify_of_audience(VISITOR_AUDIENCE, token, secrets, app, moment)
}

pub(crate) fn verify_browser_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    moment: Moment,
) -> Result<VerifiedToken, Refusal> {
    verify_of_audience(BROWSER_AUDIENCE, token, secrets, app, moment)
}

fn verify_of_audience(
    audience: &str,
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    moment: Moment,
) -> Result<VerifiedToken, Refusal> {
    let claims: SessionClaims = verify_signature(token, secrets)?;
    if !claims.aud.as_ref().is_some_and(|aud| aud.is_only(audience)) {
        return Err(Refusal::WrongAudience);
    }
    check_session(&claims, app, moment)
}

pub(crate) fn verify_identity_token(
    token: &str,
    secrets: &TokenSecrets,
    app: &AppId,
    site: &SiteKey,
    moment: Moment,
) -> Result<VerifiedIdentity, Refusal> {
    let claims: IdentityClaims = verify_signature(token, secrets)?;
    if !claims.aud.is_only(site.as_str()) {
        return Err(Refusal::WrongAudience);
    }
    if claims
        .iss
        .as_ref()
        .is_some_and(|issuer| issuer != app.as_str())
    {
        return Err(Refusal::WrongIssuer);
    }
    let issued_at_ms = claims.iat.map(milliseconds).transpose()?;
    let expires_at_ms = milliseconds(claims.exp)?;
    check_begin(issued_at_ms, claims.nbf, moment.now_ms)?;
    check_end(expires_at_ms, moment.now_ms)?;
    if expires_at_ms > moment.now_ms + MAX_IDENTITY_TTL_MS + LEEWAY_MS {
        return Err(Refusal::LivesTooLong);
    }
    let bad_token_id = |id: &String| id.is_empty() || id.chars().count() > MAX_TOKEN_ID_CHARS;
    if claims.jti.as_ref().is_some_and(bad_token_id) {
        return Err(Refusal::Malformed);
    }
    Ok(VerifiedIdentity {
        uid: Uid::parse(&claims.sub).map_err(|_| Refusal::Malformed)?,
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
    moment: Moment,
) -> Result<VerifiedToken, Refusal> {
    if claims.iss != app.as_str() {
        return Err(Refusal::WrongIssuer);
    }
    let issued_at_ms = milliseconds(claims.iat)?;
    let signed_end_ms = milliseconds(claims.exp)?;
    let uid = Uid::parse(&claims.sub).map_err(|_| Refusal::Malformed)?;
    // What we made ourselves is never from the future: if it seems so, our clock was set back. The generation, not the time,
    // says whether it was withdrawn.
    let (standing, expires_at_ms) = if let Some(generation) = claims.generation {
        let ends_ms = moment.end_of(issued_at_ms, signed_end_ms);
        (Standing::Generation(generation), ends_ms)
    } else {
        // A token of the business from the future would outlive its own revocation.
        check_begin(Some(issued_at_ms), claims.nbf, moment.now_ms)?;
        (Standing::SignedAt(issued_at_ms), signed_end_ms)
    };
    check_end(expires_at_ms, moment.now_ms)?;
    let sign_in = claims.sign_in.as_deref().map(SignInId::parse).transpose();
    Ok(VerifiedToken {
        uid,
        standing,
        sign_in: sign_in.map_err(|_| Refusal::Malformed)?,
        expires_at_ms,
    })
}

fn check_begin(
    issued_at_ms: Option<i64>,
    not_before: Option<f64>,
    now_ms: i64,
) -> Result<(), Refusal> {
    let not_before_ms = not_before.map(milliseconds).transpose()?;
    if issued_at_ms
        .max(not_before_ms)
        .is_some_and(|begin| begin > now_ms + LEEWAY_MS)
    {
        return Err(Refusal::NotYetValid);
    }
    Ok(())
}

fn check_end(expires_at_ms: i64, now_ms: i64) -> Result<(), Refusal> {
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
        return Err(Refusal::TooLong);
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    for secret in secrets.accepted() {
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        match jsonwebtoken::decode::<C>(token, &key, &validation) {
            // "crit" names header fields that must be understood; we understand none (RFC 7515, 4.1.11).
            Ok(data) if data.header.crit.is_none() => return Ok(data.claims),
            Ok(_) => return Err(Refusal::Malformed),
            Err(error) => match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => {}
                _ => return Err(Refusal::Malformed),
            },
        }
    }
    Err(Refusal::WrongSignature)
}
