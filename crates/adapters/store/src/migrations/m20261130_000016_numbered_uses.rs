//! What a customer's own end and the age of a browser's session hang on is numbered, not dated.

use sea_orm_migration::prelude::*;

use super::columns::{index, number, optional};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("consultations", optional(number("ended_after_seq"))),
            ("sign_ins", number("used_number").default(0).take()),
        ] {
            let added = Table::alter().table(table).add_column(column).take();
            manager.alter_table(added).await?;
        }
        // The times of before serve as the first numbers.
        manager
            .get_connection()
            .execute_unprepared("UPDATE sign_ins SET used_number = last_used_at_ms")
            .await?;
        manager
            .create_index(index(
                "sign_ins",
                "sign_ins_by_use",
                &["app_id", "uid", "used_number"],
            ))
            .await?;
        let mut outdated = Index::drop();
        outdated.name("sign_ins_by_user").table("sign_ins");
        manager.drop_index(outdated).await
    }
}
