//! What a message says, as bodies. Each kind describes its own in `skein_content`; here that becomes the contract's schema.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use skein_content::{Characters, Content, Draft, Field, FieldShape, Refused, Shape, Shown, bodies};
use skein_foundation::Limits;
use skein_protocol::wire::ErrorCode;
use utoipa::openapi::schema::{
    AdditionalProperties, ObjectBuilder, OneOfBuilder, SchemaFormat, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::text::name_pattern;
use crate::problem::Problem;

/// Control characters of ASCII that are neither a tab nor a line break, inside a class of a pattern.
const CONTROLS: &str = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f";

type Named = Vec<(String, RefOr<Schema>)>;

/// What a message says: exactly one of its fields.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct ContentBody(Shown);

impl From<&Content> for ContentBody {
    fn from(content: &Content) -> Self {
        Self(content.to_shown())
    }
}

impl PartialSchema for ContentBody {
    fn schema() -> RefOr<Schema> {
        let fields = bodies().iter().map(|body| {
            let mut field = reference_or_text(&body.shown);
            if let (Some(about), RefOr::Ref(reference)) = (body.about, &mut field) {
                about.clone_into(&mut reference.description);
            }
            let mut one = ObjectBuilder::new()
                .property(body.name, field)
                .required(body.name);
            if let Some(about) = body.about {
                one = one.description(Some(about));
            }
            one
        });
        fields
            .fold(OneOfBuilder::new(), OneOfBuilder::item)
            .description(Some("What a message says: exactly one of its fields."))
            .into()
    }
}

impl ToSchema for ContentBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Content")
    }

    fn schemas(known: &mut Named) {
        for body in bodies() {
            name_schemas(&body.shown, known);
        }
    }
}

/// What is to be said: exactly one of its fields.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct NewContent(Draft);

impl NewContent {
    /// The same checks as for frames.
    pub(crate) fn parse(self, limits: &Limits) -> Result<Content, Problem> {
        Content::parse(self.0.into(), limits).map_err(|refused| match refused {
            Refused::Invalid(detail) => Problem::new(ErrorCode::Invalid, detail),
            Refused::TooLarge(detail) => Problem::new(ErrorCode::TooLarge, detail),
        })
    }
}

impl PartialSchema for NewContent {
    fn schema() -> RefOr<Schema> {
        let drafts = bodies()
            .iter()
            .filter_map(|body| Some((body.name, body.draft?)));
        let fields = drafts.map(|(name, draft)| {
            ObjectBuilder::new()
                .property(name, reference_or_text(&draft))
                .required(name)
                .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        });
        fields
            .fold(OneOfBuilder::new(), OneOfBuilder::item)
            .description(Some("What is to be said: exactly one of its fields."))
            .examples([serde_json::json!({ "text": "Your order has left." })])
            .into()
    }
}

impl ToSchema for NewContent {
    fn schemas(known: &mut Named) {
        for draft in bodies().iter().filter_map(|body| body.draft) {
            name_schemas(&draft, known);
        }
    }
}

fn reference_or_text(shape: &Shape) -> RefOr<Schema> {
    match shape {
        Shape::AnyText => text().into(),
        Shape::MessageText { schema, .. } | Shape::Object { schema, .. } => {
            Ref::from_schema_name(*schema).into()
        }
    }
}

/// Adds what the shape is called, and what its fields are.
fn name_schemas(shape: &Shape, known: &mut Named) {
    match shape {
        Shape::AnyText => {}
        Shape::MessageText { schema, about } => {
            let described = text()
                .description(Some(*about))
                .min_length(Some(1))
                .max_length(Some(Limits::default().max_text_chars))
                .pattern(Some(format!(r"^(?=[\s\S]*\S)[^{CONTROLS}]+$")));
            known.push(((*schema).to_owned(), described.into()));
        }
        Shape::Object {
            schema,
            about,
            fields,
            closed,
        } => {
            let mut object = ObjectBuilder::new().schema_type(Type::Object);
            if let Some(about) = about {
                object = object.description(Some(*about));
            }
            if *closed {
                object = object.additional_properties(Some(AdditionalProperties::FreeForm(false)));
            }
            for field in *fields {
                object = object.property(field.name, field_schema(field, known));
                if field.required {
                    object = object.required(field.name);
                }
            }
            known.push(((*schema).to_owned(), object.into()));
        }
    }
}

fn field_schema(field: &Field, known: &mut Named) -> RefOr<Schema> {
    let described = match field.shape {
        FieldShape::Text(Characters::Any) => text(),
        FieldShape::Text(Characters::Message) => text().pattern(Some(format!("^[^{CONTROLS}]*$"))),
        FieldShape::Text(Characters::ShortMessage { max }) => text()
            .max_length(Some(max))
            .pattern(Some(format!("^[^{CONTROLS}]*$"))),
        FieldShape::Number { min, max } => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(min))
            .maximum(Some(max)),
        FieldShape::Text(Characters::Label { max }) => text()
            .min_length(Some(1))
            .max_length(Some(max))
            .pattern(Some(name_pattern())),
        FieldShape::Json => text()
            .format(Some(SchemaFormat::Custom("json".to_owned())))
            .content_media_type("application/json"),
        FieldShape::Word { schema, words } => {
            let list = text().enum_values(Some(words.iter().copied()));
            known.push((schema.to_owned(), list.into()));
            return Ref::from_schema_name(schema).into();
        }
        FieldShape::Maybe { schema } => {
            return OneOfBuilder::new()
                .item(Ref::from_schema_name(schema))
                .item(ObjectBuilder::new().schema_type(Type::Null))
                .into();
        }
    };
    match field.about {
        Some(about) => described.description(Some(about)).into(),
        None => described.into(),
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}
