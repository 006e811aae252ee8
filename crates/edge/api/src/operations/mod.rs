//! The operations, one file per resource.

mod agents;
mod console;
mod consultations;
mod conversations;
mod desk;
mod health;
mod sites;
mod teams;
mod users;
mod widget;

use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::problem::{Problem, ProblemBody};
use crate::state::Api;

pub(crate) use health::health;

/// A JSON body whose refusal is a [`Problem`].
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Problem))]
struct Body<T>(T);

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
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody, desk::Scope)),
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
        .merge(sites::routes())
        .merge(agents::routes())
        .merge(teams::routes())
        .merge(consultations::routes())
}
