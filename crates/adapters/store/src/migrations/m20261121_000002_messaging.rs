//! Conversations and their members.

use sea_orm_migration::prelude::*;

use super::columns::{
    app_id, create_table, digest, id, index, number, optional, primary_key, table, text, uid,
    unique_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conversations = table("conversations")
            .col(app_id())
            .col(id("conversation_id"))
            .col(text("kind", 16))
            .col(text("title", 100))
            // Digest of who talks, for the kinds of which there is one per set of people; NULLs never collide.
            .col(optional(digest("people_digest")))
            .col(number("created_at_ms"))
            .primary_key(&mut primary_key(&["app_id", "conversation_id"]))
            .take();
        create_table(manager, conversations).await?;
        manager
            .create_index(unique_index(
                "conversations",
                "conversations_by_people",
                &["app_id", "people_digest"],
            ))
            .await?;

        let members = table("conversation_members")
            .col(app_id())
            .col(id("conversation_id"))
            .col(uid("uid"))
            .col(text("role", 16))
            .col(text("state", 16))
            .col(number("read_seq"))
            .col(number("received_seq"))
            // The how-manieth membership of this user: the stable order of the conversation list.
            .col(number("membership_number"))
            .primary_key(&mut primary_key(&["app_id", "conversation_id", "uid"]))
            .foreign_key(
                ForeignKey::create()
                    .name("conversation_members_of_conversation")
                    .from_tbl("conversation_members")
                    .from_col("app_id")
                    .from_col("conversation_id")
                    .to_tbl("conversations")
                    .to_col("app_id")
                    .to_col("conversation_id"),
            )
            .take();
        create_table(manager, members).await?;
        manager
            .create_index(unique_index(
                "conversation_members",
                "conversation_members_in_order",
                &["app_id", "uid", "membership_number"],
            ))
            .await?;
        manager
            .create_index(index(
                "conversation_members",
                "conversation_members_by_state",
                &["app_id", "uid", "state", "conversation_id"],
            ))
            .await
    }
}
