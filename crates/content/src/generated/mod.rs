//! Generated from `proto/` by `cargo run -p skein-codegen`: the wire types of what a message says.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "generated code follows its generators' taste"
)]

#[rustfmt::skip]
pub mod types;
