//! What every request is held to before its operation sees it.
//!
//! A query parameter that the operation does not know is refused: misspelt, a filter would be no filter, and the answer
//! would look right. A condition on a change is refused, too: resources carry no version, and to ignore the condition
//! would be to overwrite what the client wanted to keep. A header that says one thing and stands twice says nothing:
//! which line a proxy before this server went by is anybody's guess.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, Method, header};

use crate::document::KnownQueries;
use crate::problem::Problem;

/// For the routes of the document.
pub(crate) async fn apply(
    State(known): State<Arc<KnownQueries>>,
    request: Request,
    next: Next,
) -> Response {
    match check(&known, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Headers that are no lists and that something is decided by.
const SINGLE: [HeaderName; 4] = [
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::ORIGIN,
    HeaderName::from_static("idempotency-key"),
];

fn check(known: &KnownQueries, request: &Request) -> Result<(), Problem> {
    for name in SINGLE {
        if request.headers().get_all(&name).iter().nth(1).is_some() {
            return Err(Problem::invalid(name.as_str(), "is given more than once"));
        }
    }
    let is_conditional = [
        header::IF_MATCH,
        header::IF_UNMODIFIED_SINCE,
        header::IF_NONE_MATCH,
    ]
    .iter()
    .any(|name| request.headers().contains_key(name));
    if is_conditional && !request.method().is_safe() {
        return Err(Problem::precondition_failed());
    }
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return Ok(());
    };
    let method = match *request.method() {
        Method::HEAD => Method::GET,
        ref other => other.clone(),
    };
    let Some(names) = known.get(&(method, path.as_str().to_owned())) else {
        return Ok(());
    };
    let query = request.uri().query().unwrap_or_default();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let name = part.split('=').next().unwrap_or_default();
        if !names.iter().any(|known| known == name) {
            let known = match names.as_slice() {
                [] => "takes no query parameters".to_owned(),
                names => format!("takes these query parameters only: {}", names.join(", ")),
            };
            return Err(Problem::invalid("the operation", known));
        }
    }
    Ok(())
}
