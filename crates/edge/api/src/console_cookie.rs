//! The cookies of a browser in which somebody signed in to the console: one sign-in for all its tabs.
//!
//! The cookie of the session opens nothing by itself but `POST /v1/console/refresh`, which answers to pages of the console only; everything else asks
//! for the token that is given there. So no other operation has to fear what a stranger's page makes a browser send.
//!
//! A second one stays when somebody signs out, and is shown where passwords are: by it the browser is known, and who fails to
//! sign in elsewhere does not keep its user out.

use http::{HeaderMap, HeaderValue, header};
use skein_identity::model::SecretText;
use skein_identity::service::Identity;

const SESSION: &str = "skein_console";
const SESSION_PATH: &str = "/v1/console";
const BROWSER: &str = "skein_browser";
const BROWSER_PATH: &str = "/v1/console/login";

/// The secret that the browser shows, if it shows one.
pub(crate) fn shown(headers: &HeaderMap) -> Option<SecretText> {
    find(headers, SESSION)
}

/// What the browser was given when somebody signed in with it.
pub(crate) fn known_browser(headers: &HeaderMap) -> Option<SecretText> {
    find(headers, BROWSER)
}

fn find(headers: &HeaderMap, name: &str) -> Option<SecretText> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(given, value)| *given == name && !value.is_empty())
        .map(|(_, value)| SecretText::new(value.to_owned()))
}

/// Has the browser keep the secret of a session.
pub(crate) fn kept(secret: &SecretText, public_url: &str) -> HeaderValue {
    let secret = format!("{SESSION}={}; Path={SESSION_PATH}", secret.expose());
    set(&secret, Identity::SIGN_IN_LIFE_S, public_url)
}

/// Has the browser forget it.
pub(crate) fn forgotten(public_url: &str) -> HeaderValue {
    set(&format!("{SESSION}=; Path={SESSION_PATH}"), 0, public_url)
}

/// Has the browser keep by what it is known.
pub(crate) fn known(browser: &SecretText, public_url: &str) -> HeaderValue {
    let browser = format!("{BROWSER}={}; Path={BROWSER_PATH}", browser.expose());
    set(&browser, Identity::BROWSER_KNOWN_S, public_url)
}

fn set(cookie: &str, lives_s: i64, public_url: &str) -> HeaderValue {
    let secure = if public_url.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{cookie}; Max-Age={lives_s}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::from_str(&cookie).expect("secrets are URL-safe text");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let found = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::COOKIE, HeaderValue::from_static(value));
            }
            shown(&headers).map(|secret| secret.expose().to_owned())
        };
        assert_eq!(found(&[]), None);
        assert_eq!(found(&["a=b", "skein_console=; x=y"]), None);
        assert_eq!(found(&["skein_console_2=no; other"]), None);
        let one = Some("se-cret_1".to_owned());
        assert_eq!(found(&["a=b; skein_console=se-cret_1;c=d"]), one);
        assert_eq!(found(&["a=b", " skein_console=se-cret_1"]), one);
    }

    #[test]
    fn no_script_and_no_other_site_gets_at_it() {
        let secret = SecretText::new("s".to_owned());
        assert_eq!(
            kept(&secret, "https://desk.example"),
            "skein_console=s; Path=/v1/console; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            forgotten("http://127.0.0.1:7711"),
            "skein_console=; Path=/v1/console; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }
}
