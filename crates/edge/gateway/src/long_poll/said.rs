//! The body of a POST: no more of it is read than its sender may say, and each frame is checked as on a WebSocket.

use std::fmt;

use axum::body::{Body, to_bytes};
use http_body_util::LengthLimitError;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use skein_protocol::frame::{self, Format, FrameError};
use skein_protocol::wire::{ErrorCode, Frame};

/// Frames in one POST.
const MAX_FRAMES: usize = 100;

/// Why the body is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadBody {
    #[error("the body is too large")]
    TooLarge,
    #[error("a frame is too large")]
    FrameTooLarge,
    #[error("at most {MAX_FRAMES} frames a request")]
    TooManyFrames,
    #[error("the body is not the JSON form of PollSend")]
    Malformed,
    #[error("the body can't be read")]
    Unreadable,
}

impl BadBody {
    pub(super) const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge | Self::FrameTooLarge | Self::TooManyFrames => ErrorCode::TooLarge,
            Self::Malformed | Self::Unreadable => ErrorCode::Malformed,
        }
    }
}

pub(super) async fn read(
    body: Body,
    max_bytes: usize,
    max_frame_bytes: usize,
) -> Result<Vec<Frame>, BadBody> {
    let bytes = to_bytes(body, max_bytes).await.map_err(|error| {
        if error.into_inner().is::<LengthLimitError>() {
            BadBody::TooLarge
        } else {
            BadBody::Unreadable
        }
    })?;
    parse(&bytes, max_frame_bytes)
}

fn parse(bytes: &[u8], max_frame_bytes: usize) -> Result<Vec<Frame>, BadBody> {
    // Serde would take a list of a struct's values for the struct.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(BadBody::Malformed);
    }
    let Said { frames } = serde_json::from_slice(bytes).map_err(|_| BadBody::Malformed)?;
    if frames.are_more {
        return Err(BadBody::TooManyFrames);
    }
    frames
        .first
        .into_iter()
        .map(
            |frame| match frame::decode(Format::Json, frame.get().as_bytes(), max_frame_bytes) {
                Ok(frame) => Ok(frame),
                Err(FrameError::TooLarge { .. }) => Err(BadBody::FrameTooLarge),
                Err(_) => Err(BadBody::Malformed),
            },
        )
        .collect()
}

/// `PollSend` before its frames are read: some bytes of a body become many of a frame.
#[derive(Deserialize)]
struct Said<'b> {
    #[serde(borrow, default)]
    frames: Frames<'b>,
}

#[derive(Default)]
struct Frames<'b> {
    /// As many as there may be.
    first: Vec<&'b RawValue>,
    are_more: bool,
}

impl<'de: 'b, 'b> Deserialize<'de> for Frames<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(FramesVisitor)
    }
}

struct FramesVisitor;

impl<'de> Visitor<'de> for FramesVisitor {
    type Value = Frames<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("frames")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut frames = Frames::default();
        while frames.first.len() < MAX_FRAMES {
            match seq.next_element()? {
                Some(frame) => frames.first.push(frame),
                None => return Ok(frames),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            frames.are_more = true;
        }
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(count: usize, last: &str) -> Vec<u8> {
        let mut frames = vec![r#"{"id":7,"ping":{}}"#; count];
        frames.push(last);
        format!(r#"{{"frames":[{}]}}"#, frames.join(",")).into_bytes()
    }

    #[test]
    fn frames_are_read_up_to_the_hundredth_and_none_beyond() {
        let ping = r#"{"id":8,"ping":{}}"#;
        let frames = parse(&body(99, ping), 1_000).expect("a hundred frames");
        assert_eq!(
            (frames.len(), frames[0].id, frames[99].id),
            (MAX_FRAMES, 7, 8)
        );
        // What is no frame at all is not looked at any more.
        for last in [ping, "17"] {
            assert!(matches!(
                parse(&body(100, last), 1_000),
                Err(BadBody::TooManyFrames)
            ));
        }
    }

    #[test]
    fn a_frame_is_no_larger_than_on_a_web_socket() {
        let ping = format!(r#"{{"id":8,{}"ping":{{}}}}"#, " ".repeat(100));
        assert!(parse(&body(3, &ping), ping.len()).is_ok());
        assert!(matches!(
            parse(&body(3, &ping), ping.len() - 1),
            Err(BadBody::FrameTooLarge)
        ));
    }

    #[test]
    fn what_is_no_list_of_frames_is_malformed() {
        for text in [
            "",
            "[]",
            "{\"frames\":7}",
            "{\"frames\":[7]}",
            "{\"frames\":[{}",
        ] {
            assert!(
                matches!(parse(text.as_bytes(), 1_000), Err(BadBody::Malformed)),
                "{text}"
            );
        }
        assert!(parse(b"{\"more\":1}", 1_000).is_ok_and(|frames| frames.is_empty()));
    }
}
