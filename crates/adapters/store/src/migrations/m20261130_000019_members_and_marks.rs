//! A membership has a beginning and an end in the conversation, marks have a table of their own, and a conversation knows how many
//! its active members are.

use sea_orm_migration::prelude::*;

use super::columns::{app_id, create_table, id, number, optional, primary_key, table, uid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let marks = table("conversation_marks")
            .col(app_id())
            .col(id("conversation_id"))
            .col(uid("uid"))
            .col(number("read_seq"))
            .col(number("received_seq"))
            .primary_key(&mut primary_key(&["app_id", "conversation_id", "uid"]))
            .take();
        create_table(manager, marks).await?;
        let db = manager.get_connection();
        db.execute_unprepared(
            "INSERT INTO conversation_marks (app_id, conversation_id, uid, read_seq, received_seq) \
             SELECT app_id, conversation_id, uid, read_seq, received_seq FROM conversation_members \
             WHERE read_seq > 0 OR received_seq > 0",
        )
        .await?;
        for column in ["read_seq", "received_seq"] {
            let dropped = Table::alter()
                .table("conversation_members")
                .drop_column(column)
                .take();
            manager.alter_table(dropped).await?;
        }
        for (table, column) in [
            (
                "conversation_members",
                number("since_seq").default(0).take(),
            ),
            ("conversation_members", optional(number("until_seq"))),
            ("conversations", number("member_count").default(0).take()),
        ] {
            let added = Table::alter().table(table).add_column(column).take();
            manager.alter_table(added).await?;
        }
        db.execute_unprepared(
            "UPDATE conversations SET member_count = (SELECT COUNT(*) FROM conversation_members \
             WHERE conversation_members.app_id = conversations.app_id \
             AND conversation_members.conversation_id = conversations.conversation_id \
             AND conversation_members.state = 'active')",
        )
        .await
        .map(drop)
    }
}
