//! Close frames: which codes may travel, and how the payload is read (RFC 6455, 5.5.1 and 7.4).

use super::CodecError;

/// What a close frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseFrame<'a> {
    pub code: u16,
    pub reason: &'a str,
}

/// True for codes that an endpoint may put on the wire: those of the RFC and its registry that are not reserved
/// for local use, and the ranges of libraries and applications.
pub const fn is_close_code_allowed(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// Reads the payload of a close frame; an empty one says nothing.
pub(super) fn parse_close(payload: &[u8]) -> Result<Option<CloseFrame<'_>>, CodecError> {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        return if payload.is_empty() {
            Ok(None)
        } else {
            Err(CodecError::CloseTooShort)
        };
    };
    let code = u16::from_be_bytes(*code);
    if !is_close_code_allowed(code) {
        return Err(CodecError::CloseCode(code));
    }
    let reason = str::from_utf8(reason).map_err(|_| CodecError::NotUtf8)?;
    Ok(Some(CloseFrame { code, reason }))
}
