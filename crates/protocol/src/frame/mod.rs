//! Frames as bytes in both formats, and frames of clients as checked requests.

mod build;
mod format;
mod request;

pub use build::{error_frame, go_away_frame};
pub use format::{Format, FrameError, decode, encode, encode_into};
pub use request::{
    ClientFrame, DeviceInfo, HelloRequest, HistoryRange, MAX_SYNC_POSITIONS, MAX_WATCHED_USERS,
    Refusal, Request, SendRequest, SyncRequest, check_content,
};
