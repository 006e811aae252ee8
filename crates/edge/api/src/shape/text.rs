//! Texts that are parsed into a type while a body is read, each with the schema that says the same.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use skein_desk::model::TeamName;
use skein_foundation::{ClientMsgId, TeamId, Uid};
use skein_identity::model::{Accent, DisplayName, Origin, SiteKey};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Control characters.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";
/// Those that turn the direction of the text around them.
const TURNING: &str = r"\u200e\u200f\u202a-\u202e\u2066-\u2069";

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

/// A name on one line: something is seen of it, and it does not change how what is around it is read.
fn name_pattern() -> String {
    format!(r"^(?=.*\S)[^{CONTROL}{TURNING}]+$")
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
    UidText(Uid) as "Uid" = text(1, Uid::MAX_CHARS, &format!("^[^{CONTROL}]+$"), "c-1001")
        .description(Some("Names a user of the app, chosen by the business. Those that begin with `v_` are anonymous visitors."))
        .build();
    /// Of a user whom the business makes.
    NewUidText(Uid) as "NewUid" = text(1, Uid::MAX_CHARS, &format!("^(?!v_)[^{CONTROL}]+$"), "c-1001")
        .description(Some("Chosen by the business. What begins with `v_` is for anonymous visitors."))
        .build();
    ClientMsgIdText(ClientMsgId) as "ClientMsgId" = text(1, ClientMsgId::MAX_CHARS, &format!("^[^{CONTROL}]+$"), "order-77-shipped")
        .description(Some("Chosen by who sends, unique per sender for ever: the same again stores nothing and gets the same answer."))
        .build();
    NameText(DisplayName) as "DisplayName" = text(1, DisplayName::MAX_CHARS, &name_pattern(), "Ann Lee")
        .description(Some("What people see. Space around it is not part of it."))
        .build();
    TeamNameText(TeamName) as "TeamName" = text(1, 64, &format!(r"^(?=.*\S)[^{CONTROL}]+$"), "Second line")
        .build();
    AccentText(Accent) as "Accent" = text(7, 7, "^#[0-9A-Fa-f]{6}$", "#2F5FE0").build();
    TeamIdText(TeamId) as "TeamId" = id("Names a team.").build();
}

schemas! {
    UserCursorText as "UserCursor" = text(3, 66, &format!(r"^(?:u\.[^{CONTROL}]{{1,64}}|c\.[0-9]{{1,15}})$"), "c.41").build();
    SiteKeyText as "SiteKey" = text(1, SiteKey::MAX_CHARS, "^[A-Za-z0-9_-]+$", "shop-web")
        .description(Some("Names a site in public, unique over all apps."))
        .build();
    OriginText as "Origin" = text(8, Origin::MAX_CHARS, &format!(r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9._-]+|{})(?::[0-5]?[0-9]{{1,4}})?$", address_pattern()), "https://shop.example")
        .description(Some("Scheme, host and port of a page; the port where it is not the usual one."))
        .build();
    ConversationIdText as "ConversationId" = id("Names a conversation.").build();
    ConsultationIdText as "ConsultationId" = id("Names a consultation.").build();
}
