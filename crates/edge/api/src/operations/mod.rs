//! The operations, one file per resource.

mod agents;
mod console;
mod consultations;
mod conversations;
mod desk;
mod health;
mod members;
mod sites;
mod teams;
mod users;
mod widget;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::{HeaderValue, header};
use serde::de::DeserializeOwned;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::problem::{ErrorCodeName, Problem, ProblemBody, TokenReasonName};
use crate::shape::{
    AccentText, ConsultationIdText, ConsultationStateName, ConversationIdText, IdentityModeName,
    OriginsBody as AllowedOriginsText, RoleName, SiteKeyText, TeamIdText, UidText, UserCursorText,
    UserKindName,
};
use crate::state::Api;
use crate::{json_value, strict};

pub(crate) use health::health;

/// A JSON body, read by the letter.
struct Body<T>(T);

impl<T: DeserializeOwned> FromRequest<Api> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let body = json_bytes(request, api).await?;
        Ok(Self(strict::from_slice(&body)?))
    }
}

/// A JSON body that may list the members of the largest group. Its sender is known before it is read.
struct GroupBody<T>(T);

impl<T: DeserializeOwned> FromRequest<Api> for GroupBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let body = json_bytes(request, api).await?;
        let read = strict::from_slice_of(&body, json_value::FREE_BYTES_OF_GROUP);
        Ok(Self(read?))
    }
}

async fn json_bytes(request: Request, api: &Api) -> Result<Bytes, Problem> {
    let declared = request.headers().get(header::CONTENT_TYPE);
    if !declared.is_some_and(is_json) {
        return Err(Problem::unsupported_media_type(
            "content-type is not application/json in UTF-8",
        ));
    }
    let coding = request.headers().get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Problem::unsupported_media_type(
            "a compressed body is not taken here",
        ));
    }
    Ok(Bytes::from_request(request, api).await?)
}

/// `application/json`, or a type that says it is written in it; in the one encoding that JSON has between programs.
fn is_json(declared: &HeaderValue) -> bool {
    let Ok(text) = declared.to_str() else {
        return false;
    };
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_json =
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    is_json
        && parts
            .filter_map(|part| part.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, value)| value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// A query whose refusal is a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Problem))]
struct Asked<T>(T);

/// Path segments whose refusal is a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(Problem))]
struct At<T>(T);

/// What the OpenAPI document says beside the operations.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Skein",
        description = "Instant messaging and customer service. Rules, credentials and shapes in words: docs/api-design.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Skein")
    ),
    components(schemas(
        ProblemBody, ErrorCodeName, TokenReasonName, desk::Scope, UidText, SiteKeyText, ConversationIdText, ConsultationIdText, TeamIdText, UserCursorText,
        AccentText, AllowedOriginsText, UserKindName, RoleName, IdentityModeName, ConsultationStateName
    )),
    tags(
        (name = "agents", description = "Users who serve customers."),
        (name = "console", description = "Signing in."),
        (name = "consultations", description = "Consultations as the business sees them."),
        (name = "conversations", description = "Conversations of users with each other, and customers' threads."),
        (name = "desk", description = "The agent's own desk."),
        (name = "messages", description = "What is said in conversations, and how far members are."),
        (name = "sites", description = "Where the widget may be shown, and how it looks there."),
        (name = "teams", description = "Agents who share a queue and rules."),
        (name = "users", description = "Users of the app and their tokens."),
        (name = "widget", description = "What a visitor's page asks for."),
    ),
    modifiers(&Credentials)
)]
pub(crate) struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for (name, what) in [
            ("appKey", "App key of a business server: sk_<id>_<secret>"),
            ("userToken", "User token (JWT)"),
        ] {
            let scheme = Http::builder()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(what))
                .build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
        let cookie = ApiKeyValue::with_description(
            "skein_console",
            "Cookie of a browser in which somebody is signed in to the console",
        );
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.add_security_scheme("consoleSession", scheme);
    }
}

/// What pages of other origins may ask for without a credential.
pub(crate) fn public_widget() -> OpenApiRouter<Api> {
    widget::public_routes()
}

/// What pages of other origins may ask for.
pub(crate) fn widget() -> OpenApiRouter<Api> {
    widget::routes()
}

/// All others without a credential in a header.
pub(crate) fn public_own() -> OpenApiRouter<Api> {
    console::public_routes()
}

/// All others.
pub(crate) fn own() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(console::routes())
        .merge(desk::routes())
        .merge(users::routes())
        .merge(conversations::routes())
        .merge(members::routes())
        .merge(sites::routes())
        .merge(agents::routes())
        .merge(teams::routes())
        .merge(consultations::routes())
}
