//! Apps, users and credentials: implements `skein_identity::ports`.

mod apps;
mod proofs;
mod rows;
mod sign_ins;
mod statements;
mod unit;
mod users;
