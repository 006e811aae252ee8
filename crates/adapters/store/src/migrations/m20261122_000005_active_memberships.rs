//! An index to list a user's active memberships in order, however many past ones there are.

use sea_orm_migration::prelude::*;

use super::columns::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(index(
                "conversation_members",
                "conversation_members_by_state_in_order",
                &["app_id", "uid", "state", "membership_number"],
            ))
            .await
    }
}
