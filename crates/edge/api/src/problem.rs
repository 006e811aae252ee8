//! Errors as RFC 9457 says. One type for all operations; the detail never holds a secret or what was sent.

use std::borrow::Cow;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use skein_desk::service::DeskError;
use skein_foundation::{IdError, StoreError, StoreErrorKind};
use skein_identity::rules::tokens::Refusal as TokenRefusal;
use skein_messaging::service::{ConversationError, MarkError, ReadError, SendError};
use skein_protocol::error_table::ERROR_TABLE;
use skein_protocol::wire::ErrorCode;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::request_id::{self, Refusal};
use crate::strict::BodyError;

/// A refused request.
#[derive(Debug)]
pub(crate) struct Problem {
    code: ErrorCode,
    detail: String,
    /// Where HTTP has a better word than the table.
    status: Option<StatusCode>,
    retry_after_s: Option<u32>,
    /// What failed, for the log.
    cause: Option<String>,
    /// What is wrong with the token that was shown.
    reason: Option<&'static str>,
}

/// `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:skein:error:` and the code.
    #[schema(format = "uri")]
    r#type: String,
    title: String,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// For a developer to read.
    detail: String,
    #[schema(value_type = ErrorCodeName)]
    code: &'static str,
    /// Finds the request in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Whether the same request may be sent again unchanged.
    retryable: bool,
    /// What is wrong with the token that was shown, for who makes it: `too_long`, `malformed`, `wrong_signature`, `wrong_issuer`,
    /// `wrong_audience`, `expired`, `not_yet_valid`, `lives_too_long`, `used_before`, `revoked` or `unknown_user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TokenReasonName>)]
    reason: Option<&'static str>,
}

/// What is wrong with a token, for who makes it.
#[derive(Debug)]
pub(crate) struct TokenReasonName;

impl PartialSchema for TokenReasonName {
    fn schema() -> RefOr<Schema> {
        let names = TokenRefusal::ALL.iter().map(|refusal| refusal.name());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .description(Some("What is wrong with a token, for who makes it."))
            .into()
    }
}

impl ToSchema for TokenReasonName {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("TokenReason")
    }
}

/// What to decide by; docs/protocol.md has a line about each.
#[derive(Debug)]
pub(crate) struct ErrorCodeName;

impl PartialSchema for ErrorCodeName {
    fn schema() -> RefOr<Schema> {
        let names = ERROR_TABLE.iter().map(|entry| entry.name);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .description(Some("What to decide by."))
            .into()
    }
}

impl ToSchema for ErrorCodeName {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ErrorCode")
    }
}

