//! Who is in a conversation: listed for business servers, and changed in groups.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use skein_foundation::{AppId, ConversationId, Uid, UserKey};
use skein_identity::rules::permissions::Action;
use skein_messaging::model::{Conversation, ConversationKind, MemberRole, MemberState};
use skein_messaging::service::JoinError;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, checked_limit};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    ConversationIdText, HistoryFrom, MemberBody, MemberRequest, MemberStateName, UidText,
};
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get_one, add, remove))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MembersQuery {
    /// Those who take part when left out.
    #[param(inline)]
    state: Option<MemberStateName>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[param(inline)]
    cursor: Option<UidText>,
}

/// Members of a conversation, ascending by uid.
#[utoipa::path(
    operation_id = "list_members", get, path = "/v1/conversations/{id}/members", tag = "conversations", security(("appKey" = [])),
    params(("id" = ConversationIdText, Path), MembersQuery),
    responses((status = 200, body = PageBody<MemberBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
    Asked(query): Asked<MembersQuery>,
) -> Result<Json<PageBody<MemberBody>>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let id = parse_id("id", &id, ConversationId::parse)?;
    let state = query.state.map_or(MemberState::Active, Into::into);
    let limit = checked_limit(query.limit)?;
    let after = query.cursor.map(|uid| uid.0);
    let page = api
        .messaging
        .list_members(caller.app(), id, state, after.as_ref(), limit)
        .await?;
    Ok(Json(PageBody {
        items: page.members.iter().map(MemberBody::from).collect(),
        next_cursor: page.next.map(|uid| uid.to_string()),
    }))
}

/// One who takes part in a conversation, or did.
#[utoipa::path(
    operation_id = "get_member", get, path = "/v1/conversations/{id}/members/{uid}", tag = "conversations",
    security(("appKey" = [])), params(("id" = ConversationIdText, Path), ("uid" = UidText, Path)),
    responses((status = 200, body = MemberBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
) -> Result<Json<MemberBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let id = parse_id("id", &id, ConversationId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    find(&api, caller.app(), id, &uid).await
}

/// Adds a user to a group, or brings one back who was in it. What was said before is not unread for a new member. Who is a member
/// stays as he is.
#[utoipa::path(
    operation_id = "add_member", put, path = "/v1/conversations/{id}/members/{uid}", tag = "conversations",
    security(("appKey" = [])), params(("id" = ConversationIdText, Path), ("uid" = UidText, Path)),
    request_body = MemberRequest,
    responses(
        (status = 200, body = MemberBody),
        (status = 404, description = "There is no such conversation, or no such user."),
        (status = 409, description = "It is no group, or the group is full.")
    )
)]
async fn add(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
    Body(wanted): Body<MemberRequest>,
) -> Result<Json<MemberBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let app = caller.app();
    let id = parse_id("id", &id, ConversationId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    find_group(&api, app, id).await?;
    let key = UserKey::new(app.clone(), uid.clone());
    if api.identity.find_user(&key).await?.is_none() {
        return Err(Problem::not_found("user"));
    }
    let there = api.messaging.find_member(app, id, &uid).await?;
    let is_active = there.is_some_and(|member| member.membership.is_active());
    if !is_active {
        let from_now = wanted.history_from == HistoryFrom::Now;
        match api.messaging.add_to_group(app, id, &uid, from_now).await {
            Ok(_) => {}
            Err(full @ JoinError::GroupFull) => return Err(Problem::conflict(full.to_string())),
            Err(JoinError::Store(error)) => return Err(error.into()),
        }
    }
    find(&api, app, id, &uid).await
}

/// Takes a user out of a group. Who left reads what was said until then, and nothing that is said later. The same again answers
/// the same.
#[utoipa::path(
    operation_id = "remove_member", delete, path = "/v1/conversations/{id}/members/{uid}", tag = "conversations",
    security(("appKey" = [])), params(("id" = ConversationIdText, Path), ("uid" = UidText, Path)),
    responses(
        (status = 204),
        (status = 404, description = "There is no such conversation, or the user never was in it."),
        (status = 409, description = "It is no group.")
    )
)]
async fn remove(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let app = caller.app();
    let id = parse_id("id", &id, ConversationId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    find_group(&api, app, id).await?;
    if api.messaging.find_member(app, id, &uid).await?.is_none() {
        return Err(Problem::not_found("member"));
    }
    api.messaging
        .set_member(app, id, &uid, MemberRole::Member, MemberState::Past)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Direct conversations and threads have the members that make them what they are.
async fn find_group(api: &Api, app: &AppId, id: ConversationId) -> Result<Conversation, Problem> {
    let conversation = api.messaging.get_conversation(app, id).await?;
    if conversation.kind != ConversationKind::Group {
        return Err(Problem::conflict("only groups change their members"));
    }
    Ok(conversation)
}

async fn find(
    api: &Api,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
) -> Result<Json<MemberBody>, Problem> {
    let member = api.messaging.find_member(app, id, uid).await?;
    let member = member.ok_or_else(|| Problem::not_found("member"))?;
    Ok(Json((&member).into()))
}
