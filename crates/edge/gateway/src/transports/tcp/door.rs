//! The listener of plain TCP: whoever is let through by admission is a connection at once, and has to say hello.

use std::sync::Arc;
use std::time::Duration;

use skein_foundation::runtime;
use tokio::net::TcpListener;

use super::framing::TcpFraming;
use crate::door::Door;
use crate::node::Gateway;
use crate::proxies::TrustedProxies;
use crate::session::{Connection, Opened, Stream};

/// A listening socket for frames on plain TCP.
#[derive(Debug)]
pub struct TcpServer {
    pub listener: TcpListener,
    pub gateway: Gateway,
    /// Proxies that end TLS in front of it: they bring many clients from one address.
    pub proxies: TrustedProxies,
    /// For taking any of the bytes that were sent to a peer.
    pub send_time: Duration,
}

/// Takes connections in until the gateway drains.
pub async fn serve_tcp(server: TcpServer) {
    let node = server.gateway.0;
    let mut door = Door::new(
        server.listener,
        Arc::clone(&node.admission),
        Arc::new(server.proxies),
        node.lifecycle.clone(),
        server.send_time,
    );
    while let Some(admitted) = door.next().await {
        let opened = Opened {
            stream: Stream::new(admitted.socket, Vec::new()),
            framing: TcpFraming::new(node.limits.max_frame_bytes),
            permit: Arc::new(admitted.permit),
        };
        runtime::spawn_connection(Connection::new(Arc::clone(&node), opened));
    }
}
