//! Sites: where the widget may be shown, and how it looks there.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use skein_identity::model::{Accent, IdentityMode, Site, SiteKey, SitePatch};
use skein_identity::rules::permissions::Action;
use skein_identity::service::AppError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, parse_id};
use crate::shape::{
    AccentText, Change, IdentityModeName, SiteBody, SiteChange, SiteKeyText, SiteRequest, TextBody,
};
use crate::state::Api;

const DEFAULT_ACCENT: &str = "#2F5FE0";

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get_one, put, update, delete))
}

/// The app's sites by key.
#[utoipa::path(
    operation_id = "list_sites", get, path = "/v1/sites", tag = "sites", security(("appKey" = []), ("userToken" = [])), params(PageQuery),
    responses((status = 200, body = PageBody<SiteBody>))
)]
async fn list(
    State(api): State<Api>,
    caller: AnyCredential,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageBody<SiteBody>>, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    let limit = page.limit()?;
    let after = page
        .cursor
        .as_deref()
        .map(|text| parse_id("cursor", text, SiteKey::parse))
        .transpose()?;
    let sites = api
        .identity
        .list_sites(caller.app(), after.as_ref(), limit + 1)
        .await?;
    let page = skein_desk::model::Page::cut(sites, limit, |site| site.key.to_string());
    Ok(Json(PageBody::of(page, |site| SiteBody::from(site))))
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::SiteKeyTaken | AppError::Exists => {
                Self::conflict("the site key belongs to another app")
            }
            AppError::TooManyOrigins => Self::invalid("allowedOrigins", "are more than 50"),
            AppError::Unknown => Self::not_found("app"),
            AppError::Store(error) => error.into(),
        }
    }
}

/// The site, when it is one of the caller's app.
async fn own_site(api: &Api, caller: &AnyCredential, key: &str) -> Result<Site, Problem> {
    let key = parse_id("siteKey", key, SiteKey::parse)?;
    api.identity
        .find_site(&key)
        .await?
        .filter(|site| site.app == *caller.app())
        .ok_or_else(|| Problem::not_found("site"))
}

/// One site.
#[utoipa::path(
    operation_id = "get_site", get, path = "/v1/sites/{siteKey}", tag = "sites", security(("appKey" = []), ("userToken" = [])),
    params(("siteKey" = SiteKeyText, Path)),
    responses((status = 200, body = SiteBody))
)]
async fn get_one(
    State(api): State<Api>,
    caller: AnyCredential,
    At(key): At<String>,
) -> Result<Json<SiteBody>, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    Ok(Json((&own_site(&api, &caller, &key).await?).into()))
}

fn default_accent() -> Accent {
    Accent::parse(DEFAULT_ACCENT).expect("it is a colour")
}

/// Makes a site, or replaces the one with this key. Keys are unique over all apps.
#[utoipa::path(
    operation_id = "put_site", put, path = "/v1/sites/{siteKey}", tag = "sites", security(("appKey" = []), ("userToken" = [])),
    params(("siteKey" = SiteKeyText, Path)), request_body = SiteRequest,
    responses((status = 200, body = SiteBody), (status = 409, description = "The key belongs to another app."))
)]
async fn put(
    State(api): State<Api>,
    caller: AnyCredential,
    At(key): At<String>,
    Body(request): Body<SiteRequest>,
) -> Result<Json<SiteBody>, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    let site = Site {
        app: caller.app().clone(),
        key: parse_id("siteKey", &key, SiteKey::parse)?,
        name: request.name.0,
        accent: request
            .accent
            .map_or_else(default_accent, |accent| accent.0),
        greeting: request.greeting.parse("greeting")?,
        title: request.title.parse("title")?,
        allowed_origins: request.allowed_origins.parse()?,
        identity_mode: request
            .identity_mode
            .map_or(IdentityMode::Optional, IdentityMode::from),
        created_at_ms: api.clock.now_ms(),
    };
    Ok(Json((&api.identity.put_site(&site).await?).into()))
}

/// Changes a site; what is left out stays.
#[utoipa::path(
    operation_id = "update_site", patch, path = "/v1/sites/{siteKey}", tag = "sites", security(("appKey" = []), ("userToken" = [])),
    params(("siteKey" = SiteKeyText, Path)), request_body = SiteChange,
    responses((status = 200, body = SiteBody))
)]
async fn update(
    State(api): State<Api>,
    caller: AnyCredential,
    At(key): At<String>,
    Body(change): Body<SiteChange>,
) -> Result<Json<SiteBody>, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    let key = parse_id("siteKey", &key, SiteKey::parse)?;
    let text = |field, change: Change<TextBody>| {
        let text = change.or_absent(TextBody::default());
        text.map(|text| text.parse(field)).transpose()
    };
    let origins = change.allowed_origins.0;
    let patch = SitePatch {
        name: change.name.0.map(|name| name.0),
        accent: change
            .accent
            .or_absent(AccentText(default_accent()))
            .map(|accent| accent.0),
        greeting: text("greeting", change.greeting)?,
        title: text("title", change.title)?,
        allowed_origins: origins.map(|origins| origins.parse()).transpose()?,
        identity_mode: change
            .identity_mode
            .or_absent(IdentityModeName::Optional)
            .map(IdentityMode::from),
    };
    let site = api.identity.patch_site(caller.app(), &key, &patch).await?;
    let site = site.ok_or_else(|| Problem::not_found("site"))?;
    Ok(Json((&site).into()))
}

/// Takes a site away: the widget is shown nowhere by it and nobody begins a session there. Who is connected stays until
/// the own token ends; threads and consultations stay. The key stays the app's, and a later PUT opens the site again.
#[utoipa::path(
    operation_id = "delete_site", delete, path = "/v1/sites/{siteKey}", tag = "sites", security(("appKey" = []), ("userToken" = [])),
    params(("siteKey" = SiteKeyText, Path)),
    responses((status = 204))
)]
async fn delete(
    State(api): State<Api>,
    caller: AnyCredential,
    At(key): At<String>,
) -> Result<StatusCode, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    let key = parse_id("siteKey", &key, SiteKey::parse)?;
    if !api.identity.delete_site(caller.app(), &key).await? {
        return Err(Problem::not_found("site"));
    }
    Ok(StatusCode::NO_CONTENT)
}
