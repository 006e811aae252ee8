//! Signing in to the console.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::SecretString;
use skein_desk::service::DeskError;
use skein_foundation::{AppId, Uid, UserKey};
use skein_identity::model::{AppSummary, NewPassword, SignInId, User};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{NotSignedIn, SetupError, SignIn, SignInError, SignedIn};
use skein_protocol::wire::ErrorCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Body;
use super::users::{end_connections, end_sessions, go_offline};
use crate::console_cookie;
use crate::credentials::{UserCredential, bearer, user};
use crate::own_origin::check_own_page;
use crate::problem::Problem;
use crate::shape::{
    LoginRequest, MeBody, SessionBody, SetupInspectBody, SetupInspectRequest, SetupRequest,
};
use crate::state::Api;

pub(super) fn public_routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(inspect_setup))
        .routes(routes!(set_up))
        .routes(routes!(log_in))
        .routes(routes!(refresh))
        .routes(routes!(log_out))
}

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(me))
}

async fn who(api: &Api, app: &AppSummary, user: &User) -> Result<MeBody, Problem> {
    let agent = match api.desk.get_agent(&user.key.app, &user.key.uid).await {
        Ok(view) => Some(view),
        Err(DeskError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(MeBody::new(app, user, agent.as_ref()))
}

async fn session(api: &Api, signed_in: SignedIn) -> Result<Response, Problem> {
    let body = SessionBody {
        token: signed_in.token.token.expose().to_owned(),
        expires_at_ms: signed_in.token.expires_at_ms,
        me: who(api, &signed_in.app, &signed_in.user).await?,
    };
    let mut answer = Json(body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(secret) = &signed_in.secret {
        let cookie = console_cookie::kept(secret, &api.public_url);
        headers.append(header::SET_COOKIE, cookie);
    }
    if let Some(browser) = &signed_in.browser {
        let cookie = console_cookie::known(browser, &api.public_url);
        headers.append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// Whoever was signed in with this browser is so no longer: there is one cookie.
async fn end_earlier(api: &Api, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(secret) = console_cookie::shown(headers) else {
        return Ok(());
    };
    if let Some(earlier) = api.identity.find_sign_in(secret.expose()).await? {
        end_sign_in(api, &earlier.user, earlier.id).await?;
    }
    Ok(())
}

async fn end_sign_in(api: &Api, user: &UserKey, sign_in: SignInId) -> Result<(), Problem> {
    api.identity.end_sign_in(&user.app, &sign_in).await?;
    end_connections(api, user, Some(sign_in)).await;
    Ok(())
}

/// For whom a set-up code is. Public: the code is the proof.
#[utoipa::path(
    operation_id = "inspect_setup", post, path = "/v1/console/setup/inspect", tag = "console", request_body = SetupInspectRequest,
    responses((status = 200, body = SetupInspectBody), (status = 404, description = "The code is not valid or was used."), (status = 429))
)]
async fn inspect_setup(
    State(api): State<Api>,
    Extension(ConnectInfo(address)): Extension<ConnectInfo<SocketAddr>>,
    Body(request): Body<SetupInspectRequest>,
) -> Result<Json<SetupInspectBody>, Problem> {
    let looked_at = api.identity.inspect_setup_code(&request.code).await;
    if matches!(looked_at, Err(SetupError::InvalidCode)) {
        // Who holds a code is not kept from it by others at the same address who guess.
        api.setup_limiter
            .take(address.ip().into(), api.clock.now_ms())
            .map_err(Problem::rate_limited)?;
    }
    let invitation = looked_at?;
    Ok(Json(SetupInspectBody {
        uid: invitation.user.key.uid.to_string(),
        name: invitation.user.name.to_string(),
        app_id: invitation.app.id.to_string(),
        app_name: invitation.app.name.to_string(),
        role: invitation.user.role.into(),
    }))
}

/// Chooses a password with a set-up code, which works once. Public: the code is the proof.
#[utoipa::path(
    operation_id = "set_up", post, path = "/v1/console/setup", tag = "console", request_body = SetupRequest,
    responses(
        (status = 200, body = SessionBody), (status = 404, description = "The code is not valid or was used."),
        (status = 403, description = "The page is not one of the console."),
        (status = 409, description = "The user is disabled or signs in nowhere."), (status = 429)
    )
)]
async fn set_up(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(request): Body<SetupRequest>,
) -> Result<Response, Problem> {
    check_own_page(&headers, &api.public_url)?;
    let name = request.name.map(|name| name.0);
    let password = NewPassword::parse(&request.password)
        .map_err(|error| Problem::new(ErrorCode::Invalid, error.to_string()))?;
    let signed_in = api
        .identity
        .redeem_setup_code(&request.code, name.as_ref(), &password)
        .await?;
    // Whoever is connected proved it by what no longer holds.
    end_sessions(&api, &signed_in.user.key).await;
    go_offline(&api, &signed_in.user.key).await?;
    end_earlier(&api, &headers).await?;
    session(&api, signed_in).await
}

/// Signs in with a password. A wrong user and a wrong password look the same. Public, limited per address and user.
#[utoipa::path(
    operation_id = "log_in", post, path = "/v1/console/login", tag = "console", request_body = LoginRequest,
    responses(
        (status = 200, body = SessionBody), (status = 401, description = "The user or the password is wrong."),
        (status = 403, description = "The user is disabled, or the page is not one of the console."), (status = 429)
    )
)]
async fn log_in(
    State(api): State<Api>,
    Extension(ConnectInfo(address)): Extension<ConnectInfo<SocketAddr>>,
    headers: HeaderMap,
    Body(request): Body<LoginRequest>,
) -> Result<Response, Problem> {
    check_own_page(&headers, &api.public_url)?;
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
        browser: console_cookie::known_browser(&headers),
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
    end_earlier(&api, &headers).await?;
    session(&api, signed_in).await
}

