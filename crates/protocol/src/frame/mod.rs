//! Frames as bytes in both formats, and frames of clients as checked requests.

mod build;
mod format;
mod from_json;
mod intake;
mod poll_body;
mod request;
mod scan;
mod to_json;

pub use build::{error_frame, go_away_frame};
pub use format::{Format, FrameError, decode, encode, encode_into};
pub use intake::check_client_frame;
pub(crate) use intake::{Speaker, read_client_frame};
pub use poll_body::{
    MAX_POLL_FRAMES, PollBodyError, decode_poll_batch, encode_poll_send, split_poll_body,
};
pub use request::{
    ClientFrame, DeviceInfo, HelloRequest, HistoryRange, ListMembers, MAX_SYNC_POSITIONS,
    MAX_TOKEN_BYTES, MAX_WATCHED_USERS, Refusal, Request, SendRequest, SyncRequest,
};
pub use scan::ScanError;
