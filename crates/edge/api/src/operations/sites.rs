//! Sites: where the widget may be shown, and how it looks there.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use skein_identity::model::{Accent, IdentityMode, LocalisedText, Origin, Site, SiteKey};
use skein_identity::rules::permissions::Action;
use skein_identity::service::AppError;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::users::parse_name;
use super::{Asked, At, Body};
use crate::credentials::AnyCredential;
use crate::page::{PageBody, PageQuery};
use crate::problem::{Problem, ProblemBody, parse_id};
use crate::state::Api;

const DEFAULT_ACCENT: &str = "#2F5FE0";

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(put))
}

/// A text in the languages of the widget.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisedText)]
pub(super) struct TextBody {
    #[serde(rename = "zh-CN", default)]
    chinese: String,
    #[serde(rename = "en", default)]
    english: String,
}

impl TextBody {
    fn parse(&self, field: &str) -> Result<LocalisedText, Problem> {
        LocalisedText::new(&self.chinese, &self.english)
            .map_err(|error| Problem::invalid(field, error))
    }
}

impl From<&LocalisedText> for TextBody {
    fn from(text: &LocalisedText) -> Self {
        Self {
            chinese: text.chinese.clone(),
            english: text.english.clone(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SiteRequest {
    name: String,
    /// `https://shop.example`, with the port where it is not the usual one. Empty: every page, for development only.
    #[serde(default)]
    allowed_origins: Vec<String>,
    /// `anonymous`, `optional` (when left out) or `verified_only`.
    identity_mode: Option<String>,
    /// `#RRGGBB`.
    accent: Option<String>,
    #[serde(default)]
    greeting: TextBody,
    #[serde(default)]
    title: TextBody,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Site)]
struct SiteBody {
    site_key: String,
    name: String,
    allowed_origins: Vec<String>,
    identity_mode: &'static str,
    accent: String,
    greeting: TextBody,
    title: TextBody,
    created_at_ms: i64,
}

impl From<&Site> for SiteBody {
    fn from(site: &Site) -> Self {
        Self {
            site_key: site.key.to_string(),
            name: site.name.to_string(),
            allowed_origins: site
                .allowed_origins
                .iter()
                .map(|origin| origin.as_str().to_owned())
                .collect(),
            identity_mode: site.identity_mode.name(),
            accent: site.accent.as_str().to_owned(),
            greeting: (&site.greeting).into(),
            title: (&site.title).into(),
            created_at_ms: site.created_at_ms,
        }
    }
}

/// The app's sites by key.
#[utoipa::path(
    operation_id = "list_sites", get, path = "/v1/sites", tag = "sites", security(("appKey" = []), ("userToken" = [])), params(PageQuery),
    responses((status = 200, body = PageBody<SiteBody>), (status = "4XX", body = ProblemBody))
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

/// Makes a site, or replaces the one with this key. Keys are unique over all apps.
#[utoipa::path(
    operation_id = "put_site", put, path = "/v1/sites/{siteKey}", tag = "sites", security(("appKey" = []), ("userToken" = [])),
    params(("siteKey" = String, Path)), request_body = SiteRequest,
    responses((status = 200, body = SiteBody), (status = "4XX", body = ProblemBody))
)]
async fn put(
    State(api): State<Api>,
    caller: AnyCredential,
    At(key): At<String>,
    Body(request): Body<SiteRequest>,
) -> Result<Json<SiteBody>, Problem> {
    let caller = caller.may(Action::ManageSites)?;
    let origins = request
        .allowed_origins
        .iter()
        .map(|text| parse_id("allowedOrigins", text, Origin::parse))
        .collect::<Result<Vec<_>, _>>()?;
    let identity_mode = match request.identity_mode.as_deref() {
        None => IdentityMode::Optional,
        Some(name) => IdentityMode::parse(name).ok_or_else(|| {
            Problem::invalid(
                "identityMode",
                "is not anonymous, optional or verified_only",
            )
        })?,
    };
    let accent = request.accent.as_deref().unwrap_or(DEFAULT_ACCENT);
    let site = Site {
        app: caller.app().clone(),
        key: parse_id("siteKey", &key, SiteKey::parse)?,
        name: parse_name(&request.name)?,
        accent: parse_id("accent", accent, Accent::parse)?,
        greeting: request.greeting.parse("greeting")?,
        title: request.title.parse("title")?,
        allowed_origins: origins,
        identity_mode,
        created_at_ms: api.clock.now_ms(),
    };
    api.identity
        .put_site(&site)
        .await
        .map_err(|error| match error {
            AppError::SiteKeyTaken | AppError::Exists => {
                Problem::conflict("the site key belongs to another app")
            }
            AppError::TooManyOrigins => Problem::invalid("allowedOrigins", "are more than 50"),
            AppError::Unknown => Problem::not_found("app"),
            AppError::Store(error) => error.into(),
        })?;
    Ok(Json((&site).into()))
}
