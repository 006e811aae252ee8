//! `GET /v1/connect`: from an HTTP request to a WebSocket connection of its own.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Version, header};
use hyper_util::rt::TokioIo;
use skein_foundation::runtime;
use skein_protocol::websocket::{
    HandshakeError, Negotiated, UpgradeRequest, check_upgrade, negotiate_subprotocol,
};
use skein_protocol::wire::ErrorCode;

use super::framing::WebSocketFraming;
use crate::admission::Permit;
use crate::node::{Gateway, Node};
use crate::problem::{problem, with_status};
use crate::session::{Connection, Opened, Stream};
use crate::timed_socket::TimedSocket;

/// Answers the upgrade and goes on with the raw socket; hyper's buffers are gone by then.
pub(crate) async fn connect(
    State(gateway): State<Gateway>,
    Extension(permit): Extension<Arc<Permit>>,
    mut request: Request,
) -> Response {
    let node = gateway.0;
    if node.lifecycle.is_draining() {
        return problem(ErrorCode::Overloaded, "this node is stopping");
    }
    let agreed = match agree(&request) {
        Ok(agreed) => agreed,
        Err(error) => return refuse(error),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    let (format, bearer) = (agreed.format, agreed.bearer);
    runtime::spawn_connection(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let Ok(parts) = upgraded.downcast::<TokioIo<TimedSocket>>() else {
            tracing::error!("an upgraded connection is not a socket of this server");
            return;
        };
        let socket = parts.io.into_inner().into_inner();
        let opened = Opened {
            stream: Stream::new(socket, parts.read_buf.to_vec()),
            framing: WebSocketFraming::new(format, node.limits.max_frame_bytes, bearer),
            permit,
        };
        serve(node, opened);
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
fn serve(node: Arc<Node>, opened: Opened<WebSocketFraming>) {
    runtime::spawn_connection(Connection::new(node, opened));
}

struct Agreed {
    accept: HeaderValue,
    format: skein_protocol::frame::Format,
    bearer: Option<Box<str>>,
}

fn agree(request: &Request) -> Result<Agreed, HandshakeError> {
    // An upgrade is unknown to HTTP/1.0 (RFC 9110, 7.8), and what follows a body can't be told from it.
    if request.version() < Version::HTTP_11 || !request.body().is_end_stream() {
        return Err(HandshakeError::NotAnUpgrade);
    }
    let headers = request.headers();
    let list = |name| {
        let lines = headers.get_all(name).into_iter();
        let texts: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
        texts.join(",")
    };
    // These two are no lists: several lines are no value at all (RFC 6455, 11.3).
    let single = |name| {
        let mut lines = headers.get_all(name).into_iter();
        match (lines.next(), lines.next()) {
            (Some(line), None) => line.to_str().unwrap_or_default(),
            _ => "",
        }
    };
    let accept = check_upgrade(&UpgradeRequest {
        connection: &list(header::CONNECTION),
        upgrade: &list(header::UPGRADE),
        version: single(header::SEC_WEBSOCKET_VERSION),
        key: single(header::SEC_WEBSOCKET_KEY),
    })?;
    let offered = list(header::SEC_WEBSOCKET_PROTOCOL);
    let Negotiated {
        format,
        bearer_token,
    } = negotiate_subprotocol(&offered)?;
    Ok(Agreed {
        accept: HeaderValue::from_str(&accept).expect("base64 is a header value"),
        format,
        bearer: bearer_token.map(Into::into),
    })
}

fn refuse(error: HandshakeError) -> Response {
    let code = match error {
        HandshakeError::TokenTooLong => return problem(ErrorCode::TooLarge, &error.to_string()),
        HandshakeError::Key | HandshakeError::TwoTokens => ErrorCode::Malformed,
        _ => ErrorCode::Invalid,
    };
    let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut answer = with_status(status, code, &error.to_string());
    if status == StatusCode::UPGRADE_REQUIRED {
        // What to become, which is said of this connection alone (RFC 9110, 15.5.22).
        let headers = answer.headers_mut();
        for (name, value) in [
            (header::UPGRADE, "websocket"),
            (header::CONNECTION, "Upgrade"),
            (header::SEC_WEBSOCKET_VERSION, "13"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    answer
}
