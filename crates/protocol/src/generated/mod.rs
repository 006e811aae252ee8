//! Generated from `proto/` by `cargo run -p skein-codegen`: the wire types and their canonical JSON form.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "generated code follows its generators' taste"
)]

#[rustfmt::skip]
mod json;
#[rustfmt::skip]
pub mod types;
