//! What a token proves. Three purposes, told apart by their audience so that none passes for another:
//!
//! | purpose | `aud` | made by | proves |
//! | --- | --- | --- | --- |
//! | user | none | Skein or the business | a session of the user |
//! | visitor | `skein:visitor` | Skein | the same anonymous visitor as before |
//! | identity | the site's key | the business | who a visitor is |
//!
//! All are HS256 by the app's secret and nothing else: the algorithm is ours to choose, not the token's.

mod claims;
mod issue;
mod verify;

#[cfg(test)]
mod tests;

use thiserror::Error;

pub(crate) use issue::{Issue, issue_user_token, issue_visitor_token};
pub(crate) use verify::{
    VerifiedIdentity, claimed_issuer, verify_identity_token, verify_user_token,
    verify_visitor_token,
};

/// How far two clocks may be apart.
pub(crate) const LEEWAY_MS: i64 = 30_000;
/// Identity tokens that would live longer are refused: they are made for one page view.
const MAX_IDENTITY_TTL_MS: i64 = 3_600_000;
/// No site key holds a colon, so no identity token can have this audience.
const VISITOR_AUDIENCE: &str = "skein:visitor";

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Refusal {
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYetValid,
    #[error("the token is not valid")]
    Invalid,
}
