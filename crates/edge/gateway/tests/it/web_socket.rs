//! What only WebSocket has: two kinds of messages, and pings below the frames.

use skein_protocol::frame::Format;
use skein_protocol::websocket::Opcode;
use skein_protocol::wire::ErrorCode;

use crate::socket_client::{Arrival, Link, SocketClient};
use crate::world::{Setting, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_no_hello() {
    let mut setting = Setting::default();
    setting.limits.hello_timeout_ms = 200;
    let world = World::with(setting).await;
    let mut client = SocketClient::connect(&world, Link::WebSocket(Format::Json)).await;
    client.write_message(Opcode::Ping, b"hi").await;
    assert_eq!(client.next().await, Arrival::Pong(b"hi".to_vec()));
    assert_eq!(
        client.close_code().await,
        ErrorCode::Unauthenticated.entry().close_code
    );
    assert_eq!(client.next().await, Arrival::End);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_the_other_format_close_with_1003() {
    let world = World::new().await;
    for (format, opcode) in [
        (Format::Json, Opcode::Binary),
        (Format::Proto, Opcode::Text),
    ] {
        let mut client = SocketClient::connect(&world, Link::WebSocket(format)).await;
        client.write_message(opcode, b"{}").await;
        assert_eq!(client.close_code().await, 1003);
        assert_eq!(client.next().await, Arrival::End);
    }
}
