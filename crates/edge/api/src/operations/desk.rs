//! The agent's own desk: queue, consultations, customers, status.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use skein_foundation::{ConsultationId, Uid, UserKey};
use skein_identity::rules::permissions::Action;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::UserCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    ConsultationBody, ConsultationDetailBody, ConsultationIdText, CustomerBody, StatusBody,
    StatusRequest, UidText,
};
use crate::state::Api;

/// Consultations shown with a customer.
const CUSTOMER_CONSULTATIONS: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(queue))
        .routes(routes!(accept_next))
        .routes(routes!(list))
        .routes(routes!(get_one))
        .routes(routes!(resolve))
        .routes(routes!(customer))
        .routes(routes!(own_status, set_status))
}

/// The queue of the agent's teams, next first.
#[utoipa::path(
    operation_id = "list_queue", get, path = "/v1/desk/queue", tag = "desk", security(("userToken" = [])), params(PageQuery),
    responses((status = 200, body = PageBody<ConsultationBody>))
)]
async fn queue(
    State(api): State<Api>,
    user: UserCredential,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageBody<ConsultationBody>>, Problem> {
    let UserKey { app, uid } = user.may(Action::SeeQueue)?.user;
    let found = api
        .desk
        .queue(&app, &uid, page.cursor.as_deref(), page.limit()?)
        .await?;
    Ok(Json(PageBody::of(found, |item| {
        ConsultationBody::from(item)
    })))
}

/// Takes the head of the queue by hand. 409 when the queue is empty or the agent has no room.
#[utoipa::path(
    operation_id = "accept_next", post, path = "/v1/desk/queue/accept-next", tag = "desk", security(("userToken" = [])),
    responses((status = 200, body = ConsultationBody), (status = 409, description = "The queue is empty, or the agent has no room."))
)]
async fn accept_next(
    State(api): State<Api>,
    user: UserCredential,
) -> Result<Json<ConsultationBody>, Problem> {
    let UserKey { app, uid } = user.may(Action::ServeConsultations)?.user;
    Ok(Json((&api.desk.accept_next(&app, &uid).await?).into()))
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    /// Assigned to me, not resolved.
    Mine,
    /// Resolved ones I served, newest first.
    Resolved,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    scope: Scope,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The agent's own consultations.
#[utoipa::path(
    operation_id = "list_own_consultations", get, path = "/v1/desk/consultations", tag = "desk", security(("userToken" = [])), params(ListQuery),
    responses((status = 200, body = PageBody<ConsultationBody>))
)]
async fn list(
    State(api): State<Api>,
    user: UserCredential,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<PageBody<ConsultationBody>>, Problem> {
    let UserKey { app, uid } = user.may(Action::SeeConsultations)?.user;
    let limit = crate::page::checked_limit(query.limit)?;
    let cursor = query.cursor.as_deref();
    let found = match query.scope {
        Scope::Mine => api.desk.mine(&app, &uid, cursor, limit).await?,
        Scope::Resolved => api.desk.resolved(&app, &uid, cursor, limit).await?,
    };
    Ok(Json(PageBody::of(found, |item| {
        ConsultationBody::from(item)
    })))
}

/// One consultation with every step it took.
#[utoipa::path(
    operation_id = "get_desk_consultation", get, path = "/v1/desk/consultations/{id}", tag = "desk", security(("userToken" = [])),
    params(("id" = ConsultationIdText, Path)),
    responses((status = 200, body = ConsultationDetailBody))
)]
async fn get_one(
    State(api): State<Api>,
    user: UserCredential,
    At(id): At<String>,
) -> Result<Json<ConsultationDetailBody>, Problem> {
    let UserKey { app, .. } = user.may(Action::SeeConsultations)?.user;
    let id = parse_id("id", &id, ConsultationId::parse)?;
    let (view, transitions) = api.desk.consultation(&app, id).await?;
    Ok(Json(ConsultationDetailBody::new(&view, &transitions)))
}

/// Ends a consultation the agent serves.
#[utoipa::path(
    operation_id = "resolve_own_consultation", post, path = "/v1/desk/consultations/{id}/resolve", tag = "desk", security(("userToken" = [])),
    params(("id" = ConsultationIdText, Path)),
    responses((status = 200, body = ConsultationBody), (status = 409, description = "The agent does not serve it."))
)]
async fn resolve(
    State(api): State<Api>,
    user: UserCredential,
    At(id): At<String>,
) -> Result<Json<ConsultationBody>, Problem> {
    let UserKey { app, uid } = user.may(Action::ServeConsultations)?.user;
    let id = parse_id("id", &id, ConsultationId::parse)?;
    Ok(Json(
        (&api.desk.resolve_by_agent(&app, &uid, id).await?).into(),
    ))
}

/// Who a customer is, with the latest consultations.
#[utoipa::path(
    operation_id = "get_customer", get, path = "/v1/desk/customers/{uid}", tag = "desk", security(("userToken" = [])),
    params(("uid" = UidText, Path)),
    responses((status = 200, body = CustomerBody))
)]
async fn customer(
    State(api): State<Api>,
    user: UserCredential,
    At(uid): At<String>,
) -> Result<Json<CustomerBody>, Problem> {
    let app = user.may(Action::SeeConsultations)?.user.app;
    let uid = parse_id("uid", &uid, Uid::parse)?;
    let key = UserKey::new(app.clone(), uid.clone());
    let found = api
        .identity
        .find_user(&key)
        .await?
        .ok_or_else(|| Problem::not_found("customer"))?;
    let terminals = api.presence.shown_terminals_of(&key).await;
    let consultations = api
        .desk
        .consultations_of_customer(&app, &uid, CUSTOMER_CONSULTATIONS)
        .await?;
    Ok(Json(CustomerBody::new(&found, &terminals, &consultations)))
}

/// The agent's own status and load.
#[utoipa::path(
    operation_id = "get_own_status", get, path = "/v1/desk/status", tag = "desk", security(("userToken" = [])),
    responses((status = 200, body = StatusBody))
)]
async fn own_status(
    State(api): State<Api>,
    user: UserCredential,
) -> Result<Json<StatusBody>, Problem> {
    let UserKey { app, uid } = user.may(Action::ServeConsultations)?.user;
    Ok(Json((&api.desk.get_agent(&app, &uid).await?).into()))
}

/// Sets the agent's own status; free capacity takes from the queue at once.
#[utoipa::path(
    operation_id = "set_status", put, path = "/v1/desk/status", tag = "desk", security(("userToken" = [])),
    request_body = StatusRequest,
    responses((status = 200, body = StatusBody))
)]
async fn set_status(
    State(api): State<Api>,
    user: UserCredential,
    Body(request): Body<StatusRequest>,
) -> Result<Json<StatusBody>, Problem> {
    let UserKey { app, uid } = user.may(Action::ServeConsultations)?.user;
    Ok(Json(
        (&api
            .desk
            .set_status(&app, &uid, request.status.into())
            .await?)
            .into(),
    ))
}
