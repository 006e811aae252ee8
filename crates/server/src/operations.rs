//! The operator's door: figures for Prometheus, and the backup command. On an address of its own.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::{Deserialize, Serialize};

use crate::storage::Storage;

/// The file in the data folder whose content proves that a caller may read that folder.
pub(crate) const KEY_FILE: &str = "operations.key";

#[derive(Debug, Clone)]
struct Operations {
    figures: PrometheusHandle,
    storage: Storage,
    key: Arc<str>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BackupRequest {
    pub(crate) destination: PathBuf,
}

pub(crate) fn routes(figures: PrometheusHandle, storage: Storage) -> Result<Router> {
    let key: Arc<str> = write_key(&storage)?.into();
    Ok(Router::new()
        .route("/metrics", get(figures_text))
        .route("/backup", post(backup))
        .with_state(Operations {
            figures,
            storage,
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

async fn backup(
    State(operations): State<Operations>,
    headers: HeaderMap,
    Json(request): Json<BackupRequest>,
) -> Response {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let is_known = given
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|given| crate::secrets::are_equal(given, &operations.key));
    if !is_known {
        return (
            StatusCode::UNAUTHORIZED,
            "the operations key is missing or wrong",
        )
            .into_response();
    }
    match operations.storage.backup_to(&request.destination).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            tracing::warn!(error = ?error, "a backup failed");
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response()
        }
    }
}
