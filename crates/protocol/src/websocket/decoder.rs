//! The incremental decoder: arbitrary chunks of bytes in, whole messages out, nothing copied where a frame is whole.
//!
//! The caller owns the read buffer and may share one over all connections of a thread, because after
//! [`Decoder::next`] has returned `None` nothing in it is needed any more. The decoder keeps only what a chunk cut
//! off: a partial header inline, a partial message on the heap. It frees that as soon as the message was taken, so
//! an idle connection owns no heap memory here.
//!
//! Bounds: a message is refused from its header when it would pass the limit, and memory grows with the bytes that
//! arrived, not with the length a header claims.

use std::ops::Range;

use super::{
    CloseFrame, Opcode,
    close::parse_close,
    header::{Header, MAX_HEADER_BYTES},
    mask::apply_mask,
};
use crate::input::Input;

/// Which end of the connection decodes: servers take masked frames only, clients unmasked ones only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Server,
    Client,
}

/// A message or a control frame. It borrows from the input or from the decoder until the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
    /// Answer with a pong of the same payload.
    Ping(&'a [u8]),
    Pong(&'a [u8]),
    /// Answer with a close frame and end the connection; the decoder ignores what follows.
    Close(Option<CloseFrame<'a>>),
}

/// Why the peer's bytes are not WebSocket as this end speaks it. The connection is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    #[error("reserved bits are set, but no extension was agreed")]
    ReservedBits,
    #[error("opcode {0} is reserved")]
    ReservedOpcode(u8),
    #[error("a client frame is not masked")]
    Unmasked,
    #[error("a server frame is masked")]
    Masked,
    #[error("the length is not in its shortest form")]
    LengthForm,
    #[error("a control frame is fragmented")]
    FragmentedControl,
    #[error("a control frame has more than 125 bytes")]
    ControlTooLong,
    #[error("a continuation without a beginning")]
    UnexpectedContinuation,
    #[error("a new message inside a fragmented one")]
    ExpectedContinuation,
    #[error("a close frame of one byte")]
    CloseTooShort,
    #[error("close code {0} must not travel")]
    CloseCode(u16),
    #[error("text is not UTF-8")]
    NotUtf8,
    #[error("the message is larger than {limit} bytes")]
    TooLarge { limit: u32 },
}

impl CodecError {
    /// The code to close with.
    pub const fn close_code(self) -> u16 {
        match self {
            Self::TooLarge { .. } => 1009,
            Self::NotUtf8 => 1007,
            _ => 1002,
        }
    }
}

/// The state between two reads of one connection.
#[derive(Debug)]
pub struct Decoder {
    /// Unmasked payload of the message in progress, when it is not whole in one input.
    assembly: Vec<u8>,
    /// Unmasked payload of a control frame that is not whole in one input.
    control: Vec<u8>,
    max_message_bytes: u32,
    /// So much of `assembly` is known to be UTF-8.
    valid_text_bytes: u32,
    phase: Phase,
    /// What the message in `assembly` is; `None` when no message is in progress.
    message: Option<Opcode>,
    side: Side,
    partial_header_bytes: u8,
    partial_header: [u8; MAX_HEADER_BYTES],
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Header,
    Payload(PartialPayload),
    /// A close frame or an error came by: nothing more is read.
    Over,
}

#[derive(Debug, Clone, Copy)]
struct PartialPayload {
    remaining_bytes: u32,
    mask: Option<[u8; 4]>,
    /// Bytes of this payload that came before, modulo 4.
    mask_offset: u8,
    opcode: Opcode,
    is_final: bool,
}

/// What is complete, and where it lies.
enum Ready {
    Input(Opcode, Range<usize>),
    Control(Opcode),
    Assembly(Opcode),
}

impl Decoder {
    /// A decoder that refuses messages above the limit.
    pub fn new(side: Side, max_message_bytes: u32) -> Self {
        Self {
            assembly: Vec::new(),
            control: Vec::new(),
            max_message_bytes,
            valid_text_bytes: 0,
            phase: Phase::Header,
            message: None,
            side,
            partial_header_bytes: 0,
            partial_header: [0; MAX_HEADER_BYTES],
        }
    }

    /// The next event of the input. Call until `None`, then the input is consumed and its buffer free for others.
    pub fn next<'e>(
        &'e mut self,
        input: &'e mut Input<'_>,
    ) -> Result<Option<Event<'e>>, CodecError> {
        self.free_what_was_taken();
        let ready = match self.advance(input) {
            Ok(Some(ready)) => ready,
            Ok(None) => return Ok(None),
            Err(error) => {
                self.end(input);
                return Err(error);
            }
        };
        let (opcode, payload): (Opcode, &'e [u8]) = match ready {
            Ready::Input(opcode, range) => (opcode, input.bytes(range)),
            Ready::Control(opcode) => (opcode, &self.control),
            Ready::Assembly(opcode) => (opcode, &self.assembly),
        };
        let event = match opcode {
            Opcode::Text => str::from_utf8(payload)
                .map(Event::Text)
                .map_err(|_| CodecError::NotUtf8),
            Opcode::Close => parse_close(payload).map(Event::Close),
            Opcode::Ping => Ok(Event::Ping(payload)),
            Opcode::Pong => Ok(Event::Pong(payload)),
            Opcode::Binary | Opcode::Continuation => Ok(Event::Binary(payload)),
        };
        if event.is_err() || opcode == Opcode::Close {
            self.phase = Phase::Over;
        }
        event.map(Some)
    }

    /// Bytes on the heap right now.
    pub fn heap_bytes(&self) -> usize {
        self.assembly.capacity() + self.control.capacity()
    }

    fn free_what_was_taken(&mut self) {
        if self.message.is_none() && self.assembly.capacity() != 0 {
            self.assembly = Vec::new();
        }
        if self.control.capacity() != 0 && !matches!(self.phase, Phase::Payload(_)) {
            self.control = Vec::new();
        }
    }

    fn end(&mut self, input: &mut Input<'_>) {
        self.phase = Phase::Over;
        self.message = None;
        self.free_what_was_taken();
        input.take_all();
    }

    fn advance(&mut self, input: &mut Input<'_>) -> Result<Option<Ready>, CodecError> {
        loop {
            let ready = match self.phase {
                Phase::Over => {
                    self.end(input);
                    return Ok(None);
                }
                Phase::Header => {
                    let Some(header) = self.read_header(input)? else {
                        return Ok(None);
                    };
                    self.check_order_and_size(&header)?;
                    self.begin_payload(&header, input)?
                }
                Phase::Payload(payload) => {
                    if input.rest().is_empty() {
                        return Ok(None);
                    }
                    self.read_payload(payload, input)?
                }
            };
            if ready.is_some() {
                return Ok(ready);
            }
        }
    }

    fn read_header(&mut self, input: &mut Input<'_>) -> Result<Option<Header>, CodecError> {
        let rest = input.rest();
        if self.partial_header_bytes == 0
            && let Some(header) = Header::parse(rest, self.side)?
        {
            input.take(header.own_bytes);
            return Ok(Some(header));
        }
        let kept = usize::from(self.partial_header_bytes);
        let added = rest.len().min(MAX_HEADER_BYTES - kept);
        self.partial_header[kept..kept + added].copy_from_slice(&rest[..added]);
        let header = Header::parse(&self.partial_header[..kept + added], self.side)?;
        if let Some(header) = header {
            self.partial_header_bytes = 0;
            input.take(header.own_bytes - kept);
        } else {
            self.partial_header_bytes = (kept + added) as u8;
            input.take(added);
        }
        Ok(header)
    }

    fn check_order_and_size(&self, header: &Header) -> Result<(), CodecError> {
        match (header.opcode, self.message) {
            (Opcode::Continuation, None) => return Err(CodecError::UnexpectedContinuation),
            (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(CodecError::ExpectedContinuation);
            }
            _ => {}
        }
        // The message so far lies in `assembly` only while one is in progress; before that it is empty.
        let message_bytes = header
            .payload_bytes
            .saturating_add(self.assembly.len() as u64);
        if !header.opcode.is_control() && message_bytes > u64::from(self.max_message_bytes) {
            return Err(CodecError::TooLarge {
                limit: self.max_message_bytes,
            });
        }
        Ok(())
    }

    fn begin_payload(
        &mut self,
        header: &Header,
        input: &mut Input<'_>,
    ) -> Result<Option<Ready>, CodecError> {
        let payload_bytes = header.payload_bytes as usize;
        let is_whole = payload_bytes <= input.rest().len();
        let is_alone = header.is_final && header.opcode != Opcode::Continuation;
        if is_whole && is_alone {
            let range = input.take(payload_bytes);
            if let Some(mask) = header.mask {
                apply_mask(input.bytes_mut(range.clone()), mask, 0);
            }
            return Ok(Some(Ready::Input(header.opcode, range)));
        }
        if !header.opcode.is_control() && self.message.is_none() {
            self.message = Some(header.opcode);
            self.valid_text_bytes = 0;
        }
        let payload = PartialPayload {
            // At most `max_message_bytes` or 125: checked against the header.
            remaining_bytes: header.payload_bytes as u32,
            mask: header.mask,
            mask_offset: 0,
            opcode: header.opcode,
            is_final: header.is_final,
        };
        self.phase = Phase::Payload(payload);
        self.read_payload(payload, input)
    }

    fn read_payload(
        &mut self,
        mut payload: PartialPayload,
        input: &mut Input<'_>,
    ) -> Result<Option<Ready>, CodecError> {
        let length = input.rest().len().min(payload.remaining_bytes as usize);
        let range = input.take(length);
        let bytes = input.bytes_mut(range);
        if let Some(mask) = payload.mask {
            apply_mask(bytes, mask, usize::from(payload.mask_offset));
        }
        let is_control = payload.opcode.is_control();
        let target = if is_control {
            &mut self.control
        } else {
            &mut self.assembly
        };
        target.extend_from_slice(bytes);
        payload.remaining_bytes -= length as u32;
        payload.mask_offset = ((usize::from(payload.mask_offset) + length) % 4) as u8;

        let is_done = payload.remaining_bytes == 0;
        self.phase = if is_done {
            Phase::Header
        } else {
            Phase::Payload(payload)
        };
        if is_control {
            return Ok(is_done.then_some(Ready::Control(payload.opcode)));
        }
        if self.message == Some(Opcode::Text) {
            self.check_text_so_far()?;
        }
        if is_done && payload.is_final {
            return Ok(self.message.take().map(Ready::Assembly));
        }
        Ok(None)
    }

    /// Refuses text at the first byte that can't become UTF-8, without waiting for the end of the message.
    fn check_text_so_far(&mut self) -> Result<(), CodecError> {
        match str::from_utf8(&self.assembly[self.valid_text_bytes as usize..]) {
            Ok(_) => self.valid_text_bytes = self.assembly.len() as u32,
            Err(error) if error.error_len().is_some() => return Err(CodecError::NotUtf8),
            // A character is cut off at the end; the rest of it may still come.
            Err(error) => self.valid_text_bytes += error.valid_up_to() as u32,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_decoder_is_small_and_owns_no_heap() {
        assert!(size_of::<Decoder>() < 100, "{} bytes", size_of::<Decoder>());
        assert_eq!(Decoder::new(Side::Server, 65_536).heap_bytes(), 0);
    }
}
