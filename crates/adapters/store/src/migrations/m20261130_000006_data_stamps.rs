//! What the store shares with the message log beside it: one row.

use sea_orm_migration::prelude::*;

use super::columns::{create_table, number, primary_key, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let data_stamps = table("data_stamps")
            .col(number("id"))
            .col(text("birth", 36))
            .col(number("epoch"))
            .col(text("branch", 36))
            .col(number("turn"))
            .col(number("log_position"))
            .primary_key(&mut primary_key(&["id"]))
            .take();
        create_table(manager, data_stamps).await
    }
}
