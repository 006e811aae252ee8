//! The plain TCP transport: a door of its own, and protobuf frames behind their lengths. TLS is a proxy's.

mod door;
mod framing;

pub use door::{TcpServer, serve_tcp};
#[cfg(test)]
pub(crate) use framing::TcpFraming;
