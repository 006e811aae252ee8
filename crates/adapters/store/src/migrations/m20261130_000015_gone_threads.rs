//! The thread of a visitor who signs in goes into the customer's: what is said there from then on belongs there.

use sea_orm_migration::prelude::*;

use super::columns::{id, number, optional};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            optional(id("gone_into")),
            optional(number("counts_from_seq")),
        ] {
            let added = Table::alter()
                .table("desk_threads")
                .add_column(column)
                .take();
            manager.alter_table(added).await?;
        }
        Ok(())
    }
}
