//! The outbox of changes and the cursors of those who read events.

use sea_orm_migration::prelude::*;

use super::columns::{app_id, create_table, huge_text, number, primary_key, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let change_events = table("change_events")
            // Automatic numbering, so that a position is never given again after old changes were forgotten.
            .col(ColumnDef::new("position").big_integer().not_null().auto_increment().primary_key())
            .col(app_id())
            .col(text("kind", 64))
            .col(huge_text("payload"))
            .col(number("time_ms"))
            .take();
        create_table(manager, change_events).await?;

        let consumer_cursors = table("consumer_cursors")
            .col(text("stream", 32))
            .col(text("consumer", 64))
            .col(number("next_position"))
            .primary_key(&mut primary_key(&["stream", "consumer"]))
            .take();
        create_table(manager, consumer_cursors).await
    }
}
