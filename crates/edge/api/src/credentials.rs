//! Who asks, and may they: extractors that name the credential an operation takes. An operation without one of them
//! is public, and says so.

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use skein_desk::model::Actor as DeskActor;
use skein_foundation::{AppId, Uid};
use skein_identity::model::{AppPrincipal, Principal, Role};
use skein_identity::rules::permissions::{Action, Actor, is_allowed};
use skein_identity::service::{AppKeyError, TokenError};
use skein_protocol::wire::ErrorCode;

use crate::problem::Problem;
use crate::state::Api;

const KEY_PREFIX: &str = "sk_";

/// A user with a valid token.
#[derive(Debug, Clone)]
pub(crate) struct UserCredential(pub(crate) Principal);

/// A business server with a valid app key, or an admin's user token where the table allows it.
#[derive(Debug, Clone)]
pub(crate) enum AnyCredential {
    Server(AppPrincipal),
    User(Principal),
}

/// The token of the one `Authorization` header. The name of the scheme is written as one likes (RFC 9110, 11.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return Err(Problem::unauthenticated());
    };
    value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim_matches(' '))
        .ok_or_else(Problem::unauthenticated)
}

/// Whose token this is.
pub(crate) async fn user(api: &Api, token: &str) -> Result<Principal, Problem> {
    api.identity
        .verify_user_token(token)
        .await
        .map_err(|error| match error {
            TokenError::Refused(refusal) => Problem::token("token", refusal),
            TokenError::Disabled => Problem::new(ErrorCode::Forbidden, "the user is disabled"),
            TokenError::Store(error) => error.into(),
        })
}

impl FromRequestParts<Api> for UserCredential {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        if let Some(AnyCredential::User(known)) = parts.extensions.get() {
            return Ok(Self(known.clone()));
        }
        Ok(Self(user(api, bearer(&parts.headers)?).await?))
    }
}

impl FromRequestParts<Api> for AnyCredential {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        // Looked at before the body was read.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let text = bearer(&parts.headers)?;
        if !text.starts_with(KEY_PREFIX) {
            return Ok(Self::User(user(api, text).await?));
        }
        match api.identity.authenticate_app_key(text).await {
            Ok(server) => Ok(Self::Server(server)),
            Err(AppKeyError::Store(error)) => Err(error.into()),
            Err(_) => Err(Problem::unauthenticated()),
        }
    }
}

impl UserCredential {
    /// The user, if the role may do this.
    pub(crate) fn may(self, action: Action) -> Result<Principal, Problem> {
        if is_allowed(Actor::User(self.0.role), action) {
            Ok(self.0)
        } else {
            Err(Problem::forbidden())
        }
    }
}

impl AnyCredential {
    pub(crate) fn may(self, action: Action) -> Result<Self, Problem> {
        let actor = match &self {
            Self::Server(_) => Actor::Server,
            Self::User(user) => Actor::User(user.role),
        };
        if is_allowed(actor, action) {
            Ok(self)
        } else {
            Err(Problem::forbidden())
        }
    }

    /// The app whose data this credential reaches.
    pub(crate) fn app(&self) -> &AppId {
        match self {
            Self::Server(server) => &server.app,
            Self::User(user) => &user.user.app,
        }
    }

    /// As the steps of consultations name it.
    pub(crate) fn actor(&self) -> DeskActor {
        match self {
            Self::Server(server) => DeskActor::App(server.key_id.as_str().to_owned()),
            Self::User(user) => DeskActor::Agent(user.user.uid.clone()),
        }
    }

    /// `None` for the business itself.
    pub(crate) fn role(&self) -> Option<Role> {
        match self {
            Self::Server(_) => None,
            Self::User(user) => Some(user.role),
        }
    }

    pub(crate) fn uid(&self) -> Option<&Uid> {
        match self {
            Self::Server(_) => None,
            Self::User(user) => Some(&user.user.uid),
        }
    }
}
