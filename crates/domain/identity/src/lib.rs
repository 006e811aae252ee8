//! Who is there: apps, sites, users, and what they prove who they are with.
//!
//! `model` says what things are, `rules` decides (pure, synchronous), `ports` names what is needed from outside,
//! `service` carries use cases out, `contract` is the suite every implementation of a port passes.

pub mod contract;
pub mod model;
pub mod ports;
pub mod rules;
pub mod service;
