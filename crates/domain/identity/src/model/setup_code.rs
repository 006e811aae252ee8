//! One-time codes by which somebody chooses the first (or a new) password.

use skein_foundation::UserKey;

use super::SecretDigest;

/// The open code of a user; a new one replaces the one before. The code itself is shown once and not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupCode {
    pub user: UserKey,
    pub code_digest: SecretDigest,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}
