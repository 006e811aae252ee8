//! The one table of errors: code, name, HTTP status, WebSocket close code, whether to retry, and the sentence for the docs.
//!
//! `docs/protocol.md` shows the same table; a test compares them.

use crate::wire::ErrorCode;

/// What is fixed about an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorEntry {
    pub code: ErrorCode,
    /// In REST errors and logs: the enum name in lower case without its prefix.
    pub name: &'static str,
    pub http_status: u16,
    /// A code of RFC 6455 or its registry where one says the same, else 4000 plus the number of the code.
    pub close_code: u16,
    /// True when the same request may be sent again unchanged, later.
    pub retryable: bool,
    /// One sentence for the docs.
    pub meaning: &'static str,
}

const fn entry(
    code: ErrorCode,
    name: &'static str,
    http_status: u16,
    close_code: u16,
    retryable: bool,
    meaning: &'static str,
) -> ErrorEntry {
    ErrorEntry {
        code,
        name,
        http_status,
        close_code,
        retryable,
        meaning,
    }
}

const RETRY: bool = true;
const FINAL: bool = false;

/// All codes but `UNSPECIFIED`, by number.
pub const ERROR_TABLE: [ErrorEntry; 17] = [
    entry(
        ErrorCode::Malformed,
        "malformed",
        400,
        1007,
        FINAL,
        "The frame or document can't be understood.",
    ),
    entry(
        ErrorCode::Invalid,
        "invalid",
        422,
        4002,
        FINAL,
        "A value is outside its limits; `detail` names it.",
    ),
    entry(
        ErrorCode::TooLarge,
        "too_large",
        413,
        1009,
        FINAL,
        "The frame or document is larger than the limit.",
    ),
    entry(
        ErrorCode::Unauthenticated,
        "unauthenticated",
        401,
        4004,
        FINAL,
        "There is no valid token or key.",
    ),
    entry(
        ErrorCode::TokenExpired,
        "token_expired",
        401,
        4005,
        FINAL,
        "The token was valid once; get a new one and connect again.",
    ),
    entry(
        ErrorCode::Forbidden,
        "forbidden",
        403,
        4006,
        FINAL,
        "Known, but not allowed.",
    ),
    entry(
        ErrorCode::NotFound,
        "not_found",
        404,
        4007,
        FINAL,
        "It does not exist, or not for this user.",
    ),
    entry(
        ErrorCode::Conflict,
        "conflict",
        409,
        4008,
        FINAL,
        "The state does not allow it: already resolved, or taken by somebody else.",
    ),
    entry(
        ErrorCode::IdempotencyMismatch,
        "idempotency_mismatch",
        409,
        4009,
        FINAL,
        "The same key was used before with another content, or the same client message id in another conversation.",
    ),
    entry(
        ErrorCode::RateLimited,
        "rate_limited",
        429,
        4010,
        RETRY,
        "Too often; try again after `retryAfterMs`.",
    ),
    entry(
        ErrorCode::Overloaded,
        "overloaded",
        503,
        1013,
        RETRY,
        "The server is full or draining; try again later or elsewhere.",
    ),
    entry(
        ErrorCode::StorageUnavailable,
        "storage_unavailable",
        503,
        4012,
        RETRY,
        "The store takes no writes now; nothing was lost, try again later.",
    ),
    entry(
        ErrorCode::Internal,
        "internal",
        500,
        1011,
        RETRY,
        "A fault of the server; the request id finds it in the log.",
    ),
    entry(
        ErrorCode::SessionGone,
        "session_gone",
        410,
        4014,
        RETRY,
        "The session is gone; start a new one and sync.",
    ),
    entry(
        ErrorCode::Replaced,
        "replaced",
        409,
        4015,
        FINAL,
        "Another device of the same terminal class took over; do not reconnect by itself.",
    ),
    entry(
        ErrorCode::HeartbeatTimeout,
        "heartbeat_timeout",
        408,
        4016,
        RETRY,
        "The peer said nothing for too long; reconnect and sync.",
    ),
    entry(
        ErrorCode::SlowReader,
        "slow_reader",
        408,
        4017,
        RETRY,
        "The peer read or confirmed too slowly; reconnect and sync.",
    ),
];

/// The entry of a code; an unspecified code is a fault of the server.
pub const fn lookup(code: ErrorCode) -> &'static ErrorEntry {
    let number = match code {
        ErrorCode::Unspecified => ErrorCode::Internal as usize,
        code => code as usize,
    };
    &ERROR_TABLE[number - 1]
}

/// The entry that a WebSocket was closed with, if it is one of ours.
pub fn by_close_code(close_code: u16) -> Option<&'static ErrorEntry> {
    ERROR_TABLE
        .iter()
        .find(|entry| entry.close_code == close_code)
}

/// The entry of a name as REST errors carry it.
pub fn by_name(name: &str) -> Option<&'static ErrorEntry> {
    ERROR_TABLE.iter().find(|entry| entry.name == name)
}

impl ErrorCode {
    /// The row of this code in the [`ERROR_TABLE`].
    pub const fn entry(self) -> &'static ErrorEntry {
        lookup(self)
    }
}

/// The table as it stands in `docs/protocol.md`.
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut text = String::from(
        "| number | code | HTTP | close | retry | meaning |\n| ---: | --- | ---: | ---: | --- | --- |\n",
    );
    for entry in &ERROR_TABLE {
        let retry = if entry.retryable { "yes" } else { "no" };
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {retry} | {} |",
            entry.code as i32, entry.name, entry.http_status, entry.close_code, entry.meaning
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_row_of_its_number_and_its_proto_name() {
        for (index, entry) in ERROR_TABLE.iter().enumerate() {
            assert_eq!(entry.code as usize, index + 1);
            let proto_name = format!("ERROR_CODE_{}", entry.name.to_ascii_uppercase());
            assert_eq!(entry.code.as_str_name(), proto_name);
            assert_eq!(lookup(entry.code), entry);
            assert_eq!(by_name(entry.name), Some(entry));
        }
        assert!(
            ErrorCode::try_from(ERROR_TABLE.len() as i32 + 1).is_err(),
            "a new code needs a row"
        );
    }

    #[test]
    fn close_codes_are_unique_and_allowed_on_the_wire() {
        for entry in &ERROR_TABLE {
            assert_eq!(by_close_code(entry.close_code), Some(entry));
            assert!(crate::websocket::is_close_code_allowed(entry.close_code));
            assert!((400..=599).contains(&entry.http_status));
        }
    }

    #[test]
    fn the_page_for_sdk_authors_shows_this_table() {
        let page = include_str!("../../../docs/protocol.md");
        assert!(
            page.contains(&markdown()),
            "docs/protocol.md must hold:\n{}",
            markdown()
        );
    }
}
