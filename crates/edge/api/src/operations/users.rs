//! Users of the app and their tokens.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use skein_desk::model::{AgentStatus, ConsultationState};
use skein_desk::service::DeskError;
use skein_foundation::{AppId, Uid, UserKey};
use skein_identity::model::{
    ChangesFrom, Deletion, SignInId, Traits, UserFilter, UserKind, UserPatch,
};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{IssueError, UpsertUser, UserError};
use skein_messaging::model::{MemberState, Push};
use skein_messaging::ports::Audience;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::checked_limit;
use crate::problem::{Problem, parse_id};
use crate::shape::{
    NewUser, TokenBody, TokenRequest, UidText, UserBody, UserChange, UserCursor, UserCursorText,
    UserKindName, UserPageBody,
};
use crate::state::Api;

const DEFAULT_TOKEN_TTL_S: u32 = 3_600;
const MAX_QUERY_CHARS: usize = 100;
const MAX_TIME_MS: i64 = (1 << 53) - 1;
/// Conversations of a deleted user that are read at one time.
const MAX_LEFT_AT_ONCE: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get_one, update, delete))
        .routes(routes!(issue_token, revoke_tokens))
}

impl From<UserError> for Problem {
    fn from(error: UserError) -> Self {
        match error {
            UserError::Unknown | UserError::UnknownApp => Self::not_found("user"),
            UserError::Deleted | UserError::KindDiffers => Self::conflict(error.to_string()),
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
    responses((status = 200, body = UserBody), (status = 409, description = "The uid is of another kind, which never changes, or of a user who was deleted."))
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// All when left out.
    kind: Option<UserKindName>,
    /// Stands in the uid or in the name, whatever the case of its ASCII letters.
    #[param(min_length = 1, max_length = 100)]
    query: Option<String>,
    /// Those who changed at this time or later (milliseconds since 1970), in the order of their changes and with those who
    /// were deleted. Go on with cursors, which are exact.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    updated_since: Option<i64>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` or `changesCursor` of an earlier answer. It goes on with the list that it is of.
    #[param(value_type = Option<UserCursorText>)]
    cursor: Option<UserCursor>,
}

/// Users by uid; with `updatedSince` those who changed, in the order of their changes. `changesCursor` of the last page is
/// where to go on later: nothing is left out, whatever the clocks do.
#[utoipa::path(
    operation_id = "list_users", get, path = "/v1/users", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(ListQuery),
    responses((status = 200, body = UserPageBody))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<UserPageBody>, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    let limit = checked_limit(query.limit)?;
    let length = query.query.as_ref().map(|text| text.chars().count());
    if length.is_some_and(|length| !(1..=MAX_QUERY_CHARS).contains(&length)) {
        return Err(Problem::invalid("query", "is not 1 to 100 characters"));
    }
    if query
        .updated_since
        .is_some_and(|time| !(0..=MAX_TIME_MS).contains(&time))
    {
        return Err(Problem::invalid("updatedSince", "is not a time"));
    }
    let filter = UserFilter {
        kind: query.kind.map(UserKind::from),
        text: query.query,
    };
    let app = caller.app();
    let page = match (query.cursor, query.updated_since) {
        (Some(UserCursor::After(number)), _) => {
            changes(&api, app, &filter, ChangesFrom::After(number), limit).await?
        }
        (None, Some(time_ms)) => {
            changes(&api, app, &filter, ChangesFrom::Time(time_ms), limit).await?
        }
        (cursor, _) => {
            let after = match cursor {
                Some(UserCursor::Uid(uid)) => Some(uid),
                _ => None,
            };
            let users = api
                .identity
                .list_users(app, &filter, after.as_ref(), limit + 1)
                .await?;
            UserPageBody::by_uid(users, limit)
        }
    };
    Ok(Json(page))
}

async fn changes(
    api: &Api,
    app: &AppId,
    filter: &UserFilter,
    from: ChangesFrom,
    limit: usize,
) -> Result<UserPageBody, Problem> {
    let found = api
        .identity
        .list_user_changes(app, filter, from, limit + 1)
        .await?;
    Ok(UserPageBody::by_change(found, limit))
}

/// Takes a user away for good. Name, traits, language, password and tokens are erased and connections end; what an agent
/// serves goes back to the queue, what a customer asks is resolved, and conversations go on without the user. What was said
/// stays, under a name that is nobody's. The uid is not used again. The same again answers the same.
#[utoipa::path(
    operation_id = "delete_user", delete, path = "/v1/users/{uid}", tag = "users", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 204), (status = 409, description = "It is the caller, or a consultation could not be ended now; try again."))
)]
async fn delete(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::ManageUsers)?;
    let key = key(&caller, &uid)?;
    if caller.uid() == Some(&key.uid) {
        return Err(Problem::conflict("nobody deletes the own user"));
    }
    if api.identity.delete_user(&key).await? == Deletion::Unknown {
        return Err(Problem::not_found("user"));
    }
    end_sessions(&api, &key).await;
    // All of it again when it was deleted before: the request that did it may have ended half way.
    api.desk
        .release_agent(&key.app, &key.uid, &caller.actor())
        .await?;
    resolve_open(&api, &caller, &key).await?;
    leave_all(&api, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Nobody answers a customer who is no more.
async fn resolve_open(api: &Api, caller: &AnyCredential, key: &UserKey) -> Result<(), Problem> {
    let actor = caller.actor();
    let latest = api
        .desk
        .consultations_of_customer(&key.app, &key.uid, 1)
        .await?;
    for view in latest {
        let facts = &view.consultation;
        if facts.state != ConsultationState::Resolved {
            api.desk
                .resolve_by_app(&key.app, actor.id().unwrap_or_default(), facts.id)
                .await?;
        }
    }
    Ok(())
}

async fn leave_all(api: &Api, key: &UserKey) -> Result<(), Problem> {
    let mut after = None;
    loop {
        let (views, next) = api
            .messaging
            .list_conversations(&key.app, &key.uid, after, MAX_LEFT_AT_ONCE)
            .await?;
        for view in &views {
            let (id, role) = (view.conversation.id, view.own.membership.role);
            api.messaging
                .set_member(&key.app, id, &key.uid, role, MemberState::Past)
                .await?;
        }
        after = next;
        if after.is_none() {
            return Ok(());
        }
    }
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

/// Who is signed out everywhere, or where they were at work, gets no customers; signing in again does not change that.
pub(super) async fn go_offline(api: &Api, user: &UserKey) -> Result<(), Problem> {
    let offline = AgentStatus::Offline;
    match api.desk.set_status(&user.app, &user.uid, offline).await {
        Ok(_) | Err(DeskError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
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
    go_offline(&api, &key).await?;
    if !api.identity.revoke_tokens(&key).await? {
        return Err(Problem::not_found("user"));
    }
    end_sessions(&api, &key).await;
    Ok(StatusCode::NO_CONTENT)
}
