//! Bodies of POSTs to `/v1/poll`: taken apart without a copy, and every part is a JSON value of its own.

use bytes::Bytes;
use skein_protocol::frame::{Format, MAX_POLL_FRAMES, check_client_frame, split_poll_body};

pub(super) fn run(bytes: &[u8]) {
    let body = Bytes::copy_from_slice(bytes);
    let (spent, frames) = super::memory_of(|| split_poll_body(&body, 65_536));
    // A name with an escape is put together in a buffer that doubles.
    let allowance = 4 * bytes.len() + 16 * 1024;
    assert!(spent <= allowance, "{} bytes cost {spent}", bytes.len());
    let Ok(frames) = frames else { return };
    assert!(frames.len() <= MAX_POLL_FRAMES);
    let all: usize = frames.iter().map(Bytes::len).sum();
    assert!(all <= bytes.len(), "frames do not overlap");
    for frame in frames {
        // It may be no frame, but it can be looked at.
        let _ = check_client_frame(Format::Json, &frame, 65_536);
    }
}
