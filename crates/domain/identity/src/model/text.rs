//! Texts with limits: names, languages, passwords.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use skein_foundation::IdError;
use skein_foundation::text::parse_name;
use thiserror::Error;

/// What people see of a user, an app, a site or a key: 1 to 100 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    pub const MAX_CHARS: usize = 100;

    /// Space around the name is not part of it.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_name(text, Self::MAX_CHARS).map(Self)
    }

    /// One that was taken before, whatever the rules have become since.
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A language as the client names it (BCP 47), such as `zh-CN`: 2 to 35 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    pub const MAX_CHARS: usize = 35;

    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if text.len() > Self::MAX_CHARS {
            return Err(IdError::TooLong {
                max_chars: Self::MAX_CHARS,
            });
        }
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(IdError::BadCharacter);
        }
        if text.len() < 2 || !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(IdError::Malformed);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_chinese(&self) -> bool {
        let language = self.0.split('-').next().unwrap_or_default();
        language.eq_ignore_ascii_case("zh")
    }
}

/// Why a text can't become a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordError {
    #[error("is shorter than {} characters", NewPassword::MIN_CHARS)]
    TooShort,
    #[error("is longer than {} characters", NewPassword::MAX_CHARS)]
    TooLong,
}

/// A password somebody chose: 10 to 128 characters. Length is the only rule that helps.
#[derive(Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    pub const MIN_CHARS: usize = 10;
    pub const MAX_CHARS: usize = 128;

    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        // A character is 4 bytes at most: the byte length bounds the count below.
        if text.len() > Self::MAX_CHARS * 4 || text.chars().count() > Self::MAX_CHARS {
            return Err(PasswordError::TooLong);
        }
        if text.chars().count() < Self::MIN_CHARS {
            return Err(PasswordError::TooShort);
        }
        Ok(Self(SecretString::from(text.to_owned())))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_readable_line() {
        assert_eq!(
            DisplayName::parse("  林 小雁 ").unwrap().as_str(),
            "林 小雁"
        );
        assert_eq!(DisplayName::parse(" \t "), Err(IdError::Empty));
        assert_eq!(
            DisplayName::parse(&"雁".repeat(101)),
            Err(IdError::TooLong { max_chars: 100 })
        );
        for text in ["a\nb", "a\u{202e}nimda", "an\u{200b}n", "\u{7}bell"] {
            assert_eq!(
                DisplayName::parse(text),
                Err(IdError::BadCharacter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_locale_is_a_language_tag() {
        assert!(Locale::parse("zh-Hans-CN").unwrap().is_chinese());
        assert!(!Locale::parse("zhx").unwrap().is_chinese());
        for text in ["", "z", "1a", "en_US", "en US", &"a".repeat(36)] {
            assert!(Locale::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_password_is_counted_in_characters_and_never_printed() {
        assert_eq!(
            NewPassword::parse("123456789").unwrap_err(),
            PasswordError::TooShort
        );
        assert_eq!(
            NewPassword::parse(&"x".repeat(129)).unwrap_err(),
            PasswordError::TooLong
        );
        assert!(NewPassword::parse(&"雁".repeat(128)).is_ok());
        let password = NewPassword::parse("correct horse").unwrap();
        assert!(!format!("{password:?}").contains("horse"));
    }
}
