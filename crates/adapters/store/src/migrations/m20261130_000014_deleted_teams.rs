//! Teams that were deleted keep their row: what was answered in them names them.

use sea_orm_migration::prelude::*;

use super::columns::{number, optional};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deleted_at_ms = optional(number("deleted_at_ms"));
        manager
            .alter_table(
                Table::alter()
                    .table("teams")
                    .add_column(deleted_at_ms)
                    .take(),
            )
            .await
    }
}
