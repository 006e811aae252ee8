//! Consultations as the business's own server sees them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use skein_desk::model::ConsultationState;
use skein_desk::ports::ConsultationFilter;
use skein_foundation::ConsultationId;
use skein_identity::rules::permissions::Action;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, checked_limit};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    ConsultationBody, ConsultationDetailBody, ConsultationIdText, ConsultationStateName, UidText,
};
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
    /// All when left out.
    state: Option<ConsultationStateName>,
    customer_uid: Option<UidText>,
    agent_uid: Option<UidText>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Consultations, newest first.
#[utoipa::path(
    operation_id = "list_consultations", get, path = "/v1/consultations", tag = "consultations",
    security(("appKey" = []), ("userToken" = [])), params(ListQuery),
    responses((status = 200, body = PageBody<ConsultationBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<PageBody<ConsultationBody>>, Problem> {
    let caller = caller.may(Action::SuperviseConsultations)?;
    let filter = ConsultationFilter {
        state: query.state.map(ConsultationState::from),
        customer: query.customer_uid.map(|uid| uid.0),
        agent: query.agent_uid.map(|uid| uid.0),
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
    security(("appKey" = []), ("userToken" = [])), params(("id" = ConsultationIdText, Path)),
    responses((status = 200, body = ConsultationDetailBody))
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
    params(("id" = ConsultationIdText, Path)),
    responses((status = 200, body = ConsultationBody), (status = 409, description = "It is resolved already."))
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
