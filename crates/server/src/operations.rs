//! The operator's door: figures for Prometheus, and the commands that the running server carries out. On an address of
//! its own.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use skein_identity::service::Identity;

use crate::app_proofs::{AppProofRequest, carry_out};
use crate::storage::Storage;
use crate::telemetry::Figures;

/// The file in the data folder whose content proves that a caller may read that folder.
pub(crate) const KEY_FILE: &str = "operations.key";

#[derive(Debug, Clone)]
struct Operations {
    figures: Figures,
    storage: Storage,
    identity: Identity,
    key: Arc<str>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BackupRequest {
    pub(crate) destination: PathBuf,
}

pub(crate) fn routes(figures: Figures, storage: Storage, identity: Identity) -> Result<Router> {
    let key: Arc<str> = write_key(&storage)?.into();
    Ok(Router::new()
        .route("/metrics", get(figures_text))
        .route("/backup", post(backup))
        .route("/app-proofs", post(change_app_proof))
        .with_state(Operations {
            figures,
            storage,
            identity,
            key,
        }))
}

/// A new key at each start, readable by the server's own user only.
fn write_key(storage: &Storage) -> Result<String> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;

    let key = crate::secrets::random_text();
    let path = storage.data_dir().join(KEY_FILE);
    // Made anew, so that an older file's looser permissions don't stay.
    let _ = std::fs::remove_file(&path);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} can't be written", path.display()))?;
    file.write_all(key.as_bytes())?;
    Ok(key)
}

async fn figures_text(State(operations): State<Operations>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (headers, operations.figures.render()).into_response()
}

/// Who shows the key of the data folder may do what its owner may.
struct Owner;

impl FromRequestParts<Operations> for Owner {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(
        parts: &mut Parts,
        operations: &Operations,
    ) -> Result<Self, Self::Rejection> {
        parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|given| crate::secrets::are_equal(given, &operations.key))
            .then_some(Self)
            .ok_or((
                StatusCode::UNAUTHORIZED,
                "the operations key is missing or wrong",
            ))
    }
}

async fn backup(
    State(operations): State<Operations>,
    _: Owner,
    Json(request): Json<BackupRequest>,
) -> Response {
    match operations.storage.backup_to(&request.destination).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            tracing::warn!(error = ?error, "a backup failed");
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response()
        }
    }
}

async fn change_app_proof(
    State(operations): State<Operations>,
    _: Owner,
    Json(request): Json<AppProofRequest>,
) -> Response {
    match carry_out(&operations.identity, request).await {
        Ok(said) => said.into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{error:#}")).into_response(),
    }
}
