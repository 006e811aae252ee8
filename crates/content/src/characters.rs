//! Of which characters the texts of messages are made, and how long they are.

use crate::kind::Refused;

/// No control characters of ASCII but tab and line breaks. They say nothing to a reader, and with them a text could spell
/// what the message log tells damage from a torn end by (`journal/survey.rs` there). JSON needs no such check: by its
/// grammar it holds those below the space only escaped.
pub(crate) fn check_characters(field: &str, text: &str) -> Result<(), Refused> {
    let is_refused = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
    if text.bytes().any(is_refused) {
        return Err(Refused::Invalid(format!(
            "{field} holds a control character that is neither a tab nor a line break"
        )));
    }
    Ok(())
}

/// Counts characters only as far as needed.
pub(crate) fn is_longer_than(text: &str, max_chars: usize) -> bool {
    text.len() > max_chars && text.chars().nth(max_chars).is_some()
}
