//! What the desk needs from outside.

mod agents;
mod consultations;
mod desk_time;
mod people;
mod teams;
mod unit;

pub use agents::AgentQueries;
pub use consultations::{ConsultationFilter, ConsultationQueries};
pub use desk_time::DeskTimeStore;
pub use people::{Person, PersonDirectory};
pub use teams::{MAX_TEAM_MEMBERS, TeamQueries};
pub use unit::{DeskStore, DeskUnit};
