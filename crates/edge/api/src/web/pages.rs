//! Console and widget pages, with what browsers may do on them.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use skein_identity::model::{AllowedOrigins, Origin, Site, SiteKey};

use super::assets::{self, Keep};
use crate::problem::Problem;
use crate::state::Api;

const REFERRER_POLICY: HeaderName = header::REFERRER_POLICY;
const CONSOLE_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
    style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
const WIDGET_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
    style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors ";

/// The console's page; its own router reads the rest of the address.
pub(super) async fn console(headers: HeaderMap) -> Response {
    match assets::file("console/index.html", &headers, Keep::Check) {
        Some(page) => guarded(page, CONSOLE_POLICY),
        None => assets::not_built(),
    }
}

pub(super) async fn console_file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("console/{path}");
    if let Some(file) = assets::file(&path, &headers, Keep::of(&path)) {
        return guarded(file, CONSOLE_POLICY);
    }
    // An address of the console itself has no ending; a missing file has.
    let is_page = path
        .rsplit('/')
        .next()
        .is_some_and(|name| !name.contains('.'));
    if is_page {
        console(headers).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct FrameQuery {
    site: String,
}

/// The widget's page, to be shown on the origins of its site only.
pub(super) async fn widget_frame(
    State(api): State<Api>,
    query: Result<Query<FrameQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let named = match query {
        Ok(Query(query)) => SiteKey::parse(&query.site).map_err(|_| Problem::not_found("site")),
        Err(rejection) => Err(rejection.into()),
    };
    let found = match named {
        Ok(key) => {
            let site = api.identity.find_site(&key).await?;
            site.ok_or_else(|| Problem::not_found("site"))
        }
        Err(problem) => Err(problem),
    };
    let site = match found {
        Ok(site) => site,
        Err(_) if is_for_a_person(&headers) => return Ok(assets::no_chat()),
        Err(problem) => return Err(problem),
    };
    let policy = format!("{WIDGET_POLICY}{}", ancestors(&site));
    Ok(
        match assets::file("widget/index.html", &headers, Keep::Check) {
            Some(page) => guarded(page, &policy),
            None => assets::not_built(),
        },
    )
}

/// The address may be a link in a menu: browsers ask for pages by name, programs take anything.
fn is_for_a_person(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    accepted
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/html"))
}

fn ancestors(site: &Site) -> String {
    match &site.allowed_origins {
        AllowedOrigins::Every => "*".to_owned(),
        AllowedOrigins::Only(list) => {
            let origins: Vec<&str> = list.iter().map(Origin::as_str).collect();
            origins.join(" ")
        }
    }
}

/// Scripts, styles and pictures. The page has no address but that of the frame, which says who may show it.
pub(super) async fn widget_file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    if is_page(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let path = format!("widget/{path}");
    let keep = if matches!(path.as_str(), "widget/loader.js" | "widget/panel.js") {
        Keep::Briefly
    } else {
        Keep::of(&path)
    };
    match assets::file(&path, &headers, keep) {
        // Pages of strangers load the loader, and the panel as a module, which browsers ask for by the rules of CORS.
        Some(mut file) => {
            let headers = file.headers_mut();
            let policy = HeaderName::from_static("cross-origin-resource-policy");
            headers.insert(policy, HeaderValue::from_static("cross-origin"));
            let origin = HeaderValue::from_static("*");
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            file
        }
        None if path == "widget/loader.js" && !assets::are_built() => assets::loader_not_built(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        ["html", "htm", "xhtml"]
            .iter()
            .any(|page| ending.eq_ignore_ascii_case(page))
    })
}

fn guarded(mut page: Response, policy: &str) -> Response {
    let headers = page.headers_mut();
    let policy = HeaderValue::from_str(policy).expect("origins were parsed: no control characters");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widgets_page_is_no_file_of_the_widget() {
        for page in ["index.html", "assets/index.html", "INDEX.HTML", "a.b.htm"] {
            assert!(is_page(page), "{page}");
        }
        for file in [
            "loader.js",
            "assets/main-4f3a.css",
            "assets/html",
            "html.js",
        ] {
            assert!(!is_page(file), "{file}");
        }
    }
}
