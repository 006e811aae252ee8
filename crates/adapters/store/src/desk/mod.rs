//! Consultations, agents and teams: implements `skein_desk::ports`.

mod agents;
mod consultations;
mod desk_time;
mod people;
mod rows;
mod teams;
mod unit;
