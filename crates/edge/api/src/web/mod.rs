//! The web files in the binary: console, widget and demo shop. Debug builds read them from the folder, and a build
//! without Node has none and says so.

mod assets;
mod demo_shop;
mod pages;

pub use demo_shop::{DemoShopParts, SignIdentity, demo_shop};

pub(crate) use assets::are_built;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;

use crate::state::Api;

pub(crate) fn routes() -> Router<Api> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/console/")))
        .route("/console", get(async || Redirect::permanent("/console/")))
        .route("/console/", get(pages::console))
        .route("/console/{*path}", get(pages::console_file))
        .route("/widget/frame", get(pages::widget_frame))
        .route("/widget/{*path}", get(pages::widget_file))
}
