//! Typed ids: what comes from outside is parsed into one of these before anything else happens to it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::text::may_stand_in_id;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("is empty")]
    Empty,
    #[error("is longer than {max_chars} characters")]
    TooLong { max_chars: usize },
    #[error("holds a character that is not allowed")]
    BadCharacter,
    #[error("is not an id of this kind")]
    Malformed,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, max $max:literal, allowed $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            pub const MAX_CHARS: usize = $max;

            pub fn parse(text: &str) -> Result<Self, IdError> {
                if text.is_empty() {
                    return Err(IdError::Empty);
                }
                // A character is 4 bytes at most: the byte length bounds the count below.
                if text.len() > $max * 4 || text.chars().count() > $max {
                    return Err(IdError::TooLong { max_chars: $max });
                }
                let allowed: fn(char) -> bool = $allowed;
                if !text.chars().all(allowed) {
                    return Err(IdError::BadCharacter);
                }
                // Space around a name is not seen either, and these two are no names in an address.
                if text.trim() != text || matches!(text, "." | "..") {
                    return Err(IdError::Malformed);
                }
                Ok(Self(Arc::from(text)))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{:?}", &*self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id that sorts by the given time (UUID version 7).
            pub fn generate(now_ms: i64) -> Self {
                let random: [u8; 10] = rand::random();
                Self(uuid::Builder::from_unix_timestamp_millis(now_ms.unsigned_abs(), &random).into_uuid())
            }

            pub fn parse(text: &str) -> Result<Self, IdError> {
                // Only the hyphenated form, in lower case: one id has one spelling.
                if text.len() != 36 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Err(if text.is_empty() { IdError::Empty } else { IdError::Malformed });
                }
                Uuid::try_parse(text).map(Self).map_err(|_| IdError::Malformed)
            }

            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, formatter)
            }
        }
    };
}

text_id!(
    /// One business line. All data belongs to exactly one app. A lower-case slug, 1 to 32 characters.
    AppId, max 32, allowed |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
);
text_id!(
    /// A user as the business names it, unique in its app: 1 to 64 characters that are seen.
    Uid, max 64, allowed may_stand_in_id
);
text_id!(
    /// Chosen by the sender of a message, unique per sender for ever: 1 to 64 characters.
    ClientMsgId, max 64, allowed may_stand_in_id
);
text_id!(
    /// One installation on a terminal, chosen by the client: 1 to 64 characters.
    DeviceId, max 64, allowed may_stand_in_id
);
uuid_id!(
    /// An ordered log of messages with members.
    ConversationId
);
uuid_id!(
    /// One segment of a thread, from the first question to resolved.
    ConsultationId
);
uuid_id!(
    /// Agents who share a queue and rules.
    TeamId
);
uuid_id!(
    /// The authenticated life of one client connection or long poll.
    SessionId
);

uuid_id!(
    /// A data folder, or one line of its life, whatever it is called and wherever it lies.
    BirthId
);

/// A user across apps: nothing finds a user without naming the app.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserKey {
    pub app: AppId,
    pub uid: Uid,
}

impl UserKey {
    pub fn new(app: AppId, uid: Uid) -> Self {
        Self { app, uid }
    }
}

/// Position in a conversation: 1, 2, 3 … without a hole, never used twice. 0 is "before the first".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_1_to_64_characters_of_any_script() {
        assert_eq!(Uid::parse(""), Err(IdError::Empty));
        assert!(Uid::parse(&"雁".repeat(64)).is_ok());
        assert_eq!(
            Uid::parse(&"雁".repeat(65)),
            Err(IdError::TooLong { max_chars: 64 })
        );
        for unseen in [
            "a\u{0}b",
            "\u{1b}[1m",
            "a\u{202e}b",
            "ann\u{200b}",
            "\u{feff}ann",
            "a\u{200d}b",
        ] {
            assert_eq!(Uid::parse(unseen), Err(IdError::BadCharacter), "{unseen:?}");
        }
        for odd in [".", "..", " ann", "ann ", " ", "\u{3000}", "\u{a0}ann"] {
            assert_eq!(Uid::parse(odd), Err(IdError::Malformed), "{odd:?}");
        }
        for fine in ["...", ".a", "a b", "ann@example.com", "דוד", "a/b?c#d%2e"] {
            assert!(Uid::parse(fine).is_ok(), "{fine:?}");
        }
    }

    #[test]
    fn an_app_id_is_a_slug() {
        assert!(AppId::parse("tour-2").is_ok());
        assert_eq!(AppId::parse("Tour"), Err(IdError::BadCharacter));
    }

    #[test]
    fn a_generated_id_sorts_by_time_and_has_one_spelling() {
        let earlier = ConversationId::generate(1_000);
        let later = ConversationId::generate(2_000);
        assert!(earlier < later);
        assert_eq!(ConversationId::parse(&earlier.to_string()), Ok(earlier));
        let bytes = [0xab; 16];
        let id = ConversationId::from_bytes(bytes);
        let uuid = Uuid::from_bytes(bytes);
        for other in [
            id.to_string().to_uppercase(),
            uuid.simple().to_string(),
            uuid.braced().to_string(),
            uuid.urn().to_string(),
        ] {
            assert_eq!(ConversationId::parse(&other), Err(IdError::Malformed));
            let json = format!("\"{other}\"");
            assert!(
                serde_json::from_str::<ConversationId>(&json).is_err(),
                "{other}"
            );
        }
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<ConversationId>(&json).unwrap(), id);
    }
}
