//! Which page a request comes from: one of this server's own, or a stranger's.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use skein_foundation::IdError;
use skein_identity::model::Origin;

use crate::problem::Problem;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the browser says about the page; `None` for who is no browser.
pub(crate) fn origin(headers: &HeaderMap) -> Option<Result<Origin, IdError>> {
    let value = headers.get(header::ORIGIN)?;
    Some(
        value
            .to_str()
            .map_err(|_| IdError::BadCharacter)
            .and_then(Origin::parse),
    )
}

/// Whether the origin is this server as browsers reach it: by its public address, or by the one that was asked.
pub(crate) fn is_own(origin: &Origin, headers: &HeaderMap, public_url: &str) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    Origin::parse(public_url).is_ok_and(|own| own == *origin)
        || host.is_some_and(|host| {
            // Whatever the scheme: a proxy may have terminated TLS.
            ["http", "https"].into_iter().any(|scheme| {
                Origin::parse(&format!("{scheme}://{host}")).is_ok_and(|own| own == *origin)
            })
        })
}

/// Refuses what a stranger's page made the browser send: a browser adds its cookies to that. Who is no browser sends neither
/// header, and has no cookie that it did not choose to send.
pub(crate) fn check_own_page(headers: &HeaderMap, public_url: &str) -> Result<(), Problem> {
    let is_stranger = match origin(headers) {
        None => false,
        Some(Ok(origin)) => !is_own(&origin, headers, public_url),
        Some(Err(_)) => true,
    };
    let same_origin = HeaderValue::from_static("same-origin");
    let came_across = headers
        .get(FETCH_SITE)
        .is_some_and(|site| *site != same_origin);
    if is_stranger || came_across {
        return Err(Problem::new(
            skein_protocol::wire::ErrorCode::Forbidden,
            "this is for pages of the console only",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&'static str, &str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                let value = HeaderValue::from_str(value).expect("a header value");
                (HeaderName::from_static(name), value)
            })
            .collect();
        check_own_page(&headers, "https://desk.example").is_ok()
    }

    #[test]
    fn only_own_pages_and_those_who_are_no_browser_are_let_through() {
        assert!(allowed(&[]));
        assert!(allowed(&[("origin", "https://desk.example")]));
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
        assert!(allowed(&[
            ("origin", "http://127.0.0.1:7711"),
            ("host", "127.0.0.1:7711"),
        ]));
        for stranger in [
            ("origin", "https://evil.example"),
            ("origin", "https://desk.example:8443"),
            ("origin", "null"),
            ("origin", ""),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "none"),
        ] {
            assert!(!allowed(&[stranger]), "{stranger:?}");
            assert!(
                !allowed(&[stranger, ("host", "desk.example")]),
                "{stranger:?}"
            );
        }
    }
}
