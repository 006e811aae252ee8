//! Teams: agents who share a queue and rules.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use skein_desk::model::TeamSettings;
use skein_foundation::{TeamId, Uid};
use skein_identity::rules::permissions::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agents::user_of;
use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, parse_id};
use crate::shape::{AgentBody, NewTeam, TeamBody, TeamChange, TeamIdText, TeamNameText, UidText};
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get_one, update, delete))
        .routes(routes!(get_member, add_member, remove_member))
}

fn settings(
    name: Option<&TeamNameText>,
    silence_resolve_s: Option<u32>,
    response_target_s: Option<u32>,
) -> Result<TeamSettings, Problem> {
    let name = name.map(|name| name.0.as_str());
    TeamSettings::parse(name, silence_resolve_s, response_target_s)
        .map_err(|invalid| Problem::invalid(invalid.field, invalid.problem))
}

/// Makes a team.
#[utoipa::path(
    operation_id = "create_team", post, path = "/v1/teams", tag = "teams", security(("appKey" = []), ("userToken" = [])),
    request_body = NewTeam,
    responses((status = 201, body = TeamBody))
)]
async fn create(
    State(api): State<Api>,
    caller: AnyCredential,
    Body(new): Body<NewTeam>,
) -> Result<(StatusCode, Json<TeamBody>), Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let settings = settings(
        Some(&new.name),
        new.silence_resolve_s,
        new.response_target_s,
    )?;
    let team = api.desk.create_team(caller.app(), &settings).await?;
    Ok((StatusCode::CREATED, Json((&team).into())))
}

/// Teams, oldest first.
#[utoipa::path(
    operation_id = "list_teams", get, path = "/v1/teams", tag = "teams", security(("appKey" = []), ("userToken" = [])), params(PageQuery),
    responses((status = 200, body = PageBody<TeamBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageBody<TeamBody>>, Problem> {
    let caller = caller.may(Action::SeeAgents)?;
    let found = api
        .desk
        .list_teams(caller.app(), page.cursor.as_deref(), page.limit()?)
        .await?;
    Ok(Json(PageBody::of(found, |item| TeamBody::from(item))))
}

/// One team.
#[utoipa::path(
    operation_id = "get_team", get, path = "/v1/teams/{id}", tag = "teams", security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path)),
    responses((status = 200, body = TeamBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
) -> Result<Json<TeamBody>, Problem> {
    let caller = caller.may(Action::SeeAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    Ok(Json((&api.desk.get_team(caller.app(), id).await?).into()))
}

/// Changes a team; what is left out stays.
#[utoipa::path(
    operation_id = "update_team", patch, path = "/v1/teams/{id}", tag = "teams", security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path)), request_body = TeamChange,
    responses((status = 200, body = TeamBody))
)]
async fn update(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
    Body(change): Body<TeamChange>,
) -> Result<Json<TeamBody>, Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    let settings = settings(
        change.name.0.as_ref(),
        change.silence_resolve_s.0,
        change.response_target_s.0,
    )?;
    Ok(Json(
        (&api.desk.update_team(caller.app(), id, &settings).await?).into(),
    ))
}

/// Takes a team away. Its members stay agents and stay in their other teams, what was answered in it stays under its name,
/// and no list has it any more. Refused while somebody waits in it or is answered by it: resolve these consultations first.
/// The default team, where every consultation opens, stays.
#[utoipa::path(
    operation_id = "delete_team", delete, path = "/v1/teams/{id}", tag = "teams", security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path)),
    responses((status = 204), (status = 409, description = "It is the default team, or somebody waits in it or is answered by it."))
)]
async fn delete(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    api.desk.delete_team(caller.app(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One member of a team.
#[utoipa::path(
    operation_id = "get_team_member", get, path = "/v1/teams/{id}/members/{uid}", tag = "teams",
    security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path), ("uid" = UidText, Path)),
    responses((status = 200, body = AgentBody), (status = 404, description = "There is no such team, or the agent is no member of it."))
)]
async fn get_member(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
) -> Result<Json<AgentBody>, Problem> {
    let caller = caller.may(Action::SeeAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let view = api.desk.get_agent(caller.app(), &uid).await?;
    if !view.teams.iter().any(|team| team.id == id) {
        return Err(Problem::not_found("member"));
    }
    let user = user_of(&api, &caller, &uid).await?;
    Ok(Json(AgentBody::new(&view, user.role.into(), None)))
}

/// Adds an agent to a team; free capacity takes from the queue at once.
#[utoipa::path(
    operation_id = "add_team_member", put, path = "/v1/teams/{id}/members/{uid}", tag = "teams",
    security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path), ("uid" = UidText, Path)),
    responses((status = 200, body = TeamBody), (status = 409, description = "The team is full."))
)]
async fn add_member(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
) -> Result<Json<TeamBody>, Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    Ok(Json(
        (&api.desk.add_team_member(caller.app(), id, &uid).await?).into(),
    ))
}

/// Takes an agent out of a team; what the agent serves stays with the agent.
#[utoipa::path(
    operation_id = "remove_team_member", delete, path = "/v1/teams/{id}/members/{uid}", tag = "teams",
    security(("appKey" = []), ("userToken" = [])),
    params(("id" = TeamIdText, Path), ("uid" = UidText, Path)),
    responses((status = 200, body = TeamBody))
)]
async fn remove_member(
    State(api): State<Api>,
    caller: AnyCredential,
    At((id, uid)): At<(String, String)>,
) -> Result<Json<TeamBody>, Problem> {
    let caller = caller.may(Action::ManageAgents)?;
    let id = parse_id("id", &id, TeamId::parse)?;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    Ok(Json(
        (&api.desk.remove_team_member(caller.app(), id, &uid).await?).into(),
    ))
}
