//! The demo shop: a stranger's page on an origin of its own that embeds the widget, and the little server behind it
//! that vouches for its signed-in customers.

use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::assets::{self, Keep};
use crate::strict;

/// A name and a uid.
const MAX_BODY_BYTES: usize = 4 * 1024;

/// Signs an identity token for (uid, name), as a business's own server would with the app's secret.
pub type SignIdentity = Arc<dyn Fn(&str, &str) -> Option<String> + Send + Sync>;

/// What the shop needs to know.
#[derive(Clone)]
pub struct DemoShopParts {
    /// Where browsers reach Skein.
    pub skein_url: String,
    pub site_key: String,
    pub sign_identity: SignIdentity,
}

impl fmt::Debug for DemoShopParts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DemoShopParts")
            .field("skein_url", &self.skein_url)
            .finish_non_exhaustive()
    }
}

/// The shop's routes, for a listener of its own.
pub fn demo_shop(parts: DemoShopParts) -> Router {
    Router::new()
        .route("/demo/config.json", get(config))
        .route("/demo/identity", post(identity))
        .route("/", get(page))
        .route("/{*path}", get(file))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(parts)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShopConfig {
    skein_url: String,
    site_key: String,
}

async fn config(State(parts): State<DemoShopParts>) -> Json<ShopConfig> {
    Json(ShopConfig {
        skein_url: parts.skein_url,
        site_key: parts.site_key,
    })
}

#[derive(Debug, Deserialize)]
struct SignIn {
    uid: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    identity_token: String,
}

/// A demo: whoever says to be a customer is believed. A real shop asks for a password first.
async fn identity(State(parts): State<DemoShopParts>, body: Bytes) -> Response {
    let Ok(who) = strict::from_slice::<SignIn>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match (parts.sign_identity)(&who.uid, &who.name) {
        Some(identity_token) => Json(SignedIn { identity_token }).into_response(),
        None => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    }
}

async fn page(headers: HeaderMap) -> Response {
    assets::file("demo-shop/index.html", &headers, Keep::Check).unwrap_or_else(assets::not_built)
}

async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("demo-shop/{path}");
    assets::file(&path, &headers, Keep::of(&path))
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}
