//! What a message may say: its size, and of which characters its texts are made.

use serde::de::IgnoredAny;
use skein_foundation::Limits;
use skein_foundation::text::{is_blank, may_stand_in_label};

use super::request::Refusal;
use crate::wire::{self, content::Kind};

/// Characters of the name of a custom kind.
const MAX_CUSTOM_TYPE_CHARS: usize = 64;

/// Checks what a client wants to say. System events are the server's alone.
pub fn check_content(content: &wire::Content, limits: &Limits) -> Result<(), Refusal> {
    match &content.kind {
        Some(Kind::Text(text)) => check_text(&text.text, limits),
        Some(Kind::Custom(custom)) => check_custom(custom, limits),
        Some(Kind::System(_)) => Err(Refusal::invalid("only the server writes system events")),
        None => Err(Refusal::invalid("content has no kind this server knows")),
    }
}

fn check_text(text: &str, limits: &Limits) -> Result<(), Refusal> {
    if is_blank(text) {
        return Err(Refusal::invalid("text is empty, or nothing of it is seen"));
    }
    if is_longer_than(text, limits.max_text_chars) {
        return Err(Refusal::too_large(format!(
            "text is longer than {} characters",
            limits.max_text_chars
        )));
    }
    check_characters("text", text)
}

fn check_custom(custom: &wire::Custom, limits: &Limits) -> Result<(), Refusal> {
    if is_blank(&custom.r#type) || is_longer_than(&custom.r#type, MAX_CUSTOM_TYPE_CHARS) {
        return Err(Refusal::invalid(format!(
            "custom.type has 1 to {MAX_CUSTOM_TYPE_CHARS} characters, not blanks only"
        )));
    }
    let size = custom.r#type.len() + custom.json.len() + custom.fallback.len();
    if size > limits.max_custom_bytes {
        return Err(Refusal::too_large(format!(
            "custom is larger than {} bytes",
            limits.max_custom_bytes
        )));
    }
    if serde_json::from_str::<IgnoredAny>(&custom.json).is_err() {
        return Err(Refusal::invalid("custom.json is not JSON"));
    }
    if !custom.r#type.chars().all(may_stand_in_label) {
        return Err(Refusal::invalid(
            "custom.type holds a character that is not seen",
        ));
    }
    check_characters("custom.fallback", &custom.fallback)
}

/// No control characters of ASCII but tab and line breaks. They say nothing to a reader, and with them a text could spell
/// what the message log tells damage from a torn end by (`journal/survey.rs` there). JSON needs no such check: by its
/// grammar it holds those below the space only escaped.
fn check_characters(field: &str, text: &str) -> Result<(), Refusal> {
    let is_refused = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
    if text.bytes().any(is_refused) {
        return Err(Refusal::invalid(format!(
            "{field} holds a control character that is neither a tab nor a line break"
        )));
    }
    Ok(())
}

/// Counts characters only as far as needed.
fn is_longer_than(text: &str, max_chars: usize) -> bool {
    text.len() > max_chars && text.chars().nth(max_chars).is_some()
}
