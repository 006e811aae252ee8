//! Indexes to list consultations in the order in which they were opened, all of an app and those of one agent, without sorting
//! every one there ever was.

use sea_orm_migration::prelude::*;

use super::columns::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(index(
                "consultations",
                "consultations_by_opened",
                &["app_id", "ticket"],
            ))
            .await?;
        manager
            .create_index(index(
                "consultations",
                "consultations_by_agent_opened",
                &["app_id", "agent_uid", "ticket"],
            ))
            .await
    }
}
