//! Sites and their texts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use skein_foundation::IdError;
use skein_identity::model::{AllowedOrigins, LocalisedText, Origin, Site};
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::text::prose;
use super::{AccentText, Change, Given, IdentityModeName, NameText, OriginText, SiteKeyText};
use crate::problem::Problem;

/// Stands in `allowedOrigins` for every page.
const EVERY_PAGE: &str = "*";

/// A text in the languages of the widget.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisedText, examples(json!({"zh-CN": "在线客服", "en": "Support"})))]
pub(crate) struct TextBody {
    #[serde(rename = "zh-CN", default)]
    #[schema(schema_with = few_lines)]
    chinese: String,
    #[serde(rename = "en", default)]
    #[schema(schema_with = few_lines)]
    english: String,
}

impl TextBody {
    pub(crate) fn parse(&self, field: &str) -> Result<LocalisedText, Problem> {
        LocalisedText::new(&self.chinese, &self.english)
            .map_err(|error| Problem::invalid(field, error))
    }
}

impl From<&LocalisedText> for TextBody {
    fn from(text: &LocalisedText) -> Self {
        Self {
            chinese: text.chinese.clone(),
            english: text.english.clone(),
        }
    }
}

/// Where the widget may be shown.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OriginsBody(Vec<String>);

impl PartialSchema for OriginsBody {
    fn schema() -> RefOr<Schema> {
        let list = |items: RefOr<Schema>, max: usize| {
            ArrayBuilder::new()
                .items(items)
                .min_items(Some(1))
                .max_items(Some(max))
        };
        let every = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some([EVERY_PAGE]));
        OneOfBuilder::new()
            .item(list(Ref::from_schema_name("Origin").into(), AllowedOrigins::MAX))
            .item(list(every.into(), 1))
            .description(Some(
                "The widget is shown on pages of these origins only. `[\"*\"]` alone is every page, for development.",
            ))
            .examples([serde_json::json!(["https://shop.example"])])
            .into()
    }
}

impl ToSchema for OriginsBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("AllowedOrigins")
    }

    fn schemas(known: &mut Vec<(String, RefOr<Schema>)>) {
        known.push(("Origin".to_owned(), OriginText::schema()));
    }
}

impl OriginsBody {
    pub(crate) fn parse(&self) -> Result<AllowedOrigins, Problem> {
        let refused = |problem: &str| Problem::invalid("allowedOrigins", problem);
        match self.0.as_slice() {
            [] => Err(refused(
                "are none: name the origins of your pages, or say [\"*\"] for every page",
            )),
            [one] if one == EVERY_PAGE => Ok(AllowedOrigins::Every),
            many if many.len() > AllowedOrigins::MAX => Err(refused("are more than 50")),
            many => {
                let parse = |text: &String| match text.as_str() {
                    EVERY_PAGE => Err(refused("hold \"*\", which stands alone")),
                    text => {
                        Origin::parse(text).map_err(|error: IdError| refused(&error.to_string()))
                    }
                };
                Ok(AllowedOrigins::Only(
                    many.iter().map(parse).collect::<Result<_, _>>()?,
                ))
            }
        }
    }

    fn of(origins: &AllowedOrigins) -> Vec<String> {
        match origins {
            AllowedOrigins::Every => vec![EVERY_PAGE.to_owned()],
            AllowedOrigins::Only(list) => list
                .iter()
                .map(|origin| origin.as_str().to_owned())
                .collect(),
        }
    }
}

/// A site as it is to be, whatever it was before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewSite)]
pub(crate) struct SiteRequest {
    pub(crate) name: NameText,
    pub(crate) allowed_origins: OriginsBody,
    /// `optional` when left out.
    pub(crate) identity_mode: Option<IdentityModeName>,
    /// `#2F5FE0` when left out.
    pub(crate) accent: Option<AccentText>,
    #[serde(default)]
    pub(crate) greeting: TextBody,
    #[serde(default)]
    pub(crate) title: TextBody,
}

/// What is left out stays; null brings back what it is when nothing is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SiteChange {
    #[serde(default)]
    #[schema(value_type = NameText, required = false)]
    pub(crate) name: Given<NameText>,
    #[serde(default)]
    #[schema(value_type = OriginsBody, required = false)]
    pub(crate) allowed_origins: Given<OriginsBody>,
    #[serde(default)]
    #[schema(value_type = Option<IdentityModeName>)]
    pub(crate) identity_mode: Change<IdentityModeName>,
    #[serde(default)]
    #[schema(value_type = Option<AccentText>)]
    pub(crate) accent: Change<AccentText>,
    #[serde(default)]
    #[schema(value_type = Option<TextBody>)]
    pub(crate) greeting: Change<TextBody>,
    #[serde(default)]
    #[schema(value_type = Option<TextBody>)]
    pub(crate) title: Change<TextBody>,
}

/// Where the widget may be shown, and how it looks there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Site)]
pub(crate) struct SiteBody {
    #[schema(value_type = SiteKeyText)]
    site_key: String,
    name: String,
    #[schema(value_type = OriginsBody)]
    allowed_origins: Vec<String>,
    identity_mode: IdentityModeName,
    #[schema(value_type = AccentText)]
    accent: String,
    greeting: TextBody,
    title: TextBody,
    created_at_ms: i64,
}

impl From<&Site> for SiteBody {
    fn from(site: &Site) -> Self {
        Self {
            site_key: site.key.to_string(),
            name: site.name.to_string(),
            allowed_origins: OriginsBody::of(&site.allowed_origins),
            identity_mode: site.identity_mode.into(),
            accent: site.accent.as_str().to_owned(),
            greeting: (&site.greeting).into(),
            title: (&site.title).into(),
            created_at_ms: site.created_at_ms,
        }
    }
}

fn few_lines() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(LocalisedText::MAX_CHARS))
        .pattern(Some(prose()))
        .build()
}
