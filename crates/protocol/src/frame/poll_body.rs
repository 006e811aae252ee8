//! The bodies of `/v1/poll`. A server takes a POST apart into frames that nobody has looked into yet.

use std::fmt;

use bytes::Bytes;
use prost::Message as _;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{FrameError, intake, to_json};
use crate::generated::table::POLL_SEND;
use crate::wire::{PollBatch, PollSend};

/// Frames in one POST.
pub const MAX_POLL_FRAMES: usize = 100;

/// Why a body is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PollBodyError {
    #[error("a frame is too large")]
    FrameTooLarge,
    #[error("at most {MAX_POLL_FRAMES} frames a request")]
    TooManyFrames,
    #[error("the body is not the JSON form of PollSend")]
    Malformed,
}

/// The frames of a body as they came: they share its memory.
pub fn split_poll_body(body: &Bytes, max_frame_bytes: usize) -> Result<Vec<Bytes>, PollBodyError> {
    // Serde would take a list of a struct's values for the struct.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(PollBodyError::Malformed);
    }
    let said: Said<'_> = serde_json::from_slice(body).map_err(|_| PollBodyError::Malformed)?;
    if said.frames.are_more {
        return Err(PollBodyError::TooManyFrames);
    }
    let frames = said.frames.first.into_iter().map(|frame| {
        let bytes = frame.get().as_bytes();
        if bytes.len() > max_frame_bytes {
            Err(PollBodyError::FrameTooLarge)
        } else {
            Ok(body.slice_ref(bytes))
        }
    });
    frames.collect()
}

/// What a client says.
pub fn encode_poll_send(said: &PollSend) -> Vec<u8> {
    let mut json = Vec::new();
    to_json::append(&POLL_SEND, &said.encode_to_vec(), &mut json)
        .expect("the bytes are this build's own");
    json
}

/// What a server answers.
pub fn decode_poll_batch(json: &[u8]) -> Result<PollBatch, FrameError> {
    intake::read_poll_batch(json)
}

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
        deserializer.deserialize_any(FramesVisitor)
    }
}

struct FramesVisitor;

impl<'de> Visitor<'de> for FramesVisitor {
    type Value = Frames<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("frames")
    }

    /// As everywhere in canonical JSON, null says that nothing is given.
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Frames::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut frames = Frames::default();
        while frames.first.len() < MAX_POLL_FRAMES {
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

    fn body(count: usize, last: &str) -> Bytes {
        let mut frames = vec![r#"{"id":7,"ping":{}}"#; count];
        frames.push(last);
        format!(r#"{{"frames":[{}]}}"#, frames.join(",")).into()
    }

    #[test]
    fn frames_are_found_up_to_the_hundredth_and_none_beyond() {
        let ping = r#"{"id":8,"ping":{}}"#;
        let frames = split_poll_body(&body(99, ping), 1_000).expect("a hundred frames");
        assert_eq!((frames.len(), &frames[99][..]), (100, ping.as_bytes()));
        // What is no frame at all is not looked at any more.
        for last in [ping, "17"] {
            assert_eq!(
                split_poll_body(&body(100, last), 1_000),
                Err(PollBodyError::TooManyFrames)
            );
        }
    }

    #[test]
    fn a_frame_is_no_larger_than_on_a_web_socket() {
        let ping = format!(r#"{{"id":8,{}"ping":{{}}}}"#, " ".repeat(100));
        assert!(split_poll_body(&body(3, &ping), ping.len()).is_ok());
        assert_eq!(
            split_poll_body(&body(3, &ping), ping.len() - 1),
            Err(PollBodyError::FrameTooLarge)
        );
    }

    #[test]
    fn what_is_no_object_with_a_list_is_malformed() {
        for text in [
            "",
            "[]",
            "[[]]",
            "null",
            "{\"frames\":7}",
            "{\"frames\":{}}",
            "{\"frames\":[{}",
            "{\"frames\":[]}{}",
            "{\"frames\":[],\"frames\":[]}",
        ] {
            assert_eq!(
                split_poll_body(&text.into(), 1_000),
                Err(PollBodyError::Malformed),
                "{text}"
            );
        }
        for text in ["{}", "{\"more\":1}", "{\"frames\":null}"] {
            assert_eq!(
                split_poll_body(&text.into(), 1_000),
                Ok(Vec::new()),
                "{text}"
            );
        }
    }
}
