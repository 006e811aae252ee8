//! Generated from `proto/` by `cargo run -p skein-codegen`: the wire types and the table of their fields.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "generated code follows its generators' taste"
)]

#[rustfmt::skip]
pub(crate) mod table;
#[rustfmt::skip]
pub mod types;
