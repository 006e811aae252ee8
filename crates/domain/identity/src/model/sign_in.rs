//! Sign-in sessions: what remains of a password that was given, in one browser, until somebody signs out there.

use std::fmt;

use serde::{Deserialize, Serialize};
use skein_foundation::text::parse_word;
use skein_foundation::{IdError, UserKey};

use super::{SecretDigest, random_text};

/// One browser in which somebody signed in. The browser holds the secret in a cookie; here is its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSession {
    pub id: SignInId,
    pub user: UserKey,
    pub secret_digest: SecretDigest,
    pub created_at_ms: i64,
    pub last_used_at_ms: i64,
    /// However much it is used.
    pub ends_at_ms: i64,
}

/// Names a sign-in session within its app; tokens of the session carry it. No secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignInId(String);

impl SignInId {
    pub const MAX_CHARS: usize = 22;

    /// 128 random bits.
    pub fn generate() -> Self {
        Self(random_text::<16>())
    }

    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_word(text, Self::MAX_CHARS).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignInId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
