//! Frames as bytes in both formats, and frames of clients as checked requests.

mod build;
mod content;
mod format;
mod request;

pub use build::{error_frame, go_away_frame};
pub use content::check_content;
pub use format::{Format, FrameError, decode, encode, encode_into};
pub use request::{
    ClientFrame, DeviceInfo, HelloRequest, HistoryRange, MAX_SYNC_POSITIONS, MAX_WATCHED_USERS,
    Refusal, Request, SendRequest, SyncRequest,
};
