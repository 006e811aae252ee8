//! What the protocol promises, one file per promise.

mod canonical_json;
mod client_session;
mod delimited;
mod frames_in_both_formats;
mod requests_are_checked;
mod server_session;
mod vectors;
mod virtual_network;
mod websocket_chunking;
mod websocket_rules;
mod what_a_session_looks_into;
mod wire;
