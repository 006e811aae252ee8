//! The few things that SQLite says in its own words. Another engine adds its answers here and nowhere else.

use std::path::Path;
use std::time::Duration;

use sea_orm::sea_query::{Expr, SimpleExpr, TableCreateStatement};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, sqlx,
};
use skein_foundation::StoreErrorKind;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

/// How long a statement waits for another process that holds the write lock (`skein backup`, `skein migrate`).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection before the store counts as unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// The write-ahead log is cut back to this after a checkpoint, so that one busy hour does not keep the disk.
const MAX_IDLE_WAL_BYTES: &str = "67108864";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// The one connection that changes anything.
    Write,
    Read,
    /// Reads everything once to write it elsewhere.
    Copy,
}

/// Connections to one SQLite file. Writes are on disk when their commit answers: WAL with `synchronous=FULL`.
pub(crate) async fn connect(
    path: &Path,
    access: Access,
    connections: u32,
) -> Result<DatabaseConnection, DbErr> {
    // The URL only chooses the driver; a path may hold characters that a URL may not.
    let mut options = ConnectOptions::new("sqlite::memory:");
    let sqlite = sqlite_options(path, access);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A local file has no connection to lose: neither pings nor renewals.
        .test_before_acquire(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |_| sqlite.clone())
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|connection, _| Box::pin(is_outside_of_transactions(connection)))
        });
    Database::connect(options).await
}

/// Whether the connection may be used. When neither commit nor rollback of a transaction worked, as on a full disk, the
/// driver believes to be inside of it for ever: what begins next would be a savepoint in it, would be answered as
/// committed, and nobody else would ever see it. Such a connection is closed, which undoes what is open, and another one
/// takes its place.
async fn is_outside_of_transactions(
    connection: &mut SqliteConnection,
) -> Result<bool, sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // Undoing what was dropped may be under way; this answer comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn sqlite_options(path: &Path, access: Access) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        .thread_name(|number| format!("store-{number}"));
    match access {
        Access::Write => options
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("journal_size_limit", MAX_IDLE_WAL_BYTES)
            .optimize_on_close(true, 400),
        Access::Read => options.pragma("query_only", "on"),
        // Copying counts as writing, even though it writes into another file.
        Access::Copy => options,
    }
}

/// A write transaction takes the lock when it begins: taking it at the first write could fail half-way because
/// what was read before has changed.
pub(crate) fn write_transaction() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// Texts compare byte by byte on every engine: ids that differ in case are different ids. SQLite does so by itself.
pub(crate) fn complete_table(backend: DbBackend, table: &mut TableCreateStatement) {
    if backend == DbBackend::MySql {
        table
            .engine("InnoDB")
            .character_set("utf8mb4")
            .collate("utf8mb4_bin");
    }
}

/// For a row that may be there already: the greater of the value that is there and the one that comes.
pub(crate) fn further_of(backend: DbBackend, table: &str, column: &str) -> SimpleExpr {
    match backend {
        DbBackend::MySql => Expr::cust(format!("GREATEST(`{column}`, VALUES(`{column}`))")),
        _ => Expr::cust(format!("MAX({table}.{column}, excluded.{column})")),
    }
}

/// Copies a consistent state of the database into a new file while it is in use.
pub(crate) async fn copy_into(db: &DatabaseConnection, target: &str) -> Result<(), DbErr> {
    let statement =
        Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
    db.execute_raw(statement).await.map(drop)
}

/// What the engine finds wrong with its own file; empty when nothing is.
pub(crate) async fn find_damage(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(20)");
    let mut findings = Vec::new();
    for row in db.query_all_raw(statement).await? {
        let finding: String = row.try_get_by_index(0)?;
        if finding != "ok" {
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// What a result code of SQLite means for the caller. <https://sqlite.org/rescode.html>
pub(crate) fn kind_of_code(code: &str) -> StoreErrorKind {
    const BUSY_SNAPSHOT: i32 = 517;
    const IOERR_CORRUPTFS: i32 = 8458;
    let Ok(code) = code.parse::<i32>() else {
        return StoreErrorKind::Internal;
    };
    match (code, code & 0xff) {
        // Somebody wrote between this transaction's first read and its first write.
        (BUSY_SNAPSHOT, _) => StoreErrorKind::Conflict,
        (IOERR_CORRUPTFS, _) | (_, CORRUPT | NOT_A_DATABASE) => StoreErrorKind::Corrupt,
        (_, BUSY | LOCKED | OUT_OF_MEMORY | READ_ONLY | IO_ERROR | DISK_FULL | CANT_OPEN) => {
            StoreErrorKind::Unavailable
        }
        _ => StoreErrorKind::Internal,
    }
}

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const OUT_OF_MEMORY: i32 = 7;
const READ_ONLY: i32 = 8;
const IO_ERROR: i32 = 10;
const CORRUPT: i32 = 11;
const DISK_FULL: i32 = 13;
const CANT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

/// The way out, for the failures that an operator has to mend.
pub(crate) fn advice(error: &DbErr) -> Option<&'static str> {
    let (DbErr::Conn(RuntimeErr::SqlxError(driver))
    | DbErr::Exec(RuntimeErr::SqlxError(driver))
    | DbErr::Query(RuntimeErr::SqlxError(driver))) = error
    else {
        return None;
    };
    let code = driver.as_database_error()?.code()?.parse::<i32>().ok()?;
    match code & 0xff {
        DISK_FULL => Some("the disk is full: free some space, nothing was changed"),
        READ_ONLY => {
            Some("the database file is read-only: check its owner and how the disk is mounted")
        }
        IO_ERROR => Some("the disk failed: look at the system log and check the disk"),
        CANT_OPEN => Some(
            "the database file can't be opened: check that it exists and who may read and write it",
        ),
        CORRUPT | NOT_A_DATABASE => Some(
            "the database file is damaged or is not a Skein database: stop Skein, move the file away and bring \
             back the last backup with `skein restore`",
        ),
        _ => None,
    }
}
