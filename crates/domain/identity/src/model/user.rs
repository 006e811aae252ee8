//! Users: customers, agents, employees and bots of one app.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skein_foundation::text::{may_stand_in_prose, parse_name};
use skein_foundation::{Uid, UserKey};
use thiserror::Error;

use super::{DisplayName, Locale};

/// A person or bot in an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub key: UserKey,
    /// Never changes: a customer can't become an agent by any later call.
    pub kind: UserKind,
    pub role: Role,
    pub name: DisplayName,
    /// The business vouched for the identity.
    pub verified: bool,
    pub traits: Traits,
    pub locale: Option<Locale>,
    pub disabled: bool,
    /// How often the user's tokens were withdrawn. Tokens made by Skein name the generation they are of, and only those
    /// of this one hold.
    pub token_generation: i64,
    /// When they were withdrawn last: what tokens that the business signs, which name no generation, are judged by.
    pub revocation: Revocation,
    pub created_at_ms: i64,
    pub last_seen_at_ms: i64,
}

/// When the tokens of a user were withdrawn, as far as a clock can say that may be set meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Revocation {
    /// What the clock showed.
    pub at_ms: i64,
    /// The latest that it had shown until then: more than `at_ms` when it had been set back.
    pub latest_ms: i64,
}

/// Uids of anonymous visitors begin with this; nobody else's may.
pub(crate) const VISITOR_PREFIX: &str = "v_";

impl User {
    /// A visitor who never said who they are.
    pub fn is_anonymous(&self) -> bool {
        self.kind == UserKind::Customer && !self.verified && is_visitor_uid(&self.key.uid)
    }
}

pub(crate) fn is_visitor_uid(uid: &Uid) -> bool {
    uid.as_str().starts_with(VISITOR_PREFIX)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    Customer,
    Agent,
    Employee,
    Bot,
}

impl UserKind {
    pub const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Employee, Self::Bot];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Employee => "employee",
            Self::Bot => "bot",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The role of somebody of this kind when nothing else is said.
    pub const fn default_role(self) -> Role {
        match self {
            Self::Customer => Role::Customer,
            Self::Agent => Role::Agent,
            Self::Employee => Role::Employee,
            Self::Bot => Role::Bot,
        }
    }

    pub const fn may_have(self, role: Role) -> bool {
        match self {
            Self::Customer => matches!(role, Role::Customer),
            Self::Agent => matches!(role, Role::Agent | Role::Supervisor | Role::Admin),
            Self::Employee => matches!(role, Role::Employee),
            Self::Bot => matches!(role, Role::Bot),
        }
    }

    /// People of the business, who sign in with a password.
    pub const fn signs_in(self) -> bool {
        matches!(self, Self::Agent | Self::Employee)
    }
}

/// What a user may do: see [`crate::rules::permissions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Customer,
    Agent,
    Supervisor,
    Admin,
    Employee,
    Bot,
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::Customer,
        Self::Agent,
        Self::Supervisor,
        Self::Admin,
        Self::Employee,
        Self::Bot,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
            Self::Employee => "employee",
            Self::Bot => "bot",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Why facts about a user are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TraitsError {
    #[error("there are more than {} traits", Traits::MAX_COUNT)]
    TooMany,
    #[error(
        "the name of a trait is blank, longer than {} characters, has space around it or holds what is not seen",
        Traits::MAX_NAME_CHARS
    )]
    BadName,
    #[error(
        "a trait is longer than {} characters or holds control characters",
        Traits::MAX_VALUE_CHARS
    )]
    BadValue,
    #[error("all traits together are larger than {} bytes", Traits::MAX_BYTES)]
    TooLarge,
}

/// What the business says about a user, name by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Traits(BTreeMap<String, String>);

impl Traits {
    pub const MAX_COUNT: usize = 32;
    pub const MAX_NAME_CHARS: usize = 64;
    pub const MAX_VALUE_CHARS: usize = 500;
    /// So that they fit a 64 KiB column as JSON, whatever has to be escaped.
    pub const MAX_BYTES: usize = 24 * 1024;

    pub fn parse(traits: BTreeMap<String, String>) -> Result<Self, TraitsError> {
        if traits.len() > Self::MAX_COUNT {
            return Err(TraitsError::TooMany);
        }
        let mut bytes = 0;
        for (name, value) in &traits {
            // Space around it would make two names of one.
            if parse_name(name, Self::MAX_NAME_CHARS).as_ref() != Ok(name) {
                return Err(TraitsError::BadName);
            }
            let is_prose = value.chars().all(may_stand_in_prose);
            if value.chars().count() > Self::MAX_VALUE_CHARS || !is_prose {
                return Err(TraitsError::BadValue);
            }
            bytes += name.len() + value.len();
        }
        if bytes > Self::MAX_BYTES {
            return Err(TraitsError::TooLarge);
        }
        Ok(Self(traits))
    }

