//! The opening handshake (RFC 6455, 4): what an upgrade request must hold, the accept key, the subprotocol.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use sha1::{Digest as _, Sha1};

use crate::frame::{Format, MAX_TOKEN_BYTES};

/// Appended to the key by every server (RFC 6455, 1.3).
const ACCEPT_SUFFIX: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// What an entry of the subprotocol list begins with when it carries a token.
const BEARER_PREFIX: &str = "bearer.";

/// The header values of a request that wants to become a WebSocket; several lines of one header are joined by commas.
#[derive(Debug, Clone, Copy, Default)]
pub struct UpgradeRequest<'a> {
    pub connection: &'a str,
    pub upgrade: &'a str,
    pub version: &'a str,
    pub key: &'a str,
}

/// Why a request can't become a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    #[error("this address speaks WebSocket only")]
    NotAnUpgrade,
    #[error("only WebSocket version 13 is spoken here")]
    Version,
    #[error("the WebSocket key is not 16 bytes in base64")]
    Key,
    #[error("none of the offered subprotocols is spoken here")]
    Subprotocol,
    #[error("the token is longer than {MAX_TOKEN_BYTES} bytes")]
    TokenTooLong,
    #[error("more than one token is given")]
    TwoTokens,
    #[error("the server's accept key does not belong to the request")]
    Accept,
}

/// What the subprotocol header asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Negotiated<'a> {
    /// To be named in the answer; the token never is.
    pub format: Format,
    /// The user token, when it travelled here.
    pub bearer_token: Option<&'a str>,
}

impl std::fmt::Debug for Negotiated<'_> {
    /// Without the token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Negotiated")
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

impl HandshakeError {
    /// The HTTP status of the answer.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::NotAnUpgrade | Self::Version => 426,
            Self::TokenTooLong => 413,
            Self::Key | Self::Subprotocol | Self::TwoTokens | Self::Accept => 400,
        }
    }
}

/// Checks an upgrade request and computes the `Sec-WebSocket-Accept` of the answer.
pub fn check_upgrade(request: &UpgradeRequest<'_>) -> Result<String, HandshakeError> {
    if !has_token(request.connection, "upgrade") || !has_token(request.upgrade, "websocket") {
        return Err(HandshakeError::NotAnUpgrade);
    }
    if request.version.trim() != "13" {
        return Err(HandshakeError::Version);
    }
    let key = request.key.trim();
    match BASE64.decode(key) {
        Ok(nonce) if nonce.len() == 16 => Ok(accept_key(key)),
        _ => Err(HandshakeError::Key),
    }
}

/// A client's `Sec-WebSocket-Key`; the nonce is random for every connection.
pub fn request_key(nonce: [u8; 16]) -> String {
    BASE64.encode(nonce)
}

/// The accept key that belongs to a request key.
pub fn accept_key(key: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(key.as_bytes());
    hash.update(ACCEPT_SUFFIX);
    BASE64.encode(hash.finalize())
}

/// The client's check of the server's answer.
pub fn verify_accept(key: &str, accept: &str) -> Result<(), HandshakeError> {
    if accept.trim() == accept_key(key) {
        Ok(())
    } else {
        Err(HandshakeError::Accept)
    }
}

/// Chooses the first subprotocol of the client's list that is spoken here and takes out the token, if it is there.
pub fn negotiate_subprotocol(offered: &str) -> Result<Negotiated<'_>, HandshakeError> {
    let entries = || offered.split(',').map(str::trim);
    let format = entries()
        .find_map(Format::from_subprotocol)
        .ok_or(HandshakeError::Subprotocol)?;
    let mut tokens = entries()
        .filter_map(|entry| entry.strip_prefix(BEARER_PREFIX))
        .filter(|token| !token.is_empty());
    let bearer_token = tokens.next();
    if tokens.next().is_some() {
        return Err(HandshakeError::TwoTokens);
    }
    if bearer_token.is_some_and(|token| token.len() > MAX_TOKEN_BYTES) {
        return Err(HandshakeError::TokenTooLong);
    }
    Ok(Negotiated {
        format,
        bearer_token,
    })
}

fn has_token(list: &str, token: &str) -> bool {
    list.split(',')
        .any(|entry| entry.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: UpgradeRequest<'_> = UpgradeRequest {
        connection: "keep-alive, Upgrade",
        upgrade: "websocket",
        version: "13",
        key: "dGhlIHNhbXBsZSBub25jZQ==",
    };

    #[test]
    fn the_example_of_the_rfc_is_accepted() {
        assert_eq!(
            check_upgrade(&GOOD).unwrap(),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert_eq!(
            verify_accept(GOOD.key, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            Ok(())
        );
        assert_eq!(verify_accept(GOOD.key, "AAAA"), Err(HandshakeError::Accept));
    }

    #[test]
    fn a_client_key_is_accepted() {
        let key = request_key([7; 16]);
        let accept = check_upgrade(&UpgradeRequest { key: &key, ..GOOD }).unwrap();
        assert_eq!(verify_accept(&key, &accept), Ok(()));
    }

    #[test]
    fn what_is_no_upgrade_is_refused_with_its_status() {
        let cases = [
            (
                UpgradeRequest {
                    connection: "keep-alive",
                    ..GOOD
                },
                HandshakeError::NotAnUpgrade,
                426,
            ),
            (
                UpgradeRequest {
                    upgrade: "h2c",
                    ..GOOD
                },
                HandshakeError::NotAnUpgrade,
                426,
            ),
            (
                UpgradeRequest {
                    version: "8",
                    ..GOOD
                },
                HandshakeError::Version,
                426,
            ),
            (UpgradeRequest { key: "", ..GOOD }, HandshakeError::Key, 400),
            (
                UpgradeRequest {
                    key: "c2hvcnQ=",
                    ..GOOD
                },
                HandshakeError::Key,
                400,
            ),
            (
                UpgradeRequest {
                    key: "not base64 at all!!!!!!!",
                    ..GOOD
                },
                HandshakeError::Key,
                400,
            ),
        ];
        for (request, error, status) in cases {
            assert_eq!(check_upgrade(&request), Err(error), "{request:?}");
            assert_eq!(error.http_status(), status);
        }
    }

    #[test]
    fn the_first_known_subprotocol_wins_and_the_token_is_found_anywhere() {
        let negotiated = negotiate_subprotocol("x, skein.v1.proto , skein.v1.json").unwrap();
        assert_eq!(
            negotiated,
            Negotiated {
                format: Format::Proto,
                bearer_token: None
            }
        );
        let negotiated = negotiate_subprotocol("bearer.a.b-c_d,skein.v1.json").unwrap();
        assert_eq!(
            negotiated,
            Negotiated {
                format: Format::Json,
                bearer_token: Some("a.b-c_d")
            }
        );
        assert!(!format!("{negotiated:?}").contains("a.b-c_d"));
        assert_eq!(
            negotiate_subprotocol("skein.v1.json, bearer.")
                .unwrap()
                .bearer_token,
            None
        );
        let long = format!("skein.v1.json, bearer.{}", "x".repeat(MAX_TOKEN_BYTES + 1));
        assert_eq!(
            negotiate_subprotocol(&long),
            Err(HandshakeError::TokenTooLong)
        );
        assert_eq!(
            negotiate_subprotocol("skein.v1.json,bearer.a,bearer.b"),
            Err(HandshakeError::TwoTokens)
        );
        assert_eq!(negotiate_subprotocol(""), Err(HandshakeError::Subprotocol));
        assert_eq!(
            negotiate_subprotocol("mqtt"),
            Err(HandshakeError::Subprotocol)
        );
    }
}
