//! Under which epoch of its owner a cursor was kept: whoever owned it before moves it no more.

use sea_orm_migration::prelude::*;

use super::columns::number;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("consumer_cursors")
                    .add_column(number("epoch").default(0))
                    .to_owned(),
            )
            .await
    }
}
