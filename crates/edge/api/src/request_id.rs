//! Every answer names its request; errors and log lines carry the same id, and each answer has a line and its figures.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode};
use skein_foundation::clock::Stopwatch;
use tracing::Instrument as _;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that this task answers.
pub(crate) fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// The same request, answered by another task.
pub(crate) fn carry<F: Future>(answering: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(current().unwrap_or_default(), answering.in_current_span())
}

pub(crate) async fn apply(request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let asked = Asked::of(&request);
    // Of the highest level, so that the id is there whatever the level of the log is.
    let span = tracing::error_span!("api.answer", request.id = %id, http.method = asked.method);
    let mut answer = CURRENT
        .scope(id.clone(), next.run(request).instrument(span.clone()))
        .await;
    span.in_scope(|| asked.note(&mut answer));
    let value = HeaderValue::from_str(&id).expect("hexadecimal is a header value");
    answer.headers_mut().insert(HEADER, value);
    answer
}

/// Travels with a refusal to the place where it is logged, and never to the client.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    /// What failed, where that is not said to the client.
    pub(crate) cause: Option<String>,
    /// What is wrong with the token that was shown.
    pub(crate) reason: Option<&'static str>,
}

/// What was asked for, in words of which there are few: an address may hold what nobody else should read.
struct Asked {
    method: &'static str,
    route: String,
    watch: Stopwatch,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
        let method = methods
            .into_iter()
            .find(|name| *name == request.method().as_str());
        let route = request.extensions().get::<MatchedPath>();
        Self {
            method: method.unwrap_or("other"),
            route: route.map_or("unknown", MatchedPath::as_str).to_owned(),
            watch: Stopwatch::start(),
        }
    }

    /// One line for each answer, and its figures.
    fn note(self, answer: &mut Response) {
        let took = self.watch.elapsed();
        let status = answer.status();
        let refusal = answer.extensions_mut().remove::<Refusal>();
        let code = refusal.as_ref().map(|refusal| refusal.code);
        let cause = refusal
            .as_ref()
            .and_then(|refusal| refusal.cause.as_deref());
        let reason = refusal.as_ref().and_then(|refusal| refusal.reason);
        let (route, took_ms) = (self.route.as_str(), took.as_secs_f64() * 1_000.0);
        let number = status.as_u16();
        // The level of a line is fixed where it is written; what is absent is left out.
        macro_rules! say {
            ($level:ident, $what:literal) => {
                tracing::$level!(
                    http.route = route,
                    http.status = number,
                    code,
                    cause,
                    reason,
                    took_ms,
                    $what
                )
            };
        }
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            say!(error, "a request failed");
        } else if status.is_server_error() {
            say!(warn, "a request failed");
        } else if status.is_client_error() {
            say!(info, "a request was refused");
        } else {
            say!(debug, "a request was answered");
        }
        metrics::counter!(
            "skein_api_requests_total",
            "method" => self.method,
            "route" => self.route.clone(),
            "status" => number.to_string(),
        )
        .increment(1);
        metrics::histogram!(
            "skein_api_request_seconds",
            "method" => self.method,
            "route" => self.route,
        )
        .record(took.as_secs_f64());
    }
}
