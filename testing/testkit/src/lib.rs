//! Starts the real `skein` binary for tests, drives it over its public doors, and kills it without mercy.
//!
//! A test that uses this kit proves something about the program that people run: its own process, its own data
//! folder, loopback sockets, real signals. A typical test:
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use skein_testkit::SkeinServer;
//!
//! let mut server = SkeinServer::builder().config("limits.heartbeat_interval_ms", 1_000).start().await?;
//! let app = server.facade();
//! app.create_user("alice", "customer").await?;
//! let token = app.issue_token("alice").await?;
//!
//! server.kill()?; // SIGKILL: whatever was acknowledged must still be there
//! server.restart().await?; // same folder, same port
//! # drop(token);
//! # Ok(())
//! # }
//! ```
//!
//! Tests fail by panicking (`unwrap`, `assert!`): only then does the kit print the server's log.

mod app;
mod binary;
pub mod figures;
mod ports;
mod process;
mod rest;
mod server;
mod wait;

pub use app::App;
pub use binary::skein_binary;
pub use ports::free_port;
pub use process::send_signal;
pub use rest::{Facade, Reply, Rest, path_segment};
pub use server::{SkeinServer, SkeinServerBuilder};
pub use wait::{eventually, unique_name};
