//! What a failure of the database means for the caller.

use std::fmt;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
use skein_foundation::{StoreError, StoreErrorKind};

use crate::dialect;

/// The error of a database call as the domain sees it. The driver's own words stay in the source.
pub(crate) fn store_error(error: DbErr) -> StoreError {
    let kind = kind_of(&error);
    match dialect::advice(&error) {
        Some(advice) => StoreError::new(
            kind,
            AdvisedError {
                advice,
                source: error,
            },
        ),
        None => StoreError::new(kind, error),
    }
}

/// A row holds something that this version of Skein never wrote.
pub(crate) fn corrupt(what: impl fmt::Display) -> StoreError {
    StoreError::corrupt(format!("a stored row can't be understood: {what}"))
}

/// True when the statement broke a unique index or a primary key: the row is there already.
pub(crate) fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

fn kind_of(error: &DbErr) -> StoreErrorKind {
    match error {
        DbErr::ConnectionAcquire(_) => StoreErrorKind::Unavailable,
        DbErr::Conn(RuntimeErr::SqlxError(driver))
        | DbErr::Exec(RuntimeErr::SqlxError(driver))
        | DbErr::Query(RuntimeErr::SqlxError(driver)) => kind_of_driver_error(driver),
        DbErr::RecordNotUpdated | DbErr::RecordNotInserted => StoreErrorKind::Conflict,
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } | DbErr::Migration(_) => {
            StoreErrorKind::Corrupt
        }
        _ => StoreErrorKind::Internal,
    }
}

fn kind_of_driver_error(error: &sqlx::Error) -> StoreErrorKind {
    match error {
        // The row is there already, or what it belongs to is not.
        sqlx::Error::Database(answer)
            if answer.is_unique_violation() || answer.is_foreign_key_violation() =>
        {
            StoreErrorKind::Conflict
        }
        sqlx::Error::Database(answer) => answer.code().map_or(StoreErrorKind::Internal, |code| {
            dialect::kind_of_code(&code)
        }),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StoreErrorKind::Unavailable,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Internal,
    }
}

/// A database error together with the way out, for the operator who reads the log.
#[derive(Debug, thiserror::Error)]
#[error("{advice}")]
struct AdvisedError {
    advice: &'static str,
    source: DbErr,
}
