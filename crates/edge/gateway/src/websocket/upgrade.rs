//! `GET /v1/connect`: from an HTTP request to a WebSocket connection of its own.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use hyper_util::rt::TokioIo;
use skein_foundation::runtime;
use skein_protocol::websocket::{
    HandshakeError, Negotiated, UpgradeRequest, check_upgrade, negotiate_subprotocol,
};
use tokio::net::TcpStream;

use super::connection::{Connection, Upgraded};
use super::stream::Stream;
use crate::admission::Permit;
use crate::node::{Gateway, Node};

/// Answers the upgrade and goes on with the raw socket; hyper's buffers are gone by then.
pub(crate) async fn connect(
    State(gateway): State<Gateway>,
    Extension(permit): Extension<Arc<Permit>>,
    mut request: Request,
) -> Response {
    let node = gateway.0;
    if node.lifecycle.is_draining() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "1")],
        )
            .into_response();
    }
    let agreed = match agree(request.headers()) {
        Ok(agreed) => agreed,
        Err(error) => return refuse(error),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    let (format, bearer) = (agreed.format, agreed.bearer);
    runtime::spawn_connection(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
            tracing::error!("an upgraded connection is not a TCP socket");
            return;
        };
        let socket = parts.io.into_inner();
        let stream = Stream::new(socket, parts.read_buf.to_vec());
        serve(
            node,
            Upgraded {
                stream,
                format,
                bearer,
                permit,
            },
        );
    });
    (
        StatusCode::SWITCHING_PROTOCOLS,
        [
            (header::CONNECTION, HeaderValue::from_static("Upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, agreed.accept),
            (
                header::SEC_WEBSOCKET_PROTOCOL,
                HeaderValue::from_static(format.subprotocol()),
            ),
        ],
        Body::empty(),
    )
        .into_response()
}

/// In a task of its own: the task of the upgrade, with its larger frame, ends here.
fn serve(node: Arc<Node>, upgraded: Upgraded) {
    runtime::spawn_connection(Connection::new(node, upgraded));
}

struct Agreed {
    accept: HeaderValue,
    format: skein_protocol::frame::Format,
    bearer: Option<Box<str>>,
}

fn agree(headers: &HeaderMap) -> Result<Agreed, HandshakeError> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let accept = check_upgrade(&UpgradeRequest {
        connection: text(header::CONNECTION),
        upgrade: text(header::UPGRADE),
        version: text(header::SEC_WEBSOCKET_VERSION),
        key: text(header::SEC_WEBSOCKET_KEY),
    })?;
    let Negotiated {
        format,
        bearer_token,
    } = negotiate_subprotocol(text(header::SEC_WEBSOCKET_PROTOCOL))?;
    Ok(Agreed {
        accept: HeaderValue::from_str(&accept).expect("base64 is a header value"),
        format,
        bearer: bearer_token.map(Into::into),
    })
}

fn refuse(error: HandshakeError) -> Response {
    let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut answer = (status, error.to_string()).into_response();
    if status == StatusCode::UPGRADE_REQUIRED {
        answer.headers_mut().insert(
            header::SEC_WEBSOCKET_VERSION,
            HeaderValue::from_static("13"),
        );
    }
    answer
}
