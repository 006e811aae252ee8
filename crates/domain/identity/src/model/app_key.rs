//! Keys by which business servers prove themselves.

use std::fmt;

use skein_foundation::{AppId, IdError};

use super::secret::random_text;
use super::{DisplayName, SecretDigest, SecretText};

/// A key of an app. Its secret is shown once, when it is made; only the digest is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppKey {
    pub app: AppId,
    pub id: AppKeyId,
    pub name: DisplayName,
    pub secret_digest: SecretDigest,
    pub created_at_ms: i64,
    pub revoked_at_ms: Option<i64>,
}

/// The public part of a key, unique over all apps: 12 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AppKeyId(String);

impl AppKeyId {
    const CHARS: usize = 12;

    pub fn generate() -> Self {
        // The underscore parts the key: it may not be in the id.
        Self(random_text::<9>().replace('_', "."))
    }

    pub fn parse(text: &str) -> Result<Self, IdError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        if text.len() != Self::CHARS || !text.bytes().all(allowed) {
            return Err(IdError::Malformed);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A whole key as it is written: `sk_<id>_<secret>`.
#[derive(Debug, Clone)]
pub struct AppKeyText {
    pub id: AppKeyId,
    secret: SecretText,
}

impl AppKeyText {
    const MAX_BYTES: usize = 128;

    pub fn generate() -> Self {
        Self {
            id: AppKeyId::generate(),
            secret: SecretText::generate(),
        }
    }

    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.len() > Self::MAX_BYTES {
            return Err(IdError::TooLong {
                max_chars: Self::MAX_BYTES,
            });
        }
        let rest = text.strip_prefix("sk_").ok_or(IdError::Malformed)?;
        let (id, secret) = rest.split_once('_').ok_or(IdError::Malformed)?;
        Ok(Self {
            id: AppKeyId::parse(id)?,
            secret: SecretText::new(secret.to_owned()),
        })
    }

    pub fn secret_digest(&self) -> SecretDigest {
        SecretDigest::of(self.secret.expose())
    }

    /// The key as its owner keeps it.
    pub fn expose(&self) -> SecretText {
        SecretText::new(format!("sk_{}_{}", self.id, self.secret.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_never_printed() {
        for _ in 0..200 {
            let key = AppKeyText::generate();
            let text = key.expose();
            let parsed = AppKeyText::parse(text.expose()).unwrap();
            assert_eq!(parsed.id, key.id);
            assert_eq!(parsed.secret_digest(), key.secret_digest());
            assert!(!format!("{key:?} {text:?}").contains(key.secret.expose()));
        }
        for text in [
            "",
            "sk_",
            "sk_short_x",
            "pk_123456789012_x",
            "sk_123456789012",
        ] {
            assert!(AppKeyText::parse(text).is_err(), "{text}");
        }
    }
}
