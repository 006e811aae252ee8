//! Consultations, agents and teams: implements `skein_desk::ports`.

mod agents;
mod assignment;
mod consultations;
mod desk_time;
mod merging;
mod messages;
mod numbers;
mod people;
mod release;
mod rows;
mod saving;
mod teams;
