//! The desk: consultations on threads, the queue of a team, assignment to agents, silence, rating.
//!
//! `model` says what things are, `rules` decides (pure, synchronous), `ports` names what is needed from
//! outside, `service` carries use cases out, `contract` is the suite every implementation of a port passes.

pub mod contract;
pub mod model;
pub mod ports;
pub mod rules;
pub mod service;

pub use service::{Desk, DeskError, DeskPorts};
