//! The REST facade as its callers meet it: the real routes in this process, stores in memory. The files are the promises.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod by_the_book;
mod cross_origin;
mod desk;
mod errors;
mod guide;
mod idempotency;
mod limits;
mod openapi;
mod routes_by_credential;
mod sessions;
mod signing_in;
mod sites;
mod users;
mod world;