    /// Those that were taken before, whatever the rules have become since.
    pub const fn stored(traits: BTreeMap<String, String>) -> Self {
        Self(traits)
    }

    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// Which users are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    pub kind: Option<UserKind>,
    /// Stands in the uid or in the name, whatever the case of its ASCII letters.
    pub text: Option<String>,
}

/// From where changes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangesFrom {
    /// From the first who changed last at this time or later, by the clock of then, whatever it said afterwards.
    Time(i64),
    /// After the change of this number: exact, whatever the clock did.
    After(i64),
}

/// A user, as it is now, where it was changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedUser {
    pub user: User,
    pub number: i64,
    pub is_deleted: bool,
}

/// Users in the order of their last changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserChanges {
    pub changed: Vec<ChangedUser>,
    /// The number of the newest change of the app, as it was before the users were looked for.
    pub newest: i64,
}

/// What became of a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// With the user as it was.
    Done(User),
    /// It was deleted before.
    Before,
    Unknown,
}

/// What is to change of a user; `None` stays as it is. Kind and uid never change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPatch {
    pub name: Option<DisplayName>,
    pub role: Option<Role>,
    pub verified: Option<bool>,
    /// Replaces all traits.
    pub traits: Option<Traits>,
    pub locale: Option<Locale>,
    pub disabled: Option<bool>,
}

impl UserPatch {
    /// The user with the patch applied.
    #[must_use]
    pub fn apply(&self, mut user: User) -> User {
        if let Some(name) = &self.name {
            user.name = name.clone();
        }
        if let Some(role) = self.role {
            user.role = role;
        }
        if let Some(verified) = self.verified {
            user.verified = verified;
        }
        if let Some(traits) = &self.traits {
            user.traits = traits.clone();
        }
        if let Some(locale) = &self.locale {
            user.locale = Some(locale.clone());
        }
        if let Some(disabled) = self.disabled {
            user.disabled = disabled;
        }
        user
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_are_bounded_in_every_direction() {
        let one = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        assert!(Traits::parse(one("plan", "gold\nsince 2020")).is_ok());
        for unseen in ["", "  ", " plan", "\u{200d}", "a\u{1b}b"] {
            let refused = Traits::parse(one(unseen, "x"));
            assert_eq!(refused, Err(TraitsError::BadName), "{unseen:?}");
        }
        assert_eq!(
            Traits::parse(one(&"n".repeat(65), "x")),
            Err(TraitsError::BadName)
        );
        assert_eq!(
            Traits::parse(one("n", &"雁".repeat(501))),
            Err(TraitsError::BadValue)
        );
        assert_eq!(
            Traits::parse(one("n", "a\u{0}")),
            Err(TraitsError::BadValue)
        );
        let many = |count: usize, value: &str| {
            (0..count)
                .map(|number| (format!("n{number}"), value.to_owned()))
                .collect()
        };
        assert!(Traits::parse(many(32, "x")).is_ok());
        assert_eq!(Traits::parse(many(33, "x")), Err(TraitsError::TooMany));
        assert_eq!(
            Traits::parse(many(32, &"雁".repeat(500))),
            Err(TraitsError::TooLarge)
        );
    }

    #[test]
    fn the_largest_traits_fit_their_column_as_json() {
        let value = "\n".repeat(500);
        let largest = (0..32)
            .map(|number| (format!("n{number}"), value.clone()))
            .collect();
        let json = serde_json::to_string(&Traits::parse(largest).unwrap()).unwrap();
        assert!(json.len() < 65_535);
        const { assert!(Traits::MAX_BYTES * 2 + Traits::MAX_COUNT * 6 + 2 < 65_535) };
    }

    #[test]
    fn only_agents_rise() {
        for kind in UserKind::ALL {
            assert!(kind.may_have(kind.default_role()));
            assert_eq!(UserKind::parse(kind.name()), Some(kind));
            for role in Role::ALL {
                assert_eq!(Role::parse(role.name()), Some(role));
                let rises = matches!(role, Role::Admin | Role::Supervisor);
                assert!(!rises || (kind.may_have(role) == (kind == UserKind::Agent)));
            }
        }
    }
}
