//! Conversations and messages for business servers; history also for members.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use skein_desk::model::ClueDraft;
use skein_foundation::{AppId, ConversationId, Seq, Uid, UserKey};
use skein_identity::model::{User, UserKind};
use skein_identity::rules::permissions::Action;
use skein_messaging::model::{Conversation, ConversationKind, MemberRole, MemberState};
use skein_messaging::ports::{HistoryRange, MAX_GROUP_MEMBERS};
use skein_messaging::rules::MAX_SHOWN_COUNTERPARTS;
use skein_messaging::service::{ConversationError, SendCommand, SendError};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body, GroupBody};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery, checked_limit};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    ConversationBody, ConversationIdText, MessageBody, MessagePageBody, NewConversation, NewDirect,
    NewGroup, NewMessage, NewThread, ReadRequest, UidText,
};
use crate::state::Api;

const MAX_SEQ: u64 = (1 << 53) - 1;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(get_one))
        .routes(routes!(list_of_user))
        .routes(routes!(get_thread, open_thread))
        .routes(routes!(send, history))
        .routes(routes!(mark_read))
}

async fn known_user(api: &Api, app: &AppId, field: &str, uid: &Uid) -> Result<User, Problem> {
    let key = UserKey::new(app.clone(), uid.clone());
    api.identity
        .find_user(&key)
        .await?
        .ok_or_else(|| Problem::not_found(&format!("user in {field}")))
}

/// Finds or makes a direct conversation or a customer's thread, or makes a group.
#[utoipa::path(
    operation_id = "open_conversation", post, path = "/v1/conversations", tag = "conversations", security(("appKey" = [])),
    request_body = NewConversation,
    responses((status = 200, body = ConversationBody), (status = 404, description = "One of the users is not there."))
)]
async fn create(
    State(api): State<Api>,
    caller: AnyCredential,
    GroupBody(new): GroupBody<NewConversation>,
) -> Result<Json<ConversationBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let app = caller.app();
    let conversation = match new {
        NewConversation::Direct(NewDirect {
            members: [a, b], ..
        }) => {
            let a = known_user(&api, app, "members", &a.0).await?.key.uid;
            let b = known_user(&api, app, "members", &b.0).await?.key.uid;
            api.messaging.open_direct(app, (&a, &b)).await?
        }
        NewConversation::Group(NewGroup { title, members, .. }) => {
            if members.is_empty() || members.len() > MAX_GROUP_MEMBERS {
                return Err(Problem::invalid("members", "are not 1 to 5000"));
            }
            let uids: Vec<Uid> = members.into_iter().map(|member| member.0).collect();
            if api.identity.first_unknown(app, &uids).await?.is_some() {
                return Err(Problem::not_found("user in members"));
            }
            api.messaging.create_group(app, &title.0, &uids).await?
        }
        NewConversation::Thread(NewThread {
            customer_uid, clue, ..
        }) => {
            let customer = known_user(&api, app, "customerUid", &customer_uid.0).await?;
            if customer.kind != UserKind::Customer {
                return Err(Problem::conflict("customerUid is no customer"));
            }
            let clue = clue.map(|clue| ClueDraft::from(*clue).parse()).transpose();
            let clue = clue.map_err(|invalid| Problem::invalid(invalid.field, invalid.problem))?;
            let clue = clue.flatten();
            api.desk
                .thread_for_customer(app, &customer.key.uid, clue.as_ref())
                .await?
                .0
        }
    };
    shown(&api, &conversation).await
}

/// The one talk of a customer with the desk, when there is one.
#[utoipa::path(
    operation_id = "get_thread_of_user", get, path = "/v1/users/{uid}/thread", tag = "conversations", security(("appKey" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 200, body = ConversationBody), (status = 404, description = "There is no such user, or the user has no thread yet."))
)]
async fn get_thread(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<Json<ConversationBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let user = known_user(&api, caller.app(), "uid", &uid).await?;
    let thread = api.messaging.get_thread(caller.app(), &user.key.uid);
    let thread = thread.await.map_err(|error| match error {
        ConversationError::NotFound => Problem::not_found("thread: nobody has opened it yet"),
        other => other.into(),
    })?;
    shown(&api, &thread).await
}