impl Problem {
    pub(crate) fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            status: None,
            retry_after_s: None,
            cause: None,
            reason: None,
        }
    }

    pub(crate) fn invalid(field: &str, problem: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Invalid, format!("{field} {problem}"))
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("no such {what}"))
    }

    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, detail)
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "the role does not allow it")
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "a valid credential is missing")
    }

    /// A token that proves nothing, and why: whoever makes it can't mend it otherwise.
    pub(crate) fn token(which: &str, refusal: TokenRefusal) -> Self {
        let code = match refusal {
            TokenRefusal::Expired => ErrorCode::TokenExpired,
            _ => ErrorCode::Unauthenticated,
        };
        Self {
            reason: Some(refusal.name()),
            ..Self::new(code, format!("the {which} {refusal}"))
        }
    }

    pub(crate) fn rate_limited(retry_after_s: u32) -> Self {
        Self {
            retry_after_s: Some(retry_after_s.max(1)),
            ..Self::new(ErrorCode::RateLimited, "too many attempts; wait a moment")
        }
    }

    pub(crate) fn unsupported_media_type(detail: &str) -> Self {
        Self {
            status: Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            ..Self::new(ErrorCode::Malformed, detail)
        }
    }

    pub(crate) fn precondition_failed() -> Self {
        Self {
            status: Some(StatusCode::PRECONDITION_FAILED),
            ..Self::new(
                ErrorCode::Conflict,
                "nothing here has a version to compare with; read it again and leave the condition out",
            )
        }
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self {
            status: Some(StatusCode::METHOD_NOT_ALLOWED),
            ..Self::new(ErrorCode::Invalid, "this address does not take this method")
        }
    }

    /// The panic itself is in the log already.
    pub(crate) fn panicked() -> Self {
        Self::new(
            ErrorCode::Internal,
            "the server failed; the request id finds it in its log",
        )
    }

    pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        Self {
            cause: Some(format!("{error:?}")),
            ..Self::panicked()
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let entry = self.code.entry();
        let status = self.status.unwrap_or_else(|| {
            StatusCode::from_u16(entry.http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        });
        let body = ProblemBody {
            r#type: format!("urn:skein:error:{}", entry.name),
            title: entry.name.replace('_', " "),
            status: status.as_u16(),
            detail: self.detail,
            code: entry.name,
            request_id: request_id::current(),
            retryable: entry.retryable,
            reason: self.reason,
        };
        let mut answer = (status, Json(body)).into_response();
        answer.extensions_mut().insert(Refusal {
            code: entry.name,
            cause: self.cause,
            reason: self.reason,
        });
        let headers = answer.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self.code == ErrorCode::TooLarge {
            // The rest of the body is not read, so nothing else can follow on this connection.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, challenge(self.reason));
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}

/// What is asked for, and what was wrong with what was shown (RFC 6750, section 3).
fn challenge(reason: Option<&'static str>) -> HeaderValue {
    let asked = r#"Bearer realm="skein""#;
    let Some(reason) = reason else {
        return HeaderValue::from_static(asked);
    };
    let refused = format!(r#"{asked}, error="invalid_token", error_description="{reason}""#);
    HeaderValue::from_str(&refused).expect("reasons are plain words")
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error.kind {
            StoreErrorKind::Unavailable => Self {
                cause: Some(format!("{error:?}")),
                ..Self::new(
                    ErrorCode::StorageUnavailable,
                    "nothing can be stored now; try again",
                )
            },
            StoreErrorKind::Conflict => Self::conflict("somebody else changed it; read it again"),
            StoreErrorKind::Corrupt | StoreErrorKind::Internal => Self::internal(&error),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::new(ErrorCode::NotFound, "not found"),
            DeskError::Refused(refusal) => Self::conflict(refusal.to_string()),
            DeskError::NotPicked(refusal) => Self::conflict(refusal.to_string()),
            DeskError::TeamFull | DeskError::DefaultTeam | DeskError::TeamAtWork => {
                Self::conflict(error.to_string())
            }
            DeskError::Invalid(invalid) => Self::new(ErrorCode::Invalid, invalid.to_string()),
            DeskError::BadCursor(error) => Self::new(ErrorCode::Invalid, error.to_string()),
            DeskError::Store(error) => error.into(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound => Self::not_found("conversation"),
            ReadError::BadPageToken => Self::invalid("cursor", "is not one of this list"),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<ConversationError> for Problem {
    fn from(error: ConversationError) -> Self {
        match error {
            ConversationError::NotFound => Self::not_found("conversation"),
            ConversationError::WithOneself => Self::invalid("members", "are the same user twice"),
            ConversationError::Store(error) => error.into(),
        }
    }
}

impl From<SendError> for Problem {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NotFound => Self::not_found("conversation of this sender"),
            SendError::Forbidden => Self::new(
                ErrorCode::Forbidden,
                "the sender no longer takes part in it",
            ),
            SendError::IdUsedElsewhere => Self::new(
                ErrorCode::IdempotencyMismatch,
                "the sender used this clientMsgId in another conversation; choose a new one",
            ),
            SendError::Store(error) => error.into(),
        }
    }
}

impl From<MarkError> for Problem {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::NotFound => Self::not_found("conversation of this user"),
            MarkError::FromTheFuture => Self::invalid("seq", "is above the newest message"),
            MarkError::Store(error) => error.into(),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::new(ErrorCode::TooLarge, "the body is too large")
        } else {
            Self::new(ErrorCode::Malformed, "the body can't be read")
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::NotJson => Self::new(ErrorCode::Malformed, "the body is not JSON"),
            BodyError::TooMuch => Self::new(
                ErrorCode::TooLarge,
                "the body holds more values than any operation takes",
            ),
            BodyError::Refused(detail) => Self::new(ErrorCode::Invalid, detail),
        }
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::new(ErrorCode::NotFound, "not found")
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(ErrorCode::Invalid, rejection.body_text())
    }
}

/// An id in a path or a body, or the problem that names the field.
pub(crate) fn parse_id<T>(
    field: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, IdError>,
) -> Result<T, Problem> {
    parse(text).map_err(|error| Problem::invalid(field, error))
}
