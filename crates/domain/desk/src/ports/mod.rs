//! What the desk needs from outside.

mod agents;
mod assignment;
mod consultations;
mod desk_time;
mod people;
mod teams;

pub use agents::AgentStore;
pub use assignment::{
    AcceptOutcome, AssignNext, AssignOutcome, AssignmentStore, Commanded, Decide, GoneThread,
    MergeInto, MergeOutcome, Recorded, Release, WentOnIn,
};
pub use consultations::{ConsultationFilter, ConsultationStore};
pub use desk_time::DeskTimeStore;
pub use people::{Person, PersonDirectory};
pub use teams::{MAX_TEAM_MEMBERS, TeamDeletion, TeamStore};

/// The desk's part of the relational store. Every call names the app; another app's ids are not found.
pub trait DeskStore:
    TeamStore + AgentStore + ConsultationStore + AssignmentStore + DeskTimeStore
{
}

impl<T: TeamStore + AgentStore + ConsultationStore + AssignmentStore + DeskTimeStore> DeskStore
    for T
{
}
