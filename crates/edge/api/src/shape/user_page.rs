//! Pages of users, in the order of their uids or of their changes.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use skein_foundation::Uid;
use skein_identity::model::{User, UserChanges};
use utoipa::ToSchema;

use super::UserBody;

/// Where a list of users goes on. It says itself of which list it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UserCursor {
    /// By uid, after this one.
    Uid(Uid),
    /// By change, after the one of this number.
    After(i64),
}

impl UserCursor {
    /// Digits of the largest number that is taken.
    const MAX_DIGITS: usize = 15;

    fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('.')?;
        match kind {
            "u" => Uid::parse(rest).ok().map(Self::Uid),
            "c" if (1..=Self::MAX_DIGITS).contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                rest.parse().ok().map(Self::After)
            }
            _ => None,
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Uid(uid) => format!("u.{uid}"),
            Self::After(number) => format!("c.{number}"),
        }
    }
}

impl<'de> Deserialize<'de> for UserCursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("cursor is not one of this list"))
    }
}

/// One page; `nextCursor` is null at the end.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserPage)]
pub(crate) struct UserPageBody {
    items: Vec<UserBody>,
    next_cursor: Option<String>,
    /// In a list of changes: give it as `cursor` at any later time for what has changed since. Null in a list by uid.
    changes_cursor: Option<String>,
}

impl UserPageBody {
    /// From one more than asked for.
    pub(crate) fn by_uid(users: Vec<User>, limit: usize) -> Self {
        let page = skein_desk::model::Page::cut(users, limit, |user| {
            UserCursor::Uid(user.key.uid.clone()).write()
        });
        Self {
            items: page.items.iter().map(UserBody::from).collect(),
            next_cursor: page.next_cursor,
            changes_cursor: None,
        }
    }

    /// From one more than asked for.
    pub(crate) fn by_change(found: UserChanges, limit: usize) -> Self {
        let mut changed = found.changed;
        let more = changed.len() > limit;
        changed.truncate(limit);
        let reached = match changed.last() {
            Some(last) if more => last.number,
            Some(last) => last.number.max(found.newest),
            None => found.newest,
        };
        let cursor = UserCursor::After(reached).write();
        Self {
            items: changed
                .iter()
                .map(|one| UserBody::changed(&one.user, one.is_deleted))
                .collect(),
            next_cursor: more.then(|| cursor.clone()),
            changes_cursor: Some(cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_refused() {
        let uid = Uid::parse("c.7.雁").unwrap();
        for cursor in [
            UserCursor::Uid(uid),
            UserCursor::After(0),
            UserCursor::After(41),
        ] {
            assert_eq!(UserCursor::parse(&cursor.write()), Some(cursor));
        }
        for text in [
            "",
            "u",
            "u.",
            "c.",
            "c.-1",
            "c.x",
            "c.1000000000000000",
            "x.1",
            "ann",
        ] {
            assert_eq!(UserCursor::parse(text), None, "{text}");
        }
    }
}
