//! REST as a test speaks it: JSON in, status and JSON out, no typed client in between that could hide a mistake.

mod facade;

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

pub use facade::Facade;

/// Longer than the longest long poll.
const TIMEOUT: Duration = Duration::from_secs(40);

/// A base URL and, if any, a credential.
#[derive(Debug, Clone)]
pub struct Rest {
    http: reqwest::Client,
    base: String,
    bearer: Option<String>,
}

/// What came back, whatever the status.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// The JSON body; a body that is not JSON as one string; null without a body.
    pub body: Value,
}

impl Rest {
    /// `base` is `http://host:port` without a slash at the end.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(TIMEOUT)
            .build()
            .expect("a client without TLS needs nothing from the machine");
        Self {
            http,
            base: base.to_owned(),
            bearer: None,
        }
    }

    /// The same server as somebody else: an app key, a user token or a poll key.
    #[must_use]
    pub fn with_bearer(&self, bearer: &str) -> Self {
        Self {
            bearer: Some(bearer.to_owned()),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Result<Reply> {
        exchange(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Reply> {
        exchange(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Result<Reply> {
        exchange(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Result<Reply> {
        exchange(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Result<Reply> {
        exchange(self.request(Method::DELETE, path)).await
    }

    /// A POST that may be repeated safely: the same key with the same body gets the first answer again.
    pub async fn post_idempotent(&self, path: &str, key: &str, body: &Value) -> Result<Reply> {
        exchange(
            self.request(Method::POST, path)
                .header("Idempotency-Key", key)
                .json(body),
        )
        .await
    }

    /// A request with the credential, for what the short forms do not cover (own headers, broken bodies).
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        }
    }
}

impl Reply {
    /// The body of a success; any other status is an error that shows the problem.
    pub fn success(self) -> Result<Value> {
        if (200..300).contains(&self.status) {
            Ok(self.body)
        } else {
            bail!("status {}: {}", self.status, self.body)
        }
    }

    /// `code` of a problem answer, for example `not_found`.
    pub fn problem_code(&self) -> Option<&str> {
        self.body.get("code")?.as_str()
    }
}

async fn exchange(request: RequestBuilder) -> Result<Reply> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.context("the body broke off")?;
    let body = match text.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    };
    Ok(Reply {
        status,
        headers,
        body,
    })
}

/// One segment of a path, percent-encoded: a `uid` may hold any character.
pub fn path_segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
