//! What a token proves. Four purposes, told apart by their audience so that none passes for another:
//!
//! | purpose | `aud` | made by | proves |
//! | --- | --- | --- | --- |
//! | user | none | Skein or the business | a session of the user |
//! | visitor | `skein:visitor` | Skein | the same anonymous visitor as before |
//! | browser | `skein:browser` | Skein | a browser in which the user signed in before |
//! | identity | the site's key | the business | who a visitor is |
//!
//! All are HS256 by the app's secret and nothing else: the algorithm is ours to choose, not the token's.

mod claims;
mod issue;
mod revocation;
mod verify;

#[cfg(test)]
mod tests;

use thiserror::Error;

pub(crate) use issue::{Issue, issue_browser_token, issue_user_token, issue_visitor_token};
pub(crate) use revocation::{is_withdrawn, noted_right, revocation};
pub(crate) use verify::{
    VerifiedIdentity, claimed_issuer, verify_browser_token, verify_identity_token,
    verify_user_token, verify_visitor_token,
};

/// The longest token that is looked at, whatever it is for and wherever it is shown: room for a page of traits.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;
/// How far two clocks may be apart.
pub(crate) const LEEWAY_MS: i64 = 30_000;
/// Identity tokens that would live longer are refused: they are made for one page view.
pub(crate) const MAX_IDENTITY_TTL_MS: i64 = 3_600_000;
/// No site key holds a colon, so no identity token can have this audience.
const VISITOR_AUDIENCE: &str = "skein:visitor";
const BROWSER_AUDIENCE: &str = "skein:browser";

/// Why a token proves nothing: what whoever made it has to mend. It says nothing that the token does not say, and nothing
/// that helps to forge one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Refusal {
    #[error("is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    #[error("is no JWT, or lacks a claim, or has one of the wrong type")]
    Malformed,
    #[error("is not signed with HS256 and the token secret of this app")]
    WrongSignature,
    #[error("has an iss that is not the id of this app")]
    WrongIssuer,
    #[error("has an aud that is not the one of this door")]
    WrongAudience,
    #[error("has expired")]
    Expired,
    #[error("is not valid yet: its iat or nbf is in the future, so one of the two clocks is wrong")]
    NotYetValid,
    #[error("lives longer than an hour")]
    LivesTooLong,
    #[error("was used before, and its jti says that it may be used once")]
    UsedBefore,
    #[error(
        "was withdrawn: it was issued before the tokens of the user were revoked, or the session has ended"
    )]
    Revoked,
    #[error("names a user that the app does not have")]
    UnknownUser,
}

impl Refusal {
    pub const ALL: [Self; 11] = [
        Self::TooLong,
        Self::Malformed,
        Self::WrongSignature,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::Expired,
        Self::NotYetValid,
        Self::LivesTooLong,
        Self::UsedBefore,
        Self::Revoked,
        Self::UnknownUser,
    ];

    /// As problems and the log name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::WrongSignature => "wrong_signature",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::LivesTooLong => "lives_too_long",
            Self::UsedBefore => "used_before",
            Self::Revoked => "revoked",
            Self::UnknownUser => "unknown_user",
        }
    }
}
