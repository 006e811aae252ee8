//! Each change of a user gets the next number of its app, so that "what has changed since" can be answered without a gap; and
//! users who were deleted keep their row, as the name under what they said.

use sea_orm_migration::prelude::*;

use super::columns::{index, number, optional};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("users", number("change_number").default(0).take()),
            ("users", number("changed_at_ms").default(0).take()),
            ("users", optional(number("deleted_at_ms"))),
            ("apps", number("user_changes").default(0).take()),
        ] {
            manager
                .alter_table(Table::alter().table(table).add_column(column).take())
                .await?;
        }
        // Those who are there already are numbered by uid. Through a derived table: an engine that may not read what it
        // writes is content with that.
        let connection = manager.get_connection();
        connection
            .execute_unprepared(
                "UPDATE users SET changed_at_ms = created_at_ms, change_number = (\
                 SELECT place FROM (\
                 SELECT app_id AS app, uid AS name, ROW_NUMBER() OVER (PARTITION BY app_id ORDER BY uid) AS place \
                 FROM users) AS numbered WHERE numbered.app = users.app_id AND numbered.name = users.uid)",
            )
            .await?;
        connection
            .execute_unprepared(
                "UPDATE apps SET user_changes = (SELECT COUNT(*) FROM users WHERE users.app_id = apps.app_id)",
            )
            .await?;
        manager
            .create_index(index(
                "users",
                "users_by_change",
                &["app_id", "change_number"],
            ))
            .await
    }
}
