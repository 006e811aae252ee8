//! The rules of the schema, checked on the schema itself, and its committed dump.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use tempfile::TempDir;

use crate::fresh_store;

/// Tables that belong to no app, each with the reason.
const GLOBAL_TABLES: [(&str, &str); 5] = [
    (
        "change_events",
        "consumers read the changes of all apps in one order; each names its app",
    ),
    (
        "consumer_cursors",
        "a consumer has one place in a stream that spans the apps",
    ),
    (
        "data_stamps",
        "the folder is one, and its two halves know each other by it",
    ),
    ("desk_time", "the desks of all apps run at the same time"),
    ("seaql_migrations", "which steps of the schema were taken"),
];

/// Unique indexes without the app, each with the reason: the app is found out by them.
const DOORS: [&str; 4] = [
    "sites_by_key",        // a visitor names only the site
    "app_keys_by_id",      // a business server names only the key
    "setup_codes_by_code", // whoever opens a setup link names only the code
    "sign_ins_by_secret",  // a browser shows only its secret
];

/// Indexes without the app for work that Skein does over all apps, each with the reason.
const SWEEPS: [&str; 1] = [
    "consultations_customer_turn_at", // ends what customers left silent; each row names its app
];

/// The limits of `InnoDB`, for a column and for a whole index; texts are 4 bytes a character.
const MAX_COLUMN_BYTES: u32 = 767;
const MAX_INDEX_BYTES: u32 = 3_072;

struct Index {
    name: String,
    unique: bool,
    columns: Vec<String>,
}

#[tokio::test]
async fn every_table_is_kept_apart_by_app() {
    let (_folder, db) = schema().await;
    for table in tables(&db).await {
        if GLOBAL_TABLES.iter().any(|(name, _)| *name == table) {
            continue;
        }
        let indexes = indexes(&db, &table).await;
        let primary = indexes.iter().find(|index| index.name == "PRIMARY KEY");
        let primary = primary.unwrap_or_else(|| panic!("{table} has no primary key"));
        assert_eq!(
            primary.columns.first().map(String::as_str),
            Some("app_id"),
            "the primary key of {table} does not begin with app_id"
        );
        for index in &indexes {
            let name = index.name.as_str();
            let is_door = index.unique && DOORS.contains(&name);
            assert!(
                index.columns[0] == "app_id" || is_door || SWEEPS.contains(&name),
                "index {name} of {table} does not begin with app_id: whoever uses it forgets the app"
            );
        }
    }
}

#[tokio::test]
async fn the_listed_exceptions_are_there() {
    let (_folder, db) = schema().await;
    let tables = tables(&db).await;
    for (table, _) in GLOBAL_TABLES {
        assert!(
            tables.iter().any(|name| name == table),
            "{table} is listed but gone"
        );
    }
    let mut names = Vec::new();
    for table in &tables {
        names.extend(
            indexes(&db, table)
                .await
                .into_iter()
                .map(|index| index.name),
        );
    }
    for listed in DOORS.into_iter().chain(SWEEPS) {
        assert!(
            names.iter().any(|name| name == listed),
            "{listed} is listed but gone"
        );
    }
}

#[tokio::test]
async fn foreign_keys_stay_within_the_app() {
    let (_folder, db) = schema().await;
    for table in tables(&db).await {
        let mut keys: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
        for row in rows(&db, &format!("PRAGMA foreign_key_list('{table}')")).await {
            let pair = (
                row.try_get("", "from").unwrap(),
                row.try_get("", "to").unwrap(),
            );
            keys.entry(row.try_get("", "id").unwrap())
                .or_default()
                .push(pair);
        }
        for key in keys.values() {
            let app = ("app_id".to_owned(), "app_id".to_owned());
            assert!(
                key.contains(&app),
                "a foreign key of {table} may lead into another app"
            );
        }
    }
}

