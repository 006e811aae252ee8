//! Fields of a PATCH: what is left out stays, null removes, and null for what can't be missing is refused.

use serde::{Deserialize, Deserializer};

/// A field that can't be removed.
#[derive(Debug, Clone)]
pub(crate) struct Given<T>(pub(crate) Option<T>);

/// A field that may be missing afterwards.
#[derive(Debug, Clone, Default)]
pub(crate) enum Change<T> {
    #[default]
    Keep,
    Remove,
    Set(T),
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not through an option: null is not a value of it.
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Remove, Self::Set))
    }
}

impl<T> Change<T> {
    /// What it is to be: nothing when it stays, what an absent one amounts to when it is removed.
    pub(crate) fn or_absent(self, absent: T) -> Option<T> {
        match self {
            Self::Keep => None,
            Self::Remove => Some(absent),
            Self::Set(value) => Some(value),
        }
    }
}
