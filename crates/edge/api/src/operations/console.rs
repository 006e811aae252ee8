//! Signing in to the console.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::{Extension, Json};
use http::StatusCode;
use secrecy::SecretString;
use skein_desk::service::DeskError;
use skein_foundation::{AppId, Uid};
use skein_identity::model::{AppSummary, NewPassword, User};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{SignIn, SignInError, SignedIn, TokenError};
use skein_protocol::wire::ErrorCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Body;
use super::users::{end_sessions, parse_name};
use crate::credentials::UserCredential;
use crate::problem::{Problem, ProblemBody};
use crate::shape::{
    LoginRequest, MeBody, SessionBody, SetupInspectBody, SetupInspectRequest, SetupRequest,
};
use crate::state::Api;

pub(super) fn public_routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(inspect_setup))
        .routes(routes!(set_up))
        .routes(routes!(log_in))
}

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(refresh))
        .routes(routes!(log_out))
        .routes(routes!(me))
}

async fn who(api: &Api, app: &AppSummary, user: &User) -> Result<MeBody, Problem> {
    let agent = match api.desk.get_agent(&user.key.app, &user.key.uid).await {
        Ok(view) => Some(view),
        Err(DeskError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(MeBody::new(app, user, agent.as_ref()))
}

async fn session(api: &Api, signed_in: SignedIn) -> Result<Json<SessionBody>, Problem> {
    Ok(Json(SessionBody {
        token: signed_in.token.token.expose().to_owned(),
        expires_at_ms: signed_in.token.expires_at_ms,
        me: who(api, &signed_in.app, &signed_in.user).await?,
    }))
}

/// For whom a set-up code is. Public: the code is the proof.
#[utoipa::path(
    operation_id = "inspect_setup", post, path = "/v1/console/setup/inspect", tag = "console", request_body = SetupInspectRequest,
    responses((status = 200, body = SetupInspectBody), (status = "4XX", body = ProblemBody))
)]
async fn inspect_setup(
    State(api): State<Api>,
    Extension(ConnectInfo(address)): Extension<ConnectInfo<SocketAddr>>,
    Body(request): Body<SetupInspectRequest>,
) -> Result<Json<SetupInspectBody>, Problem> {
    api.setup_limiter
        .take(address.ip().into(), api.clock.now_ms())
        .map_err(Problem::rate_limited)?;
    let invitation = api.identity.inspect_setup_code(&request.code).await?;
    Ok(Json(SetupInspectBody {
        uid: invitation.user.key.uid.to_string(),
        name: invitation.user.name.to_string(),
        app_id: invitation.app.id.to_string(),
        app_name: invitation.app.name.to_string(),
        role: invitation.user.role.name(),
    }))
}

/// Chooses a password with a set-up code, which works once. Public: the code is the proof.
#[utoipa::path(
    operation_id = "set_up", post, path = "/v1/console/setup", tag = "console", request_body = SetupRequest,
    responses((status = 200, body = SessionBody), (status = "4XX", body = ProblemBody))
)]
async fn set_up(
    State(api): State<Api>,
    Body(request): Body<SetupRequest>,
) -> Result<Json<SessionBody>, Problem> {
    let name = request.name.as_deref().map(parse_name).transpose()?;
    let password = NewPassword::parse(&request.password)
        .map_err(|error| Problem::new(ErrorCode::Invalid, error.to_string()))?;
    let signed_in = api
        .identity
        .redeem_setup_code(&request.code, name.as_ref(), &password)
        .await?;
    // Whoever is connected proved it by what no longer holds.
    end_sessions(&api, &signed_in.user.key).await;
    session(&api, signed_in).await
}

/// Signs in with a password. A wrong user and a wrong password look the same. Public, limited per address and user.
#[utoipa::path(
    operation_id = "log_in", post, path = "/v1/console/login", tag = "console", request_body = LoginRequest,
    responses((status = 200, body = SessionBody), (status = "4XX", body = ProblemBody))
)]
async fn log_in(
    State(api): State<Api>,
    Extension(ConnectInfo(address)): Extension<ConnectInfo<SocketAddr>>,
    Body(request): Body<LoginRequest>,
) -> Result<Json<SessionBody>, Problem> {
    let wrong = || {
        Problem::new(
            ErrorCode::Unauthenticated,
            "the user or the password is wrong",
        )
    };
    let app = match request.app_id.as_deref().filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(AppId::parse(id).map_err(|_| wrong())?),
    };
    let attempt = SignIn {
        app,
        uid: Uid::parse(&request.uid).map_err(|_| wrong())?,
        password: SecretString::from(request.password),
        address: address.ip(),
    };
    let signed_in = api
        .identity
        .sign_in(attempt)
        .await
        .map_err(|error| match error {
            SignInError::WrongCredentials => wrong(),
            SignInError::Disabled => Problem::new(ErrorCode::Forbidden, "the user is disabled"),
            SignInError::AppRequired => {
                Problem::invalid("appId", "is needed: there are several apps")
            }
            SignInError::Limited { retry_after_ms } => {
                Problem::rate_limited(u32::try_from(retry_after_ms / 1_000 + 1).unwrap_or(60))
            }
            SignInError::Busy => Problem::rate_limited(2),
            SignInError::Store(error) => error.into(),
        })?;
    session(&api, signed_in).await
}

/// A new token before the present one ends.
#[utoipa::path(
    operation_id = "refresh_session", post, path = "/v1/console/refresh", tag = "console", security(("userToken" = [])),
    responses((status = 200, body = SessionBody), (status = "4XX", body = ProblemBody))
)]
async fn refresh(
    State(api): State<Api>,
    user: UserCredential,
) -> Result<Json<SessionBody>, Problem> {
    let principal = user.may(Action::UseOwnSession)?;
    if !principal.kind.signs_in() {
        // Customers renew through their site, where the business decides anew who they are.
        return Err(Problem::forbidden());
    }
    let signed_in =
        api.identity
            .refresh_session(&principal)
            .await
            .map_err(|error| match error {
                TokenError::Store(error) => error.into(),
                _ => Problem::unauthenticated(),
            })?;
    session(&api, signed_in).await
}

/// Ends all tokens and sessions of the user.
#[utoipa::path(
    operation_id = "log_out", post, path = "/v1/console/logout", tag = "console", security(("userToken" = [])),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
async fn log_out(State(api): State<Api>, user: UserCredential) -> Result<StatusCode, Problem> {
    let principal = user.may(Action::UseOwnSession)?;
    api.identity.revoke_tokens(&principal.user).await?;
    end_sessions(&api, &principal.user).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[utoipa::path(
    operation_id = "get_me", get, path = "/v1/console/me", tag = "console", security(("userToken" = [])),
    responses((status = 200, body = MeBody), (status = "4XX", body = ProblemBody))
)]
async fn me(State(api): State<Api>, user: UserCredential) -> Result<Json<MeBody>, Problem> {
    let principal = user.may(Action::UseOwnSession)?;
    let user = api.identity.get_user(&principal.user).await?;
    let app = api
        .identity
        .find_app(&principal.user.app)
        .await?
        .ok_or_else(|| Problem::not_found("app"))?;
    Ok(Json(who(&api, &app.summary(), &user).await?))
}
