//! Who a request comes from, once that is proved.

use skein_foundation::{AppId, UserKey};

use super::{AppKeyId, DisplayName, Role, UserKind};

/// A user with a valid token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub user: UserKey,
    pub kind: UserKind,
    pub role: Role,
    pub name: DisplayName,
    /// The business vouched for the identity.
    pub verified: bool,
    /// The last revocation of the user's tokens that does not end this one.
    pub generation_ms: i64,
    /// When the token ends. A live session may outlast it until it is revoked.
    pub expires_at_ms: i64,
}

/// A business server with a valid key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPrincipal {
    pub app: AppId,
    pub key_id: AppKeyId,
}