/// The one talk of a customer with the desk: found, or made. A bot or an employee of the app may write into it; see
/// `send_message`.
#[utoipa::path(
    operation_id = "open_thread_of_user", put, path = "/v1/users/{uid}/thread", tag = "conversations", security(("appKey" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 200, body = ConversationBody), (status = 409, description = "The user is no customer."))
)]
async fn open_thread(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<Json<ConversationBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let customer = known_user(&api, caller.app(), "uid", &uid).await?;
    if customer.kind != UserKind::Customer {
        return Err(Problem::conflict("the user is no customer"));
    }
    let (thread, _) = api
        .desk
        .thread_for_customer(caller.app(), &uid, None)
        .await?;
    shown(&api, &thread).await
}

/// A bot or an employee by whom the business speaks to a customer takes part in the thread from the first word on. Agents
/// write where they serve, and customers in their own thread only.
async fn let_the_business_speak(
    api: &Api,
    app: &AppId,
    id: ConversationId,
    sender: &Uid,
) -> Result<bool, Problem> {
    let user = api
        .identity
        .find_user(&UserKey::new(app.clone(), sender.clone()))
        .await?;
    let speaks = user.is_some_and(|user| {
        matches!(user.kind, UserKind::Bot | UserKind::Employee) && !user.disabled
    });
    if !speaks {
        return Ok(false);
    }
    let thread = match api.messaging.get_conversation(app, id).await {
        Ok(conversation) => conversation.kind == ConversationKind::Thread,
        Err(ConversationError::NotFound) => false,
        Err(error) => return Err(error.into()),
    };
    if thread {
        api.messaging
            .set_member(app, id, sender, MemberRole::Member, MemberState::Active)
            .await?;
    }
    Ok(thread)
}

/// With how far it is, as nobody in particular reads it.
async fn shown(api: &Api, conversation: &Conversation) -> Result<Json<ConversationBody>, Problem> {
    let Conversation { app, id, .. } = conversation;
    let last_seq = api.messaging.log().last_seq(*id).await?;
    let shown = api
        .messaging
        .list_members(app, *id, MemberState::Active, None, MAX_SHOWN_COUNTERPARTS)
        .await?;
    let body = ConversationBody::new(conversation, &shown.members, last_seq);
    Ok(Json(body))
}

/// A conversation with those who take part and how far they are.
#[utoipa::path(
    operation_id = "get_conversation", get, path = "/v1/conversations/{id}", tag = "conversations", security(("appKey" = [])),
    params(("id" = ConversationIdText, Path)),
    responses((status = 200, body = ConversationBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
) -> Result<Json<ConversationBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let id = parse_id("id", &id, ConversationId::parse)?;
    let conversation = api.messaging.get_conversation(caller.app(), id).await?;
    shown(&api, &conversation).await
}

/// Conversations of a user, with what that user has not read.
#[utoipa::path(
    operation_id = "list_conversations_of_user", get, path = "/v1/users/{uid}/conversations", tag = "conversations", security(("appKey" = [])),
    params(("uid" = UidText, Path), PageQuery),
    responses((status = 200, body = PageBody<ConversationBody>))
)]
async fn list_of_user(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageBody<ConversationBody>>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let user = known_user(
        &api,
        caller.app(),
        "uid",
        &parse_id("uid", &uid, Uid::parse)?,
    )
    .await?;
    let after = page
        .cursor
        .as_deref()
        .map(|cursor| parse_id("cursor", cursor, ConversationId::parse))
        .transpose()?;
    let (views, next) = api
        .messaging
        .list_conversations(caller.app(), &user.key.uid, after, page.limit()?)
        .await?;
    Ok(Json(PageBody {
        items: views.iter().map(ConversationBody::of).collect(),
        next_cursor: next.map(|id| id.to_string()),
    }))
}

