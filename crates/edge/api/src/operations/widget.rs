//! What the widget asks for: its site, a session, the visitor's thread, rating and ending.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use skein_desk::model::{ClueDraft, Rating};
use skein_foundation::{ConsultationId, Uid, UserKey};
use skein_identity::model::{AllowedOrigins, Locale, Origin, Site, SiteKey};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{OpenVisitorSession, VisitorError};
use skein_protocol::wire::ErrorCode;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::users::end_sessions;
use super::{At, Body};
use crate::credentials::UserCredential;
use crate::entity_tag::{entity_tag, is_held};
use crate::own_origin::{is_own, origin};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    AccentText, ClueBody, ConsultationBody, ConsultationIdText, ConversationIdText,
    IdentityModeName, RatingRequest, SiteKeyText, TextBody, UidText,
};
use crate::state::Api;

pub(super) fn public_routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(config))
        .routes(routes!(open_session))
}

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(thread))
        .routes(routes!(rate))
        .routes(routes!(resolve))
}

/// How a site looks and whom it admits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SiteConfig {
    #[schema(value_type = SiteKeyText)]
    site_key: String,
    name: String,
    identity_mode: IdentityModeName,
    #[schema(value_type = AccentText)]
    accent: String,
    greeting: TextBody,
    title: TextBody,
}

async fn find_site(api: &Api, key: &str) -> Result<Site, Problem> {
    let key = SiteKey::parse(key).map_err(|_| Problem::not_found("site"))?;
    api.identity
        .find_site(&key)
        .await?
        .ok_or_else(|| Problem::not_found("site"))
}

/// A page that may not show the chat learns it before it shows a button that would never work.
fn is_shown_to(site: &Site, headers: &HeaderMap, public_url: &str) -> bool {
    !headers.contains_key(header::ORIGIN)
        || site.allows(speaking_origin(site, headers, public_url).as_ref())
}

