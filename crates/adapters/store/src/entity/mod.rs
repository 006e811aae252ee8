//! One file per table: the row as it is stored, and what of it must not be printed. Rows are turned into domain values where they are read.
#![expect(
    unreachable_pub,
    reason = "SeaORM's derives make public types beside the row"
)]

pub(crate) mod agent;
pub(crate) mod app;
pub(crate) mod app_key;
pub(crate) mod change_event;
pub(crate) mod consultation;
pub(crate) mod consultation_transition;
pub(crate) mod consumer_cursor;
pub(crate) mod conversation;
pub(crate) mod conversation_mark;
pub(crate) mod conversation_member;
pub(crate) mod credential;
pub(crate) mod data_stamp;
pub(crate) mod desk_queue;
pub(crate) mod desk_thread;
pub(crate) mod desk_time;
pub(crate) mod hidden;
pub(crate) mod setup_code;
pub(crate) mod sign_in;
pub(crate) mod site;
pub(crate) mod team;
pub(crate) mod team_member;
pub(crate) mod used_token;
pub(crate) mod user;
