//! The operator's door: figures for Prometheus, and the commands that the running server carries out. On an address of
//! its own.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use skein_foundation::runtime;
use skein_identity::service::Identity;

use crate::app_proofs::{AppProofRequest, carry_out};
use crate::storage::Storage;
use crate::telemetry::Figures;

/// The file in the data folder whose content proves that a caller may read that folder.
pub(crate) const KEY_FILE: &str = "operations.key";
/// Asks only for a proof.
pub(crate) const HELLO_PATH: &str = "/hello";
pub(crate) const NONCE_HEADER: &str = "skein-nonce";
pub(crate) const PROOF_HEADER: &str = "skein-proof";
/// Of a request, which is read before it is known who asks: a path or the name of a key.
const MAX_REQUEST_BYTES: usize = 16 << 10;
const MAX_ANSWER_BYTES: usize = 1 << 20;

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
    let operations = Operations {
        figures,
        storage,
        identity,
        key,
    };
    let proven = Router::new()
        .route(HELLO_PATH, post(async || "skein"))
        .route("/backup", post(backup))
        .route("/app-proofs", post(change_app_proof))
        .route_layer(from_fn_with_state(operations.clone(), prove));
    Ok(Router::new()
        .route("/metrics", get(figures_text))
        .merge(proven)
        .with_state(operations))
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

/// What is asked and what is answered is proven by the key of the data folder, which is never sent: the caller knows that
/// no other program answers, and the server that the caller may read the folder.
async fn prove(State(operations): State<Operations>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let header = |name: &str| {
        let value = head.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (nonce, shown) = (header(NONCE_HEADER), header(PROOF_HEADER));
    let Ok(body) = to_bytes(body, MAX_REQUEST_BYTES).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large").into_response();
    };
    let expected = request_proof(&operations.key, &nonce, head.uri.path(), &body);
    if nonce.is_empty() || !crate::secrets::are_equal(&shown, &expected) {
        // A 401 says what would be taken (RFC 9110, 15.5.2).
        return (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, "Skein-Proof")],
            "the proof of the operations key is missing or wrong",
        )
            .into_response();
    }
    // In a task of its own: a command that is interrupted must not leave half of what it asked for, nor let go of the folder
    // that a backup still writes into.
    let request = Request::from_parts(head, Body::from(body));
    let Ok(answer) = runtime::spawn("operation", next.run(request)).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (mut head, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, MAX_ANSWER_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let proof = answer_proof(&operations.key, &nonce, head.status.as_u16(), &body);
    if let Ok(proof) = HeaderValue::from_str(&proof) {
        head.headers.insert(PROOF_HEADER, proof);
    }
    Response::from_parts(head, Body::from(body))
}

pub(crate) fn request_proof(key: &str, nonce: &str, path: &str, body: &[u8]) -> String {
    crate::secrets::proof(key, &[b"request", nonce.as_bytes(), path.as_bytes(), body])
}

pub(crate) fn answer_proof(key: &str, nonce: &str, status: u16, body: &[u8]) -> String {
    crate::secrets::proof(
        key,
        &[b"answer", nonce.as_bytes(), &status.to_be_bytes(), body],
    )
}

async fn backup(
    State(operations): State<Operations>,
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
    Json(request): Json<AppProofRequest>,
) -> Response {
    match carry_out(&operations.identity, &request).await {
        Ok(said) => said.into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{error:#}")).into_response(),
    }
}
