//! Users of the app and their tokens.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use skein_foundation::{Uid, UserKey};
use skein_identity::model::{SignInId, Traits, UserKind, UserPatch};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{IssueError, UpsertUser, UserError};
use skein_messaging::model::Push;
use skein_messaging::ports::Audience;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, checked_limit};
use crate::problem::{Problem, parse_id};
use crate::shape::{NewUser, TokenBody, TokenRequest, UidText, UserBody, UserChange, UserKindName};
use crate::state::Api;

const DEFAULT_TOKEN_TTL_S: u32 = 3_600;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get_one, update))
        .routes(routes!(issue_token, revoke_tokens))
}

impl From<UserError> for Problem {
    fn from(error: UserError) -> Self {
        match error {
            UserError::Unknown | UserError::UnknownApp => Self::not_found("user"),
            UserError::KindDiffers => Self::conflict(error.to_string()),
            UserError::RoleNotOfKind => Self::invalid("role", "is not one of this kind of user"),
            UserError::ReservedUid => Self::invalid("uid", "begins with v_, which is for visitors"),
            UserError::Store(error) => error.into(),
        }
    }
}

/// Makes a user, or changes the one that is there.
#[utoipa::path(
    operation_id = "create_user", post, path = "/v1/users", tag = "users", security(("appKey" = []), ("userToken" = [])),
    request_body = NewUser,
    responses((status = 200, body = UserBody), (status = 409, description = "The uid is of another kind, which never changes."))
)]
async fn create(
    State(api): State<Api>,
    caller: AnyCredential,
    Body(new): Body<NewUser>,
) -> Result<Json<UserBody>, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    let traits = new.traits.map(Traits::parse).transpose();
    let user = UpsertUser {
        key: UserKey::new(caller.app().clone(), new.uid.0),
        kind: new.kind.into(),
        role: None,
        name: new.name.0,
        traits: traits.map_err(|error| Problem::invalid("traits:", error))?,
    };
    Ok(Json((&api.identity.upsert_user(user).await?).into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// All when left out.
    kind: Option<UserKindName>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Users by uid.
#[utoipa::path(
    operation_id = "list_users", get, path = "/v1/users", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(ListQuery),
    responses((status = 200, body = PageBody<UserBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<PageBody<UserBody>>, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    let limit = checked_limit(query.limit)?;
    let kind = query.kind.map(UserKind::from);
    let after = query
        .cursor
        .as_deref()
        .map(|text| parse_id("cursor", text, Uid::parse))
        .transpose()?;
    let users = api
        .identity
        .list_users(caller.app(), kind, after.as_ref(), limit + 1)
        .await?;
    let page = skein_desk::model::Page::cut(users, limit, |user| user.key.uid.to_string());
    Ok(Json(PageBody::of(page, |item| UserBody::from(item))))
}

fn key(caller: &AnyCredential, uid: &str) -> Result<UserKey, Problem> {
    Ok(UserKey::new(
        caller.app().clone(),
        parse_id("uid", uid, Uid::parse)?,
    ))
}

/// One user.
#[utoipa::path(
    operation_id = "get_user", get, path = "/v1/users/{uid}", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 200, body = UserBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<Json<UserBody>, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    Ok(Json(
        (&api.identity.get_user(&key(&caller, &uid)?).await?).into(),
    ))
}

/// Changes a user; what is left out stays. Disabling ends the user's sessions; what a disabled agent serves goes back
/// to its place in the queue.
#[utoipa::path(
    operation_id = "update_user", patch, path = "/v1/users/{uid}", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)), request_body = UserChange,
    responses((status = 200, body = UserBody))
)]
async fn update(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
    Body(change): Body<UserChange>,
) -> Result<Json<UserBody>, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    let key = key(&caller, &uid)?;
    let traits = change.traits.or_absent(BTreeMap::new());
    let traits = traits.map(Traits::parse).transpose();
    let patch = UserPatch {
        name: change.name.0.map(|name| name.0),
        traits: traits.map_err(|error| Problem::invalid("traits:", error))?,
        disabled: change.disabled.0,
        ..UserPatch::default()
    };
    if patch.disabled == Some(true) {
        // Before, in the caller's name: what can't be released now leaves the user as it is. What is assigned in between
        // is released by who follows the changes.
        api.identity.get_user(&key).await?;
        api.desk
            .release_agent(&key.app, &key.uid, &caller.actor())
            .await?;
    }
    let user = api.identity.patch_user(&key, &patch).await?;
    if user.disabled {
        end_sessions(&api, &key).await;
    }
    Ok(Json((&user).into()))
}

/// Ends live connections of the user, all of them.
pub(super) async fn end_sessions(api: &Api, key: &UserKey) {
    end_connections(api, key, None).await;
}

/// Ends live connections of the user: those that were opened from one sign-in session, or all.
pub(super) async fn end_connections(api: &Api, key: &UserKey, sign_in: Option<SignInId>) {
    let audience = Audience::one(key.app.clone(), key.uid.clone());
    api.router.route(audience, Push::Revoked { sign_in }).await;
}

/// A token with which the user's clients connect.
#[utoipa::path(
    operation_id = "issue_token", post, path = "/v1/users/{uid}/tokens", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)), request_body = TokenRequest,
    responses((status = 200, body = TokenBody), (status = 409, description = "The user is disabled."))
)]
async fn issue_token(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
    Body(request): Body<TokenRequest>,
) -> Result<Json<TokenBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let ttl_s = request.ttl_s.unwrap_or(DEFAULT_TOKEN_TTL_S);
    let issued = api
        .identity
        .issue_user_token(&key(&caller, &uid)?, ttl_s)
        .await
        .map_err(|error| match error {
            IssueError::UnknownUser => Problem::not_found("user"),
            IssueError::Disabled => Problem::conflict("the user is disabled"),
            IssueError::BadTtl => Problem::invalid("ttlS", "is not 60 to 86400"),
            IssueError::Store(error) => error.into(),
        })?;
    Ok(Json(TokenBody {
        token: issued.token.expose().to_owned(),
        expires_at_ms: issued.expires_at_ms,
    }))
}

/// Withdraws every token of the user; live sessions end.
#[utoipa::path(
    operation_id = "revoke_tokens", delete, path = "/v1/users/{uid}/tokens", tag = "users",
    security(("appKey" = []), ("userToken" = [])), params(("uid" = UidText, Path)),
    responses((status = 204))
)]
async fn revoke_tokens(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::RevokeUserTokens)?;
    let key = key(&caller, &uid)?;
    if !api.identity.revoke_tokens(&key).await? {
        return Err(Problem::not_found("user"));
    }
    end_sessions(&api, &key).await;
    Ok(StatusCode::NO_CONTENT)
}
