//! Consultations, agents and teams: implements `skein_desk::ports`.
