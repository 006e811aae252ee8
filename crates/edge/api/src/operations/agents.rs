//! Agents: users who serve customers.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use skein_desk::model::Capacity;
use skein_foundation::{TeamId, Uid, UserKey};
use skein_identity::model::{Role, User, UserKind, UserPatch};
use skein_identity::rules::permissions::Action;
use skein_identity::service::{SetupError, UpsertUser};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, parse_id};
use crate::shape::{AgentBody, AgentChange, NewAgent, RoleName, UidText};
use crate::state::Api;

/// Teams of a new agent.
const MAX_TEAMS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get_one, update))
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::InvalidCode => Self::new(
                skein_protocol::wire::ErrorCode::NotFound,
                "the code is not valid or was used already",
            ),
            SetupError::UnknownUser => Self::not_found("user"),
            SetupError::DoesNotSignIn | SetupError::Disabled => Self::conflict(error.to_string()),
            SetupError::Busy => Self::rate_limited(2),
            SetupError::Store(error) => error.into(),
        }
    }
}

fn parse_capacity(count: u32) -> Result<Capacity, Problem> {
    Capacity::new(count).map_err(|_| Problem::invalid("capacity", "is not 1 to 100"))
}

/// Makes an agent. The answer holds the link where the agent chooses a password, this once.
#[utoipa::path(
    operation_id = "create_agent", post, path = "/v1/agents", tag = "agents", security(("appKey" = []), ("userToken" = [])),
    request_body = NewAgent,
    responses(
        (status = 201, body = AgentBody), (status = 404, description = "One of the teams is not there."),
        (status = 409, description = "The uid is of another kind or disabled, or a team is full.")
    )
)]
async fn create(
    State(api): State<Api>,
    caller: AnyCredential,
    Body(new): Body<NewAgent>,
) -> Result<(StatusCode, Json<AgentBody>), Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let role = new.role.map(Role::from);
    let capacity = new.capacity.map(parse_capacity).transpose()?;
    let teams: Vec<TeamId> = new.team_ids.iter().map(|id| id.0).collect();
    if teams.len() > MAX_TEAMS {
        return Err(Problem::invalid("teamIds", "are more than 100"));
    }
    // Found first: who is refused is not changed.
    for team in &teams {
        api.desk.get_team(caller.app(), *team).await?;
    }
    let user = api
        .identity
        .upsert_user(UpsertUser {
            key: UserKey::new(caller.app().clone(), new.uid.0),
            kind: UserKind::Agent,
            role,
            name: new.name.0,
            traits: None,
        })
        .await?;
    let view = api
        .desk
        .create_agent(&user.key.app, &user.key.uid, capacity, &teams)
        .await?;
    let code = api.identity.create_setup_code(&user.key).await?;
    let link = format!(
        "{}/console/#/setup?code={}",
        api.public_url,
        code.code.expose()
    );
    Ok((
        StatusCode::CREATED,
        Json(AgentBody::new(&view, user.role.into(), Some(link))),
    ))
}

pub(super) async fn user_of(api: &Api, caller: &AnyCredential, uid: &Uid) -> Result<User, Problem> {
    Ok(api
        .identity
        .get_user(&UserKey::new(caller.app().clone(), uid.clone()))
        .await?)
}

/// Agents by uid.
#[utoipa::path(
    operation_id = "list_agents", get, path = "/v1/agents", tag = "agents", security(("appKey" = []), ("userToken" = [])), params(PageQuery),
    responses((status = 200, body = PageBody<AgentBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageBody<AgentBody>>, Problem> {
    let caller = caller.may(Action::SeeAgents)?;
    let found = api
        .desk
        .list_agents(caller.app(), page.cursor.as_deref(), page.limit()?)
        .await?;
    let uids: Vec<Uid> = found
        .items
        .iter()
        .map(|view| view.agent.uid.clone())
        .collect();
    let users = api.identity.find_users(caller.app(), &uids).await?;
    let role_of = |uid: &Uid| {
        users
            .iter()
            .find(|user| user.key.uid == *uid)
            .map_or(RoleName::Agent, |user| user.role.into())
    };
    Ok(Json(PageBody::of(found, |view| {
        AgentBody::new(view, role_of(&view.agent.uid), None)
    })))
}

/// One agent.
#[utoipa::path(
    operation_id = "get_agent", get, path = "/v1/agents/{uid}", tag = "agents", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 200, body = AgentBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
) -> Result<Json<AgentBody>, Problem> {
    let caller = caller.may(Action::SeeAgents)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let view = api.desk.get_agent(caller.app(), &uid).await?;
    let user = user_of(&api, &caller, &uid).await?;
    Ok(Json(AgentBody::new(&view, user.role.into(), None)))
}

/// Changes an agent; what is left out stays. A higher capacity takes from the queue at once.
#[utoipa::path(
    operation_id = "update_agent", patch, path = "/v1/agents/{uid}", tag = "agents", security(("appKey" = []), ("userToken" = [])),
    params(("uid" = UidText, Path)), request_body = AgentChange,
    responses((status = 200, body = AgentBody))
)]
async fn update(
    State(api): State<Api>,
    caller: AnyCredential,
    At(uid): At<String>,
    Body(change): Body<AgentChange>,
) -> Result<Json<AgentBody>, Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let role = change.role.0.map(Role::from);
    let capacity = change.capacity.0.map(parse_capacity).transpose()?;
    let name = change.name.0.map(|name| name.0);
    // Found first, so that a user who is no agent is not changed here.
    let mut view = api.desk.get_agent(caller.app(), &uid).await?;
    let key = UserKey::new(caller.app().clone(), uid.clone());
    let patch = UserPatch {
        name,
        role,
        ..UserPatch::default()
    };
    let user = api.identity.patch_user(&key, &patch).await?;
    if let Some(capacity) = capacity {
        api.desk.set_capacity(caller.app(), &uid, capacity).await?;
    }
    if capacity.is_some() || patch.name.is_some() {
        view = api.desk.get_agent(caller.app(), &uid).await?;
    }
    Ok(Json(AgentBody::new(&view, user.role.into(), None)))
}