#[tokio::test]
async fn every_index_fits_the_engines() {
    let (_folder, db) = schema().await;
    for table in tables(&db).await {
        if table == "seaql_migrations" {
            continue;
        }
        let types = column_types(&db, &table).await;
        for index in indexes(&db, &table).await {
            let bytes: Vec<u32> = index
                .columns
                .iter()
                .map(|name| width(&types[name]))
                .collect();
            let name = index.name;
            assert!(
                bytes.iter().all(|bytes| *bytes <= MAX_COLUMN_BYTES),
                "{table}: {name} {bytes:?}"
            );
            assert!(
                bytes.iter().sum::<u32>() <= MAX_INDEX_BYTES,
                "{table}: {name} {bytes:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_committed_dump_is_the_schema() {
    let (_folder, db) = schema().await;
    let mut dump = String::from(
        "-- The schema after all migrations, as SQLite keeps it. Written by the test `schema` with UPDATE_SCHEMA=1.\n",
    );
    let statements = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' \
                      ORDER BY tbl_name, type DESC, name";
    for row in rows(&db, statements).await {
        let sql: String = row.try_get("", "sql").unwrap();
        dump.push('\n');
        dump.push_str(&broken_into_lines(&sql));
        dump.push_str(";\n");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    #[expect(
        clippy::disallowed_methods,
        reason = "how a developer asks a test to write its snapshot"
    )]
    let update = std::env::var_os("UPDATE_SCHEMA").is_some();
    if update {
        std::fs::write(&path, &dump).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == dump,
        "schema.sql is not what the migrations make: run this test with UPDATE_SCHEMA=1 and review the change\n{dump}"
    );
}

#[tokio::test]
async fn migrations_are_named_by_the_rule_and_in_order() {
    let (_folder, db) = schema().await;
    let mut names: Vec<String> = Vec::new();
    for row in rows(&db, "SELECT version FROM seaql_migrations ORDER BY rowid").await {
        names.push(row.try_get("", "version").unwrap());
    }
    assert!(!names.is_empty());
    for name in &names {
        let mut parts = name.splitn(3, '_');
        let (date, number, what) = (parts.next().unwrap(), parts.next(), parts.next());
        let digits =
            |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        assert!(
            date.strip_prefix('m').is_some_and(|date| digits(date, 8)),
            "{name}"
        );
        assert!(number.is_some_and(|number| digits(number, 6)), "{name}");
        assert!(what.is_some_and(|what| !what.is_empty()), "{name}");
    }
    assert!(names.is_sorted(), "{names:?}");
}

/// A connection of its own to a migrated file: the schema is read as anybody with the file would read it.
async fn schema() -> (TempDir, DatabaseConnection) {
    let (folder, store) = fresh_store().await;
    store.close().await.unwrap();
    let path = folder.path().join("skein.db");
    let db = Database::connect(format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    (folder, db)
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap()
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let names = rows(db, sql).await;
    names
        .iter()
        .map(|row| row.try_get("", "name").unwrap())
        .collect()
}

/// The primary key and all indexes of a table, columns in their order.
async fn indexes(db: &DatabaseConnection, table: &str) -> Vec<Index> {
    let mut key: Vec<(i64, String)> = Vec::new();
    for row in rows(db, &format!("PRAGMA table_info('{table}')")).await {
        key.push((
            row.try_get("", "pk").unwrap(),
            row.try_get("", "name").unwrap(),
        ));
    }
    key.retain(|(position, _)| *position > 0);
    key.sort();
    let columns = key.into_iter().map(|(_, name)| name).collect();
    let mut found = vec![Index {
        name: "PRIMARY KEY".to_owned(),
        unique: true,
        columns,
    }];
    for row in rows(db, &format!("PRAGMA index_list('{table}')")).await {
        let origin: String = row.try_get("", "origin").unwrap();
        if origin == "pk" {
            continue;
        }
        let name: String = row.try_get("", "name").unwrap();
        let mut columns = Vec::new();
        for column in rows(db, &format!("PRAGMA index_info('{name}')")).await {
            columns.push(column.try_get("", "name").unwrap());
        }
        found.push(Index {
            name,
            unique: row.try_get("", "unique").unwrap(),
            columns,
        });
    }
    found
}

async fn column_types(db: &DatabaseConnection, table: &str) -> BTreeMap<String, String> {
    let columns = rows(db, &format!("PRAGMA table_info('{table}')")).await;
    columns
        .iter()
        .map(|row| {
            (
                row.try_get("", "name").unwrap(),
                row.try_get("", "type").unwrap(),
            )
        })
        .collect()
}

/// Bytes of a column in an index. What has no bound fits none.
fn width(column_type: &str) -> u32 {
    let length = column_type
        .split_once('(')
        .and_then(|(_, rest)| rest.trim_end_matches(')').parse::<u32>().ok());
    match column_type
        .split('(')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "varchar" | "char" => length.map_or(u32::MAX / 64, |characters| characters * 4),
        "blob" | "varbinary_blob" => length.unwrap_or(u32::MAX / 64),
        "uuid_text" => 16,
        "integer" | "boolean" | "smallint" | "tinyint" => 8,
        other => panic!("how wide is a {other} in an index?"),
    }
}

/// One column a line: a changed column is a changed line in a review.
fn broken_into_lines(sql: &str) -> String {
    let Some((head, body)) = sql.split_once(" ( ") else {
        return sql.to_owned();
    };
    let body = body.trim_end().trim_end_matches(')').trim_end();
    let mut lines = vec![String::new()];
    let mut depth = 0;
    for character in body.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                lines.last_mut().unwrap().push(',');
                lines.push(String::new());
                continue;
            }
            _ => {}
        }
        lines.last_mut().unwrap().push(character);
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("    {}", line.trim()))
        .collect();
    format!("{head} (\n{}\n)", lines.join("\n"))
}
