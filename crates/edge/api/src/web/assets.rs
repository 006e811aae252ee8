//! Files of `web/dist`, with compressed siblings and caching.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::entity_tag::{entity_tag, is_held};

#[derive(RustEmbed)]
#[folder = "../../../web/dist/"]
#[allow_missing = true]
struct Dist;

/// How long browsers may keep a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The name changes with the content.
    Forever,
    /// Ask again each time.
    Check,
    /// A few minutes: strangers' pages load it.
    Briefly,
}

impl Keep {
    const fn header(self) -> &'static str {
        match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Check => "no-cache",
            Self::Briefly => "public, max-age=300",
        }
    }

    /// Files in `assets/` are named by their content.
    pub(super) fn of(path: &str) -> Self {
        if path.contains("/assets/") {
            Self::Forever
        } else {
            Self::Check
        }
    }
}

/// The file as the client takes it; `None` when there is none.
pub(super) fn file(path: &str, request: &HeaderMap, keep: Keep) -> Option<Response> {
    // Siblings made by the build are not names of their own.
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    if matches!(ending, Some("br" | "gz")) {
        return None;
    }
    let plain = Dist::get(path)?;
    let tag = entity_tag(&plain.metadata.sha256_hash());
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(keep.header()),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, tag.clone());
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if is_held(request, &tag) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let mime = plain.metadata.mimetype();
    let content_type = if mime.starts_with("text/") || mime.ends_with("javascript") {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_owned()
    };
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let body = match compressed(path, request) {
        Some((encoding, compressed)) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            compressed.data
        }
        None => plain.data,
    };
    Some((headers, body.into_owned()).into_response())
}

fn compressed(path: &str, request: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = request.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepted.split(',').any(|item| names(item, encoding)))
        .find_map(|(encoding, ending)| Some((encoding, Dist::get(&format!("{path}.{ending}"))?)))
}

/// Whether an item of `Accept-Encoding` is this encoding, and not refused by a weight of nothing.
fn names(item: &str, encoding: &str) -> bool {
    let mut parts = item.split(';').map(str::trim);
    let is_named = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    is_named && weight.is_none_or(|weight| weight.parse().is_ok_and(|weight: f32| weight > 0.0))
}

/// Whether there are any.
pub(crate) fn are_built() -> bool {
    Dist::get("console/index.html").is_some()
}

/// What is shown where the web files were never built.
pub(super) fn not_built() -> Response {
    plain_page(include_str!("not_built.html"))
}

/// What a person is shown who follows a link to the chat of a site that is not there.
pub(super) fn no_chat() -> Response {
    plain_page(include_str!("no_chat.html"))
}

/// In place of a page that is not there.
fn plain_page(text: &'static str) -> Response {
    (
        StatusCode::NOT_FOUND,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
            ),
        ],
        text,
    )
        .into_response()
}

/// The loader where the web files were never built: a page that embeds it shows nothing, and its builder is told why.
pub(super) fn loader_not_built() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        "console.warn('Skein: this server was built without its web pages, so there is no chat. Build them and the \
         server again: npm --prefix web ci && npm --prefix web run build');\n",
    )
        .into_response()
}