/// A token for a browser in which somebody is signed in, in any of its tabs, until it is signed out. Takes the cookie that
/// signing in has set, and no body. Who shows none, as everybody does at first, is told so. Answers to pages of the console
/// only.
#[utoipa::path(
    operation_id = "refresh_session", post, path = "/v1/console/refresh", tag = "console", security((), ("consoleSession" = [])),
    responses(
        (status = 200, body = SessionBody), (status = 204, description = "The browser shows no cookie: nobody is signed in with it."),
        (status = 401, description = "The session of the cookie has ended.")
    )
)]
async fn refresh(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Problem> {
    check_own_page(&headers, &api.public_url)?;
    let ended = || Problem::new(ErrorCode::Unauthenticated, NotSignedIn::Ended.to_string());
    let Some(secret) = console_cookie::shown(&headers) else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let signed_in = api
        .identity
        .refresh_session(secret.expose())
        .await
        .map_err(|error| match error {
            NotSignedIn::Ended => ended(),
            NotSignedIn::Store(error) => error.into(),
        })?;
    session(&api, signed_in).await
}

/// Signs out: ends the session of this browser with its tokens and connections, and takes an agent offline. By the cookie,
/// by a token of the session, or both; a token that is of no session ends all tokens and sessions of its user.
#[utoipa::path(
    operation_id = "log_out", post, path = "/v1/console/logout", tag = "console", security(("consoleSession" = []), ("userToken" = [])),
    responses((status = 204))
)]
async fn log_out(State(api): State<Api>, parts: Parts) -> Result<Response, Problem> {
    let headers = &parts.headers;
    let by_token = if headers.contains_key(header::AUTHORIZATION) {
        Some(user(&api, bearer(headers)?).await)
    } else {
        None
    };
    let by_cookie = match console_cookie::shown(headers) {
        Some(secret) => {
            check_own_page(headers, &api.public_url)?;
            api.identity.find_sign_in(secret.expose()).await?
        }
        None => None,
    };
    match (by_token, by_cookie) {
        // A token that has just run out is no reason to stay signed in.
        (None | Some(Err(_)), Some(session)) => {
            go_offline(&api, &session.user).await?;
            end_sign_in(&api, &session.user, session.id).await?;
        }
        (Some(Err(problem)), None) => return Err(problem),
        (None, None) => return Err(Problem::unauthenticated()),
        (Some(Ok(principal)), by_cookie) => {
            go_offline(&api, &principal.user).await?;
            if let Some(sign_in) = principal.sign_in {
                end_sign_in(&api, &principal.user, sign_in).await?;
            } else {
                api.identity.revoke_tokens(&principal.user).await?;
                end_sessions(&api, &principal.user).await;
            }
            // Of this browser, and of nobody else: it is about to be forgotten here.
            if let Some(session) = by_cookie {
                end_sign_in(&api, &session.user, session.id).await?;
            }
        }
    }
    let cookie = console_cookie::forgotten(&api.public_url);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Who is signed in.
#[utoipa::path(
    operation_id = "get_me", get, path = "/v1/console/me", tag = "console", security(("userToken" = [])),
    responses((status = 200, body = MeBody))
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
