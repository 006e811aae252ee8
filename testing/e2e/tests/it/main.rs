//! The promises of Skein, each proven through the real binary. One file per promise; its name says it.

mod a_broken_server_is_caught;
mod nothing_acknowledged_is_lost;
