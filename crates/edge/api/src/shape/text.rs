//! Texts that are parsed into a type while a body is read, each with the schema that says the same.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use skein_desk::model::TeamName;
use skein_foundation::text::{may_stand_in_id, may_stand_in_label, may_stand_in_prose};
use skein_foundation::{ClientMsgId, TeamId, Uid};
use skein_identity::model::{Accent, DisplayName, Origin, SiteKey};
use skein_messaging::model::GroupTitle;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The inside of a negated class of a pattern: what the parsers refuse, by the rule that they ask. Of the first plane only:
/// half of the engines for patterns can't name characters of the others in a class.
fn refused(may_stand: fn(char) -> bool) -> String {
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut is_going_on = false;
    for character in '\0'..='\u{ffff}' {
        let is_refused = !may_stand(character);
        match ranges.last_mut() {
            Some(last) if is_refused && is_going_on => last.1 = character,
            _ if is_refused => ranges.push((character, character)),
            _ => {}
        }
        is_going_on = is_refused;
    }
    let write = |character: char| format!("\\u{:04x}", u32::from(character));
    let ranges = ranges.into_iter().map(|(first, last)| {
        if first == last {
            write(first)
        } else {
            format!("{}-{}", write(first), write(last))
        }
    });
    ranges.collect()
}

static UNSEEN_IN_IDS: LazyLock<String> = LazyLock::new(|| refused(may_stand_in_id));
static UNSEEN_IN_LABELS: LazyLock<String> = LazyLock::new(|| refused(may_stand_in_label));
static UNSEEN_IN_PROSE: LazyLock<String> = LazyLock::new(|| refused(may_stand_in_prose));

/// An id: nothing of it is unseen, there is no space around it, and it is no step in a path.
fn id_pattern() -> String {
    let unseen = &*UNSEEN_IN_IDS;
    format!(r"(?!\.{{1,2}}$)[^{unseen}\s](?:[^{unseen}]*[^{unseen}\s])?")
}

/// A few lines, or nothing.
pub(super) fn prose() -> String {
    format!("^[^{}]*$", &*UNSEEN_IN_PROSE)
}

fn text(min: usize, max: usize, pattern: &str, example: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(min))
        .max_length(Some(max))
        .pattern(Some(pattern))
        .examples([example])
}

fn id(what: &str) -> ObjectBuilder {
    text(
        36,
        36,
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "0193a7c2-5f1e-7d2a-8c3b-9e4f5a6b7c8d",
    )
    .format(Some(utoipa::openapi::SchemaFormat::Custom(
        "uuid".to_owned(),
    )))
    .description(Some(what))
}

/// A name on one line: something is seen of it.
pub(super) fn name_pattern() -> String {
    format!(
        r"^(?=.*[^\s\u200c\u200d\ufe0e\ufe0f])[^{}]+$",
        &*UNSEEN_IN_LABELS
    )
}

/// A name without space around it: it is told apart by its letters.
pub(super) fn trimmed_name_pattern() -> String {
    let unseen = &*UNSEEN_IN_LABELS;
    format!(r"^(?=.*[^\s\u200c\u200d\ufe0e\ufe0f])[^{unseen}\s](?:[^{unseen}]*[^{unseen}\s])?$")
}

/// An IPv6 address in brackets, written with hexadecimal groups only.
fn address_pattern() -> String {
    const GROUP: &str = "[0-9A-Fa-f]{1,4}";
    let mut forms = vec![format!("(?:{GROUP}:){{7}}{GROUP}"), "::".to_owned()];
    for before in 0..=6 {
        let after = 7 - before;
        forms.push(match before {
            0 => format!(":(?::{GROUP}){{1,{after}}}"),
            _ => format!("(?:{GROUP}:){{{before}}}(?::{GROUP}){{1,{after}}}"),
        });
    }
    for before in 1..=7 {
        forms.push(format!("(?:{GROUP}:){{{before}}}:"));
    }
    format!(r"\[(?:{})\]", forms.join("|"))
}

macro_rules! named_schema {
    ($name:ident as $schema:literal = $build:expr) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let object: Object = $build;
                object.into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    };
}

/// Texts of paths and answers, which are only described here.
macro_rules! schemas {
    ($($name:ident as $schema:literal = $build:expr;)*) => {$(
        #[derive(Debug)]
        pub(crate) struct $name;

        named_schema!($name as $schema = $build);
    )*};
}

macro_rules! text_shapes {
    ($($(#[$doc:meta])* $name:ident($parsed:ty) as $schema:literal = $build:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) $parsed);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                <$parsed>::parse(&text).map(Self).map_err(D::Error::custom)
            }
        }

        named_schema!($name as $schema = $build);
    )*};
}

text_shapes! {
    UidText(Uid) as "Uid" = text(1, Uid::MAX_CHARS, &format!("^{}$", id_pattern()), "c-1001")
        .description(Some("Names a user of the app, chosen by the business. Those that begin with `v_` are anonymous visitors."))
        .build();
    /// Of a user whom the business makes.
    NewUidText(Uid) as "NewUid" = text(1, Uid::MAX_CHARS, &format!("^(?!v_){}$", id_pattern()), "c-1001")
        .description(Some("Chosen by the business. What begins with `v_` is for anonymous visitors."))
        .build();
    ClientMsgIdText(ClientMsgId) as "ClientMsgId" = text(1, ClientMsgId::MAX_CHARS, &format!("^{}$", id_pattern()), "order-77-shipped")
        .description(Some("Chosen by who sends, unique per sender for ever: the same again stores nothing and gets the same answer."))
        .build();
    NameText(DisplayName) as "DisplayName" = text(1, DisplayName::MAX_CHARS, &name_pattern(), "Ann Lee")
        .description(Some("What people see. Space around it is not part of it."))
        .build();
    GroupTitleText(GroupTitle) as "GroupTitle" = text(1, GroupTitle::MAX_CHARS, &name_pattern(), "Night shift")
        .build();
    TeamNameText(TeamName) as "TeamName" = text(1, TeamName::MAX_CHARS, &name_pattern(), "Second line")
        .build();
    AccentText(Accent) as "Accent" = text(7, 7, "^#[0-9A-Fa-f]{6}$", "#2F5FE0").build();
    TeamIdText(TeamId) as "TeamId" = id("Names a team.").build();
}

schemas! {
    UserCursorText as "UserCursor" = text(3, 66, &format!(r"^(?:u\.{}|c\.[0-9]{{1,15}})$", id_pattern()), "c.41").build();
    SiteKeyText as "SiteKey" = text(1, SiteKey::MAX_CHARS, "^[A-Za-z0-9_-]+$", "shop-web")
        .description(Some("Names a site in public, unique over all apps."))
        .build();
    OriginText as "Origin" = text(8, Origin::MAX_CHARS, &format!(r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9._-]+|{})(?::[0-5]?[0-9]{{1,4}})?$", address_pattern()), "https://shop.example")
        .description(Some("Scheme, host and port of a page; the port where it is not the usual one."))
        .build();
    ConversationIdText as "ConversationId" = id("Names a conversation.").build();
    ConsultationIdText as "ConsultationId" = id("Names a consultation.").build();
}
