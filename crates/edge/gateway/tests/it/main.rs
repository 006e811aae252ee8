//! The gateway as its clients meet it: real sockets on loopback, stores in memory. The files are the promises.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod before_hello;
mod by_the_book;
mod held_look_ups;
mod held_users;
mod hold;
mod http_client;
mod http_server;
mod long_pages;
mod long_poll;
mod long_poll_bounds;
mod poll_client;
mod socket_client;
mod sockets;
mod tcp;
mod web_socket;
mod world;
