//! Consultations as the business's own server sees them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use skein_desk::model::ConsultationState;
use skein_desk::ports::ConsultationFilter;
use skein_foundation::{ConsultationId, Uid};
use skein_identity::rules::permissions::Action;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, checked_limit};
use crate::problem::{Problem, ProblemBody, parse_id};
use crate::shape::{ConsultationBody, ConsultationDetailBody};
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get_one))
        .routes(routes!(resolve))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `waiting`, `assigned` or `resolved`.
    state: Option<String>,
    customer_uid: Option<String>,
    agent_uid: Option<String>,
    /// 1 to 100; 50 when left out.
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Consultations, newest first.
#[utoipa::path(
    operation_id = "list_consultations", get, path = "/v1/consultations", tag = "consultations",
    security(("appKey" = []), ("userToken" = [])), params(ListQuery),
    responses((status = 200, body = PageBody<ConsultationBody>), (status = "4XX", body = ProblemBody))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<PageBody<ConsultationBody>>, Problem> {
    let caller = caller.may(Action::SuperviseConsultations)?;
    let state = query
        .state
        .as_deref()
        .map(|name| {
            ConsultationState::parse(name)
                .ok_or_else(|| Problem::invalid("state", "is not waiting, assigned or resolved"))
        })
        .transpose()?;
    let uid = |field: &str, text: Option<&str>| {
        text.map(|text| parse_id(field, text, Uid::parse))
            .transpose()
    };
    let filter = ConsultationFilter {
        state,
        customer: uid("customerUid", query.customer_uid.as_deref())?,
        agent: uid("agentUid", query.agent_uid.as_deref())?,
    };
    let limit = checked_limit(query.limit)?;
    let found = api
        .desk
        .list_consultations(caller.app(), &filter, query.cursor.as_deref(), limit)
        .await?;
    Ok(Json(PageBody::of(found, |item| {
        ConsultationBody::from(item)
    })))
}

/// One consultation with every step it took.
#[utoipa::path(
    operation_id = "get_consultation", get, path = "/v1/consultations/{id}", tag = "consultations",
    security(("appKey" = []), ("userToken" = [])), params(("id" = String, Path)),
    responses((status = 200, body = ConsultationDetailBody), (status = "4XX", body = ProblemBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
) -> Result<Json<ConsultationDetailBody>, Problem> {
    let caller = caller.may(Action::SuperviseConsultations)?;
    let id = parse_id("id", &id, ConsultationId::parse)?;
    let (view, transitions) = api.desk.consultation(caller.app(), id).await?;
    Ok(Json(ConsultationDetailBody::new(&view, &transitions)))
}

/// Ends a consultation on behalf of the business, also one that still waits.
#[utoipa::path(
    operation_id = "resolve_consultation", post, path = "/v1/consultations/{id}/resolve", tag = "consultations", security(("appKey" = [])),
    params(("id" = String, Path)),
    responses((status = 200, body = ConsultationBody), (status = "4XX", body = ProblemBody))
)]
async fn resolve(
    State(api): State<Api>,
    caller: AnyCredential,
    At(id): At<String>,
) -> Result<Json<ConsultationBody>, Problem> {
    let caller = caller.may(Action::ActForUsers)?;
    let AnyCredential::Server(server) = &caller else {
        return Err(Problem::forbidden());
    };
    let id = parse_id("id", &id, ConsultationId::parse)?;
    let view = api
        .desk
        .resolve_by_app(&server.app, server.key_id.as_str(), id)
        .await?;
    Ok(Json((&view).into()))
}
