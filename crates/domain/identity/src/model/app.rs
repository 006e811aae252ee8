//! Business lines and the secrets their tokens are signed with.

use skein_foundation::{AppId, IdError};

use super::{DisplayName, SecretText};

/// One business line. All data belongs to exactly one app.
#[derive(Debug, Clone)]
pub struct App {
    pub id: AppId,
    pub name: DisplayName,
    pub secrets: TokenSecrets,
    pub created_at_ms: i64,
}

impl App {
    pub fn summary(&self) -> AppSummary {
        AppSummary {
            id: self.id.clone(),
            name: self.name.clone(),
        }
    }
}

/// What people may see of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSummary {
    pub id: AppId,
    pub name: DisplayName,
}

/// Tokens are signed with `current`; those signed with `previous` still hold, so that a business can change its
/// secret without a minute in which its users are refused.
#[derive(Debug, Clone)]
pub struct TokenSecrets {
    pub current: TokenSecret,
    pub previous: Option<TokenSecret>,
}

impl TokenSecrets {
    /// Newest first.
    pub fn accepted(&self) -> impl Iterator<Item = &TokenSecret> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

/// The HS256 secret of an app: 32 to 128 printable ASCII characters. The key is the text itself, byte for byte,
/// so that a business pastes it into its JWT library as it is.
#[derive(Debug, Clone)]
pub struct TokenSecret(SecretText);

impl TokenSecret {
    pub const MIN_CHARS: usize = 32;
    pub const MAX_CHARS: usize = 128;

    pub fn generate() -> Self {
        Self(SecretText::generate())
    }

    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.len() < Self::MIN_CHARS {
            return Err(if text.is_empty() {
                IdError::Empty
            } else {
                IdError::Malformed
            });
        }
        if text.len() > Self::MAX_CHARS {
            return Err(IdError::TooLong {
                max_chars: Self::MAX_CHARS,
            });
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdError::BadCharacter);
        }
        Ok(Self(SecretText::new(text.to_owned())))
    }

    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}
