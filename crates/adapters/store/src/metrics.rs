//! The figures of the store. Names: `skein_store_<noun>_<unit>[_total]`.

use std::time::Duration;

use metrics::{counter, histogram};
use sea_orm::DatabaseConnection;
use skein_foundation::clock::Stopwatch;

/// Measures each statement of the connection: the time in the database, without the wait for a connection.
pub(crate) fn watch(connection: &mut DatabaseConnection) {
    connection.set_metric_callback(|info| {
        let kind = kind_of(&info.statement.sql);
        histogram!("skein_store_statement_seconds", "kind" => kind)
            .record(info.elapsed.as_secs_f64());
        if info.failed {
            counter!("skein_store_statement_failures_total", "kind" => kind).increment(1);
        }
    });
}

fn kind_of(sql: &str) -> &'static str {
    let word = sql.split_ascii_whitespace().next().unwrap_or_default();
    ["select", "insert", "update", "delete"]
        .into_iter()
        .find(|kind| word.eq_ignore_ascii_case(kind))
        .unwrap_or("other")
}

/// The turn of a unit of work came after so long.
pub(crate) fn waited_for_writer(wait: Duration) {
    histogram!("skein_store_writer_wait_seconds").record(wait.as_secs_f64());
}

/// Measures for how long a unit of work kept others waiting, whether it was committed or not.
#[derive(Debug)]
pub(crate) struct Held(Stopwatch);

impl Held {
    pub(crate) fn begin() -> Self {
        Self(Stopwatch::start())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        histogram!("skein_store_writer_held_seconds").record(self.0.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn statements_are_told_apart_by_their_first_word() {
        for (sql, kind) in [
            ("SELECT 1", "select"),
            ("  insert INTO x", "insert"),
            ("UPDATE x", "update"),
            ("DELETE FROM x", "delete"),
            ("PRAGMA quick_check", "other"),
            ("", "other"),
        ] {
            assert_eq!(kind_of(sql), kind, "{sql}");
        }
    }
}
