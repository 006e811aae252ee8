//! The incremental decoder: arbitrary chunks of bytes in, whole frames out, nothing copied where a frame is whole.
//!
//! As with the decoder of WebSocket, the caller owns the read buffer and may share it: what a chunk cut off is kept
//! here, a partial length inline, a partial frame on the heap until it is taken.
//!
//! Bounds: a frame is refused from its length when it would pass the limit, and memory grows with the bytes that
//! arrived, not with the length that is claimed.

use std::ops::Range;

use super::{GOODBYE_BYTES, LENGTH_BYTES};
use crate::input::Input;

/// What came. It borrows from the input or from the decoder until the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The bytes of a frame.
    Frame(&'a [u8]),
    /// The peer has said everything, with this close code. What follows is ignored.
    Goodbye(u16),
}

/// Why the peer's bytes are not taken. The connection is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DelimitedError {
    #[error("the frame is larger than {limit} bytes")]
    TooLarge { limit: u32 },
}

/// The state between two reads of one connection.
#[derive(Debug)]
pub struct Decoder {
    /// Of the frame in progress, when it is not whole in one input.
    assembly: Vec<u8>,
    max_frame_bytes: u32,
    /// Of the frame in progress; 0 between two frames.
    remaining_bytes: u32,
    partial_head: [u8; GOODBYE_BYTES],
    partial_head_bytes: u8,
    /// A goodbye or an error came by: nothing more is read.
    is_over: bool,
}

/// What the bytes before a frame say.
enum Head {
    Frame { bytes: u32 },
    Goodbye { code: u16 },
}

/// Where a whole frame lies.
enum Whole {
    Input(Range<usize>),
    Assembly,
}

impl Head {
    /// `None` while it is not whole.
    fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let (length, rest) = bytes.split_first_chunk::<LENGTH_BYTES>()?;
        match u32::from_be_bytes(*length) {
            0 => {
                let code = u16::from_be_bytes(*rest.first_chunk()?);
                Some((Self::Goodbye { code }, GOODBYE_BYTES))
            }
            bytes => Some((Self::Frame { bytes }, LENGTH_BYTES)),
        }
    }
}

impl Decoder {
    /// A decoder that refuses frames above the limit.
    pub fn new(max_frame_bytes: u32) -> Self {
        Self {
            assembly: Vec::new(),
            max_frame_bytes,
            remaining_bytes: 0,
            partial_head: [0; GOODBYE_BYTES],
            partial_head_bytes: 0,
            is_over: false,
        }
    }

    /// Another limit, for frames whose length has not come yet.
    pub fn limit_frames(&mut self, max_frame_bytes: u32) {
        self.max_frame_bytes = max_frame_bytes;
    }

    /// The next event of the input. Call until `None`, then the input is consumed and its buffer free for others.
    pub fn next<'e>(
        &'e mut self,
        input: &'e mut Input<'_>,
    ) -> Result<Option<Event<'e>>, DelimitedError> {
        if self.is_over {
            input.take_all();
            return Ok(None);
        }
        let whole = if self.remaining_bytes > 0 {
            self.go_on(input)
        } else {
            // What was in progress has been taken by now.
            if self.assembly.capacity() != 0 {
                self.assembly = Vec::new();
            }
            match self.read_head(input) {
                None => None,
                Some(Head::Goodbye { code }) => {
                    self.end(input);
                    return Ok(Some(Event::Goodbye(code)));
                }
                Some(Head::Frame { bytes }) if bytes > self.max_frame_bytes => {
                    self.end(input);
                    return Err(DelimitedError::TooLarge {
                        limit: self.max_frame_bytes,
                    });
                }
                Some(Head::Frame { bytes }) if bytes as usize <= input.rest().len() => {
                    Some(Whole::Input(input.take(bytes as usize)))
                }
                Some(Head::Frame { bytes }) => {
                    self.remaining_bytes = bytes;
                    self.go_on(input)
                }
            }
        };
        Ok(whole.map(|whole| {
            Event::Frame(match whole {
                Whole::Input(range) => input.bytes(range),
                Whole::Assembly => &self.assembly,
            })
        }))
    }

    /// Bytes on the heap right now.
    pub fn heap_bytes(&self) -> usize {
        self.assembly.capacity()
    }

    fn end(&mut self, input: &mut Input<'_>) {
        self.is_over = true;
        input.take_all();
    }

    fn read_head(&mut self, input: &mut Input<'_>) -> Option<Head> {
        let kept = usize::from(self.partial_head_bytes);
        if kept == 0
            && let Some((head, own_bytes)) = Head::parse(input.rest())
        {
            input.take(own_bytes);
            return Some(head);
        }
        let added = input.rest().len().min(GOODBYE_BYTES - kept);
        self.partial_head[kept..kept + added].copy_from_slice(&input.rest()[..added]);
        let parsed = Head::parse(&self.partial_head[..kept + added]);
        let own_bytes = parsed.as_ref().map_or(kept + added, |(_, bytes)| *bytes);
        self.partial_head_bytes = if parsed.is_some() { 0 } else { own_bytes as u8 };
        input.take(own_bytes - kept);
        parsed.map(|(head, _)| head)
    }

    fn go_on(&mut self, input: &mut Input<'_>) -> Option<Whole> {
        let length = input.rest().len().min(self.remaining_bytes as usize);
        let range = input.take(length);
        self.assembly.extend_from_slice(input.bytes(range));
        self.remaining_bytes -= length as u32;
        (self.remaining_bytes == 0).then_some(Whole::Assembly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_decoder_is_small_and_owns_no_heap() {
        assert!(size_of::<Decoder>() <= 40, "{} bytes", size_of::<Decoder>());
        assert_eq!(Decoder::new(65_536).heap_bytes(), 0);
    }
}
