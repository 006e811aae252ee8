//! Teams: agents who share a queue and rules.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use skein_desk::model::TeamSettings;
use skein_foundation::{TeamId, Uid};
use skein_identity::rules::permissions::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, parse_id};
use crate::shape::{NewTeam, TeamBody, TeamChange, TeamIdText, TeamNameText, UidText};
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(get_one, update))
        .routes(routes!(add_member, remove_member))
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
