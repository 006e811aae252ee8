//! Claims as they are written in tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skein_foundation::{AppId, Uid};

use super::Refusal;

#[derive(Serialize)]
pub(super) struct IssuedClaims<'a> {
    pub(super) iss: &'a AppId,
    pub(super) sub: &'a Uid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aud: Option<&'a str>,
    /// With milliseconds, as RFC 7519 allows.
    pub(super) iat: f64,
    pub(super) exp: i64,
    /// How often the user's tokens had been withdrawn when the issuer read the user. A time of issue would not do, for a
    /// token may be made from what was read before a revocation, and after it; and a clock may be set.
    #[serde(rename = "skein:gen")]
    pub(super) generation: i64,
    #[serde(rename = "skein:sid", skip_serializing_if = "Option::is_none")]
    pub(super) sign_in: Option<&'a str>,
}

/// Times are JSON numbers of seconds, whole or not (RFC 7519, section 2).
#[derive(Deserialize)]
pub(super) struct SessionClaims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: Option<Audience>,
    pub(super) iat: f64,
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
    /// Ours have it, those of the business do not.
    #[serde(rename = "skein:gen")]
    pub(super) generation: Option<i64>,
    #[serde(rename = "skein:sid")]
    pub(super) sign_in: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct IdentityClaims {
    pub(super) iss: Option<String>,
    pub(super) sub: String,
    pub(super) aud: Audience,
    pub(super) iat: Option<f64>,
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
    pub(super) jti: Option<String>,
    pub(super) name: Option<String>,
    pub(super) traits: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// One audience only: a token for several doors is a token for the wrong one, too.
    pub(super) fn is_only(&self, expected: &str) -> bool {
        match self {
            Self::One(audience) => audience == expected,
            Self::Many(audiences) => matches!(audiences.as_slice(), [one] if one == expected),
        }
    }
}

/// Seconds as a JSON number, rounded to the millisecond. Times beyond the year 5138 are nonsense.
pub(super) fn milliseconds(seconds: f64) -> Result<i64, Refusal> {
    if !(0.0..=1e11).contains(&seconds) {
        return Err(Refusal::Malformed);
    }
    Ok((seconds * 1_000.0).round() as i64)
}