/// Sends a message for a user. The same `clientMsgId` of the same sender again stores nothing and answers the same. In the
/// thread of a customer a bot or an employee of the app speaks for the business: the customer sees the name, and no
/// consultation opens. What the customer is given as sender of opens one, as if the customer had written.
#[utoipa::path(
    operation_id = "send_message", post, path = "/v1/conversations/{id}/messages", tag = "messages", security(("appKey" = [])),
    params(("id" = ConversationIdText, Path)), request_body = NewMessage,
    responses((status = 200, body = MessageBody))
)]
async fn send(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
    Body(new): Body<NewMessage>,
) -> Result<Json<MessageBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let conversation_id = parse_id("id", &id, ConversationId::parse)?;
    let sender = new.sender_uid.0;
    let client_msg_id = new.client_msg_id.0;
    let content = new.content.parse(&api.limits)?;
    let command = SendCommand {
        conversation_id,
        client_msg_id,
        content,
    };
    let attempt = async |command| {
        api.messaging
            .send(caller.app(), &sender, None, vec![command])
            .await
            .pop()
            .expect("one answer for one send")
    };
    let sent = match attempt(command.clone()).await {
        Err(SendError::NotFound)
            if let_the_business_speak(&api, caller.app(), conversation_id, &sender).await? =>
        {
            attempt(command).await?
        }
        done => done?,
    };
    // What is stored, not what was asked: a repeated id answers with the first message.
    let stored = api
        .messaging
        .history_for_app(
            caller.app(),
            sent.conversation_id,
            HistoryRange::After(Seq(sent.seq.0 - 1)),
            1,
        )
        .await?;
    let message = stored
        .messages
        .first()
        .ok_or_else(|| Problem::not_found("message"))?;
    Ok(Json(message.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Only older ones, the newest of them first found. With neither this nor `after`: the newest there are.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    before: Option<u64>,
    /// Only newer ones, the oldest of them first found; with `before` those between.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    after: Option<u64>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Messages of a conversation, ascending by seq. With a user token only for members.
#[utoipa::path(
    operation_id = "list_messages", get, path = "/v1/conversations/{id}/messages", tag = "messages",
    security(("appKey" = []), ("userToken" = [])), params(("id" = ConversationIdText, Path), HistoryQuery),
    responses((status = 200, body = MessagePageBody))
)]
async fn history(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
    Asked(query): Asked<HistoryQuery>,
) -> Result<Json<MessagePageBody>, Problem> {
    let id = parse_id("id", &id, ConversationId::parse)?;
    let seq = |field: &str, seq: Option<u64>| seq.map(|seq| checked_seq(field, seq)).transpose();
    let (before, after) = (seq("before", query.before)?, seq("after", query.after)?);
    let range = match (before, after) {
        (_, Some(after)) => HistoryRange::After(after),
        (Some(before), None) => HistoryRange::Before(before),
        (None, None) => HistoryRange::Newest,
    };
    let limit = checked_limit(query.limit)?;
    let mut page = match caller.uid().cloned() {
        None => {
            let caller = caller.may(Action::ActForUsers)?;
            api.messaging
                .history_for_app(caller.app(), id, range, limit)
                .await?
        }
        Some(uid) => {
            let caller = caller.may(Action::TakePartInConversations)?;
            api.messaging
                .history(caller.app(), &uid, id, range, limit)
                .await?
        }
    };
    if let (Some(before), Some(_)) = (before, after) {
        let found = page.messages.len();
        page.messages.retain(|message| message.seq < before);
        let goes_on = page
            .messages
            .last()
            .is_some_and(|last| last.seq.next() < before);
        page.has_more = page.has_more && goes_on && page.messages.len() == found;
    }
    Ok(Json((&page).into()))
}

/// A position that every language can hold.
fn checked_seq(field: &str, seq: u64) -> Result<Seq, Problem> {
    if seq > MAX_SEQ {
        return Err(Problem::invalid(field, "is above 9007199254740991"));
    }
    Ok(Seq(seq))
}

/// Moves a member's read mark forward.
#[utoipa::path(
    operation_id = "mark_read", post, path = "/v1/conversations/{id}/read", tag = "messages", security(("appKey" = [])),
    params(("id" = ConversationIdText, Path)), request_body = ReadRequest,
    responses((status = 204))
)]
async fn mark_read(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
    Body(read): Body<ReadRequest>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let id = parse_id("id", &id, ConversationId::parse)?;
    let seq = checked_seq("seq", read.seq)?;
    api.messaging
        .mark_read(caller.app(), &read.uid.0, id, seq)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