/// How the site looks. Public, and refused to pages on origins that the site does not allow.
#[utoipa::path(
    operation_id = "get_site_config", get, path = "/v1/widget/sites/{siteKey}/config", tag = "widget", params(("siteKey" = SiteKeyText, Path)),
    responses(
        (status = 200, body = SiteConfig), (status = 304),
        (status = 403, description = "The origin is not one of the site's.")
    )
)]
async fn config(
    State(api): State<Api>,
    At(key): At<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = find_site(&api, &key).await?;
    if !is_shown_to(&site, &headers, &api.public_url) {
        return Err(VisitorError::OriginNotAllowed.into());
    }
    let body = serde_json::to_vec(&SiteConfig {
        site_key: site.key.to_string(),
        name: site.name.to_string(),
        identity_mode: site.identity_mode.into(),
        accent: site.accent.as_str().to_owned(),
        greeting: (&site.greeting).into(),
        title: (&site.title).into(),
    })
    .map_err(|error| Problem::internal(&error))?;
    let tag = entity_tag(&Sha256::digest(&body).into());
    let mut answer = HeaderMap::new();
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    answer.insert(header::VARY, HeaderValue::from_static("origin"));
    answer.insert(header::ETAG, tag.clone());
    if is_held(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Ok((answer, body).into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SessionRequest {
    /// From an earlier answer: brings the same anonymous visitor back.
    visitor_token: Option<String>,
    /// JWT by the business: who the visitor is.
    /// With a visitor token beside it, everything that this anonymous visitor and the desk said goes along into the customer's
    /// own thread, and the visitor token ends.
    identity_token: Option<String>,
    locale: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitorSessionBody {
    /// User token with which the widget connects.
    token: String,
    expires_at_ms: i64,
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    verified: bool,
    /// For the next visit; null for a verified visitor.
    visitor_token: Option<String>,
}

/// The frame is served by this server and shown on the site's origins only, so it speaks for one of them.
fn speaking_origin(site: &Site, headers: &HeaderMap, public_url: &str) -> Option<Origin> {
    let origin = origin(headers)?.ok()?;
    match &site.allowed_origins {
        AllowedOrigins::Only(list) if is_own(&origin, headers, public_url) => list.first().cloned(),
        _ => Some(origin),
    }
}

/// A session for a visitor of the site. Public, to the site's origins.
#[utoipa::path(
    operation_id = "open_visitor_session", post, path = "/v1/widget/sites/{siteKey}/sessions", tag = "widget",
    params(("siteKey" = SiteKeyText, Path)), request_body = SessionRequest,
    responses(
        (status = 200, body = VisitorSessionBody),
        (status = 401, description = "The identity token is missing where it is needed, or does not hold."),
        (status = 403, description = "The origin is not one of the site's, or this visitor may not."), (status = 429)
    )
)]
async fn open_session(
    State(api): State<Api>,
    Extension(ConnectInfo(address)): Extension<ConnectInfo<SocketAddr>>,
    At(key): At<String>,
    headers: HeaderMap,
    Body(request): Body<SessionRequest>,
) -> Result<Json<VisitorSessionBody>, Problem> {
    let site = find_site(&api, &key).await?;
    let origin = speaking_origin(&site, &headers, &api.public_url);
    // A language that can't be read is no reason to turn somebody away.
    let locale = request
        .locale
        .as_deref()
        .and_then(|text| Locale::parse(text).ok());
    let arrival = api
        .identity
        .recognise_visitor(OpenVisitorSession {
            site_key: &site.key,
            origin: origin.as_ref(),
            address: address.ip(),
            visitor_token: request.visitor_token.as_deref(),
            identity_token: request.identity_token.as_deref(),
            locale: locale.as_ref(),
        })
        .await?;
    let now_ms = api.clock.now_ms();
    // Who can prove who they are is charged to themselves; only what will cost a row is charged to the address.
    match arrival.person() {
        Some(person) => api.visitor_session_limiter.take(person.clone(), now_ms),
        None => api.visitor_limiter.take(address.ip().into(), now_ms),
    }
    .map_err(Problem::rate_limited)?;
    let session = api.identity.admit_visitor(arrival).await?;
    if let Some(visitor) = &session.previous {
        bring_along(&api, visitor, &session.user.key.uid).await?;
    }
    Ok(Json(VisitorSessionBody {
        token: session.token.token.expose().to_owned(),
        expires_at_ms: session.token.expires_at_ms,
        uid: session.user.key.uid.to_string(),
        name: session.user.name.to_string(),
        verified: session.user.verified,
        visitor_token: session.visitor_token.map(|token| token.expose().to_owned()),
    }))
}

/// What there is of the visitor who this customer was goes along, and the visitor's tokens end: what was theirs is the
/// customer's now. What fails after the sign-in was written down is done by who follows the changes.
async fn bring_along(api: &Api, visitor: &UserKey, customer: &Uid) -> Result<(), Problem> {
    let app = &visitor.app;
    api.desk.bring_along(app, &visitor.uid, customer).await?;
    match api.identity.revoke_tokens(visitor).await {
        Ok(_) => end_sessions(api, visitor).await,
        Err(error) => tracing::warn!(app.id = %app, error = ?error,
            "the tokens of a visitor who signed in could not be ended now"),
    }
    Ok(())
}

impl From<VisitorError> for Problem {
    fn from(error: VisitorError) -> Self {
        let text = error.to_string();
        match error {
            VisitorError::UnknownSite => Self::not_found("site"),
            VisitorError::OriginNotAllowed
            | VisitorError::NotACustomer
            | VisitorError::IdentityNotAccepted
            | VisitorError::Disabled
            | VisitorError::Blocked => Self::new(ErrorCode::Forbidden, text),
            VisitorError::IdentityRefused(refusal) => Self::token("identity token", refusal),
            VisitorError::IdentityRequired | VisitorError::BadClaim(_) => {
                Self::new(ErrorCode::Unauthenticated, text)
            }
            VisitorError::Store(error) => error.into(),
        }
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThreadRequest {
    clue: Option<ClueBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ThreadBody {
    #[schema(value_type = ConversationIdText)]
    conversation_id: String,
    last_seq: u64,
    /// The latest consultation, resolved or not; null before the first question.
    consultation: Option<ConsultationBody>,
}

/// The visitor who may do this, and not too often.
fn writer(api: &Api, user: UserCredential, action: Action) -> Result<UserKey, Problem> {
    let user = user.may(action)?.user;
    api.visitor_write_limiter
        .take(user.clone(), api.clock.now_ms())
        .map_err(Problem::rate_limited)?;
    Ok(user)
}

/// Finds or makes the visitor's thread, and remembers where the visitor came from for the next consultation.
#[utoipa::path(
    operation_id = "open_thread", post, path = "/v1/widget/thread", tag = "widget", security(("userToken" = [])),
    request_body = ThreadRequest,
    responses((status = 200, body = ThreadBody), (status = 429))
)]
async fn thread(
    State(api): State<Api>,
    user: UserCredential,
    Body(request): Body<ThreadRequest>,
) -> Result<Json<ThreadBody>, Problem> {
    let UserKey { app, uid } = writer(&api, user, Action::OpenOwnThread)?;
    let clue = request
        .clue
        .map(|clue| ClueDraft::from(clue).parse())
        .transpose();
    let clue = clue
        .map_err(|invalid| Problem::invalid(invalid.field, invalid.problem))?
        .flatten();
    let (conversation, consultation) = api
        .desk
        .thread_for_customer(&app, &uid, clue.as_ref())
        .await?;
    let last_seq = api.messaging.log().last_seq(conversation.id).await?;
    Ok(Json(ThreadBody {
        conversation_id: conversation.id.to_string(),
        last_seq: last_seq.0,
        consultation: consultation.as_ref().map(ConsultationBody::from),
    }))
}

/// Rates the visitor's own consultation, once, after somebody served it.
#[utoipa::path(
    operation_id = "rate_consultation", post, path = "/v1/widget/consultations/{id}/rating", tag = "widget", security(("userToken" = [])),
    params(("id" = ConsultationIdText, Path)), request_body = RatingRequest,
    responses((status = 200, body = ConsultationBody), (status = 409, description = "It can't be rated now, or was."), (status = 429))
)]
async fn rate(
    State(api): State<Api>,
    user: UserCredential,
    At(id): At<String>,
    Body(request): Body<RatingRequest>,
) -> Result<Json<ConsultationBody>, Problem> {
    let UserKey { app, uid } = writer(&api, user, Action::CloseOwnConsultation)?;
    let id = parse_id("id", &id, ConsultationId::parse)?;
    let now_ms = api.clock.now_ms();
    let rating = Rating::parse(
        request.score,
        request.tags,
        request.comment.as_deref(),
        now_ms,
    )
    .map_err(|invalid| Problem::invalid(invalid.field, invalid.problem))?;
    Ok(Json((&api.desk.rate(&app, &uid, id, rating).await?).into()))
}

/// Ends the visitor's own consultation.
#[utoipa::path(
    operation_id = "resolve_as_customer", post, path = "/v1/widget/consultations/{id}/resolve", tag = "widget", security(("userToken" = [])),
    params(("id" = ConsultationIdText, Path)),
    responses((status = 200, body = ConsultationBody), (status = 409, description = "It is resolved already."), (status = 429))
)]
async fn resolve(
    State(api): State<Api>,
    user: UserCredential,
    At(id): At<String>,
) -> Result<Json<ConsultationBody>, Problem> {
    let UserKey { app, uid } = writer(&api, user, Action::CloseOwnConsultation)?;
    let id = parse_id("id", &id, ConsultationId::parse)?;
    Ok(Json(
        (&api.desk.resolve_by_customer(&app, &uid, id).await?).into(),
    ))
}
