//! Frames over a WebSocket.

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use skein_foundation::runtime;
use skein_protocol::frame::{self, Format};
use skein_protocol::wire::Frame;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::{
    CloseFrame, WebSocketConfig, frame::coding::CloseCode,
};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::{
    GOODBYE_TIME, Incoming, MAX_FRAME_BYTES, OPEN_TIME, TransportError, Wire, WireTask, wire,
};

/// The socket under frames.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the socket; `subprotocols` as they stand in the header.
pub(crate) async fn open_socket(
    base_url: &str,
    subprotocols: &str,
) -> Result<Socket, TransportError> {
    let bad_address = || TransportError::BadAddress(base_url.to_owned());
    let authority = base_url.strip_prefix("http://").ok_or_else(bad_address)?;
    let mut request = format!("ws://{authority}/v1/connect").into_client_request()?;
    let subprotocols = HeaderValue::from_str(subprotocols).map_err(|_| bad_address())?;
    request
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocols);
    let config = WebSocketConfig::default()
        .read_buffer_size(16 * 1024)
        .max_message_size(Some(MAX_FRAME_BYTES))
        .max_frame_size(Some(MAX_FRAME_BYTES));
    let opening = connect_async_with_config(request, Some(config), true);
    let (socket, _) = tokio::time::timeout(OPEN_TIME, opening)
        .await
        .map_err(|_| TransportError::Timeout)??;
    Ok(socket)
}

pub(super) async fn open(base_url: &str, format: Format) -> Result<Wire, TransportError> {
    let socket = open_socket(base_url, format.subprotocol()).await?;
    let (wire, task) = wire();
    runtime::spawn("client_websocket", run(socket, format, task));
    Ok(wire)
}

/// The message that carries a frame.
pub(crate) fn to_message(format: Format, frame: &Frame) -> Message {
    let bytes = frame::encode(format, frame);
    match format {
        Format::Proto => Message::Binary(bytes),
        Format::Json => {
            Message::Text(Utf8Bytes::try_from(bytes).expect("the JSON form of a frame is UTF-8"))
        }
    }
}

/// The bytes of a frame in a message of the right kind.
pub(crate) fn payload(format: Format, message: &Message) -> Option<&[u8]> {
    match (format, message) {
        (Format::Proto, Message::Binary(bytes)) => Some(bytes),
        (Format::Json, Message::Text(text)) => Some(text.as_bytes()),
        _ => None,
    }
}

/// Reads and writes side by side, so that neither waits for the other.
async fn run(socket: Socket, format: Format, task: WireTask) {
    let (sink, stream) = socket.split();
    let WireTask { outgoing, incoming } = task;
    let mut writing = Box::pin(write(sink, format, outgoing));
    let mut reading = Box::pin(read(stream, format, incoming.clone()));
    let close_code = tokio::select! {
        close_code = &mut reading => close_code,
        goodbye = &mut writing => {
            if goodbye == Goodbye::Said {
                // The server answers the close; nobody listens to anything else.
                let _ = tokio::time::timeout(GOODBYE_TIME, &mut reading).await;
                return;
            }
            // What the server said before it hung up may still wait to be read.
            tokio::time::timeout(GOODBYE_TIME, &mut reading).await.unwrap_or(None)
        }
    };
    let _ = incoming.send(Incoming::Ended(close_code)).await;
}

/// Gives the close code.
async fn read(
    mut stream: SplitStream<Socket>,
    format: Format,
    incoming: mpsc::Sender<Incoming>,
) -> Option<u16> {
    let mut close_code = None;
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Close(frame) = &message {
            close_code = frame.as_ref().map(|frame| frame.code.into());
            continue;
        }
        let Some(bytes) = payload(format, &message) else {
            continue;
        };
        match frame::decode(format, bytes, MAX_FRAME_BYTES) {
            // The driver has turned away; read on only for the close.
            Ok(frame) => drop(incoming.send(Incoming::Frame(Box::new(frame))).await),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the server sent what is no frame"
                );
                return close_code;
            }
        }
    }
    close_code
}

#[derive(PartialEq, Eq)]
enum Goodbye {
    Said,
    Failed,
}

/// Until the driver has turned away, then says goodbye.
async fn write(
    mut sink: SplitSink<Socket, Message>,
    format: Format,
    mut outgoing: mpsc::Receiver<Frame>,
) -> Goodbye {
    while let Some(frame) = outgoing.recv().await {
        if sink.feed(to_message(format, &frame)).await.is_err() {
            return Goodbye::Failed;
        }
        // What waits already goes out with the same write.
        while let Ok(frame) = outgoing.try_recv() {
            if sink.feed(to_message(format, &frame)).await.is_err() {
                return Goodbye::Failed;
            }
        }
        if sink.flush().await.is_err() {
            return Goodbye::Failed;
        }
    }
    let close = CloseFrame {
        code: CloseCode::Normal,
        reason: Utf8Bytes::from_static("goodbye"),
    };
    let said = tokio::time::timeout(GOODBYE_TIME, sink.send(Message::Close(Some(close)))).await;
    if matches!(said, Ok(Ok(()))) {
        Goodbye::Said
    } else {
        Goodbye::Failed
    }
}
