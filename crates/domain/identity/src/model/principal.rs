//! Who a request comes from, once that is proved.

use skein_foundation::{AppId, UserKey};

use super::{AppKeyId, DisplayName, Role, SignInId, UserKind};

/// A user with a valid token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub user: UserKey,
    pub kind: UserKind,
    pub role: Role,
    pub name: DisplayName,
    /// The business vouched for the identity.
    pub verified: bool,
    /// What of the user's tokens this one is, to be looked at again.
    pub standing: Standing,
    /// The sign-in session that the token was made for.
    pub sign_in: Option<SignInId>,
    /// When the token ends.
    pub expires_at_ms: i64,
    /// For how long from now on it is taken, which is a little longer: two clocks may differ.
    pub ends_in_ms: i64,
}

/// By what a token is told from one that was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Made by Skein.
    Generation(i64),
    /// Signed by the business.
    SignedAt(i64),
}

/// A business server with a valid key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPrincipal {
    pub app: AppId,
    pub key_id: AppKeyId,
}
