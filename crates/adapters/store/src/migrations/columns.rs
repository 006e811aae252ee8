//! Columns that recur, so that the same thing has the same type in every table.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, Index, IndexCreateStatement, IntoIden, SchemaManager, Table,
    TableCreateStatement,
};

use crate::dialect;

/// Starts a table.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

/// Makes a table, with what the engine needs beside its columns.
pub(crate) async fn create_table(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
) -> Result<(), DbErr> {
    dialect::complete_table(manager.get_database_backend(), &mut table);
    manager.create_table(table).await
}

/// The primary key of a table, within its `CREATE TABLE`.
pub(crate) fn primary_key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key.primary().take()
}

/// A further index. Named after what it serves.
pub(crate) fn index(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.table(table).name(name);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

pub(crate) fn unique_index(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    index(table, name, columns).unique().take()
}

/// An app id: ASCII, 1 to 32 characters.
pub(crate) fn app_id() -> ColumnDef {
    text("app_id", 32)
}

/// A user of the app: 1 to 64 characters.
pub(crate) fn uid(name: impl IntoIden) -> ColumnDef {
    text(name, 64)
}

/// A text of bounded length. What is in a key stays at 128 characters (512 bytes) or below.
pub(crate) fn text(name: impl IntoIden, max_chars: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(max_chars).not_null().take()
}

/// JSON or prose that is never part of a key and is bounded by the domain to 64 KiB.
pub(crate) fn long_text(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// Like [`long_text`], for what may grow beyond 64 KiB: MySQL has a type of its own for it.
pub(crate) fn huge_text(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).custom("mediumtext").not_null().take()
}

/// A UUID as 16 bytes.
pub(crate) fn id(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A SHA-256 digest.
pub(crate) fn digest(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).binary_len(32).not_null().take()
}

/// A number, or a time in milliseconds since 1970.
pub(crate) fn number(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

pub(crate) fn flag(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// The same column, allowed to be absent.
pub(crate) fn optional(mut column: ColumnDef) -> ColumnDef {
    column.null().take()
}
