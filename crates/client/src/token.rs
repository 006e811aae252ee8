//! Where tokens come from: usually the business's own server, asked again when one has expired.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A token could not be got; the client waits and asks again.
#[derive(Debug, thiserror::Error)]
#[error("no token: {0}")]
pub struct TokenError(#[source] pub Box<dyn Error + Send + Sync>);

/// A token that is being fetched.
pub type TokenFuture = Pin<Box<dyn Future<Output = Result<String, TokenError>> + Send>>;

/// Hands out user tokens. Implemented for closures that return a [`TokenFuture`].
pub trait TokenProvider: Send + Sync + 'static {
    /// A token for the next connection. `is_refused` when the server did not accept the last one: a cached token must
    /// not be given again.
    fn token(&self, is_refused: bool) -> TokenFuture;
}

impl<F> TokenProvider for F
where
    F: Fn(bool) -> TokenFuture + Send + Sync + 'static,
{
    fn token(&self, is_refused: bool) -> TokenFuture {
        self(is_refused)
    }
}

/// Always the same token: for tools and tests. When the server refuses it, the client ends.
#[derive(Clone)]
pub struct StaticToken(Arc<str>);

impl StaticToken {
    pub fn new(token: &str) -> Self {
        Self(token.into())
    }
}

impl std::fmt::Debug for StaticToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("StaticToken(..)")
    }
}

impl TokenProvider for StaticToken {
    fn token(&self, _is_refused: bool) -> TokenFuture {
        let token = self.0.to_string();
        Box::pin(async move { Ok(token) })
    }
}
