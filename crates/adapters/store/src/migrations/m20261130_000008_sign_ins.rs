//! Sign-in sessions, and generations of tokens that are counted instead of read from a clock.

use sea_orm_migration::prelude::*;

use super::columns::{
    app_id, create_table, digest, index, number, primary_key, table, text, uid, unique_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["token_generation", "tokens_valid_from_latest_ms"] {
            let added = Table::alter()
                .table("users")
                .add_column(number(name).default(0))
                .take();
            manager.alter_table(added).await?;
        }
        // Tokens made before name the time of the last revocation as their generation: those that hold go on to hold.
        let counted = Query::update()
            .table("users")
            .value("token_generation", Expr::col("tokens_valid_from_ms"))
            .value(
                "tokens_valid_from_latest_ms",
                Expr::col("tokens_valid_from_ms"),
            )
            .take();
        manager.execute(counted).await?;
        create_sign_ins(manager).await
    }
}

async fn create_sign_ins(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sign_ins = table("sign_ins")
        .col(app_id())
        .col(text("sign_in_id", 22))
        .col(uid("uid"))
        .col(digest("secret_digest"))
        .col(number("created_at_ms"))
        .col(number("last_used_at_ms"))
        .col(number("ends_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "sign_in_id"]))
        .foreign_key(
            &mut ForeignKey::create()
                .name("sign_ins_of_user")
                .from_tbl("sign_ins")
                .from_col("app_id")
                .from_col("uid")
                .to_tbl("users")
                .to_col("app_id")
                .to_col("uid")
                .take(),
        )
        .take();
    create_table(manager, sign_ins).await?;
    // A browser shows only its secret; app and user are found by it.
    manager
        .create_index(unique_index(
            "sign_ins",
            "sign_ins_by_secret",
            &["secret_digest"],
        ))
        .await?;
    manager
        .create_index(index(
            "sign_ins",
            "sign_ins_by_user",
            &["app_id", "uid", "last_used_at_ms"],
        ))
        .await
}
