//! The frame header (RFC 6455, 5.2): parsed from its first bytes, refused at the first wrong bit.

use super::{CodecError, Side};

/// Longest header: two bytes, eight of length, four of mask.
pub(super) const MAX_HEADER_BYTES: usize = 14;
/// Longest payload of a control frame.
pub(super) const MAX_CONTROL_BYTES: usize = 125;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// A whole header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) is_final: bool,
    pub(super) opcode: Opcode,
    pub(super) mask: Option<[u8; 4]>,
    pub(super) payload_bytes: u64,
    /// How long the header itself is.
    pub(super) own_bytes: usize,
}

impl Opcode {
    pub(super) const fn is_control(self) -> bool {
        self as u8 & 0x8 != 0
    }

    const fn parse(bits: u8) -> Option<Self> {
        Some(match bits {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xA => Self::Pong,
            _ => return None,
        })
    }
}

impl Header {
    /// Reads a header from the beginning of `bytes`. `None` when more bytes are needed; what is wrong already
    /// in the bytes that are there is refused at once.
    pub(super) fn parse(bytes: &[u8], side: Side) -> Result<Option<Self>, CodecError> {
        let Some(&first) = bytes.first() else {
            return Ok(None);
        };
        if first & 0x70 != 0 {
            return Err(CodecError::ReservedBits);
        }
        let is_final = first & 0x80 != 0;
        let opcode = Opcode::parse(first & 0x0f).ok_or(CodecError::ReservedOpcode(first & 0x0f))?;
        if opcode.is_control() && !is_final {
            return Err(CodecError::FragmentedControl);
        }
        let Some(&second) = bytes.get(1) else {
            return Ok(None);
        };
        let is_masked = second & 0x80 != 0;
        match side {
            Side::Server if !is_masked => return Err(CodecError::Unmasked),
            Side::Client if is_masked => return Err(CodecError::Masked),
            Side::Server | Side::Client => {}
        }
        let short = second & 0x7f;
        if opcode.is_control() && usize::from(short) > MAX_CONTROL_BYTES {
            return Err(CodecError::ControlTooLong);
        }
        let rest = &bytes[2..];
        let (payload_bytes, rest) = match short {
            126 => {
                let Some((length, rest)) = rest.split_first_chunk::<2>() else {
                    return Ok(None);
                };
                (u64::from(u16::from_be_bytes(*length)), rest)
            }
            127 => {
                let Some((length, rest)) = rest.split_first_chunk::<8>() else {
                    return Ok(None);
                };
                (u64::from_be_bytes(*length), rest)
            }
            short => (u64::from(short), rest),
        };
        // The shortest form is the only one, and the highest bit of eight bytes is 0.
        let is_shortest = match short {
            126 => payload_bytes > 125,
            127 => payload_bytes > 0xffff && payload_bytes >> 63 == 0,
            _ => true,
        };
        if !is_shortest {
            return Err(CodecError::LengthForm);
        }
        let (mask, rest) = if is_masked {
            let Some((mask, rest)) = rest.split_first_chunk::<4>() else {
                return Ok(None);
            };
            (Some(*mask), rest)
        } else {
            (None, rest)
        };
        Ok(Some(Self {
            is_final,
            opcode,
            mask,
            payload_bytes,
            own_bytes: bytes.len() - rest.len(),
        }))
    }
}
