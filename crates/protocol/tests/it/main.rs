//! What the protocol promises, one file per promise.

mod client_session;
mod frames_in_both_formats;
mod requests_are_checked;
mod server_session;
mod vectors;
mod virtual_network;
mod websocket_chunking;
mod websocket_rules;
mod wire;
