//! Apps, sites, users and what they prove who they are with.

use sea_orm_migration::prelude::*;

use super::columns::{
    app_id, create_table, digest, flag, index, long_text, number, optional, primary_key, table,
    text, uid, unique_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_apps_and_sites(manager).await?;
        create_users(manager).await?;
        create_proofs(manager).await
    }
}

async fn create_apps_and_sites(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let apps = table("apps")
        .col(app_id())
        .col(text("name", 100))
        .col(text("token_secret", 128))
        .col(optional(text("previous_token_secret", 128)))
        .col(number("created_at_ms"))
        .primary_key(&mut primary_key(&["app_id"]))
        .take();
    create_table(manager, apps).await?;

    let sites = table("sites")
        .col(app_id())
        .col(text("site_key", 64))
        .col(text("name", 100))
        .col(text("accent", 16))
        .col(long_text("greeting"))
        .col(long_text("title"))
        .col(long_text("allowed_origins"))
        .col(text("identity_mode", 16))
        .col(number("created_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "site_key"]))
        .foreign_key(&mut of_app("sites", "sites_of_app"))
        .take();
    create_table(manager, sites).await?;
    // A visitor names only the site; the app is found by it.
    manager
        .create_index(unique_index("sites", "sites_by_key", &["site_key"]))
        .await
}

async fn create_users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let users = table("users")
        .col(app_id())
        .col(uid("uid"))
        .col(text("kind", 16))
        .col(text("role", 16))
        .col(text("name", 100))
        .col(flag("verified"))
        .col(long_text("traits"))
        .col(text("locale", 35))
        .col(flag("disabled"))
        .col(number("tokens_valid_from_ms"))
        .col(number("created_at_ms"))
        .col(number("last_seen_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "uid"]))
        .foreign_key(&mut of_app("users", "users_of_app"))
        .take();
    create_table(manager, users).await?;
    manager
        .create_index(index("users", "users_by_kind", &["app_id", "kind", "uid"]))
        .await
}

async fn create_proofs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let app_keys = table("app_keys")
        .col(app_id())
        .col(text("key_id", 16))
        .col(text("name", 100))
        .col(digest("secret_digest"))
        .col(number("created_at_ms"))
        .col(optional(number("revoked_at_ms")))
        .primary_key(&mut primary_key(&["app_id", "key_id"]))
        .foreign_key(&mut of_app("app_keys", "app_keys_of_app"))
        .take();
    create_table(manager, app_keys).await?;
    // A business server names only the key; the app is found by it.
    manager
        .create_index(unique_index("app_keys", "app_keys_by_id", &["key_id"]))
        .await?;

    let credentials = table("credentials")
        .col(app_id())
        .col(uid("uid"))
        .col(text("password_hash", 255))
        .col(number("changed_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "uid"]))
        .foreign_key(&mut of_user("credentials", "credentials_of_user"))
        .take();
    create_table(manager, credentials).await?;

    // One open code per user: a new one replaces the one before.
    let setup_codes = table("setup_codes")
        .col(app_id())
        .col(uid("uid"))
        .col(digest("code_digest"))
        .col(number("created_at_ms"))
        .col(number("expires_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "uid"]))
        .foreign_key(&mut of_user("setup_codes", "setup_codes_of_user"))
        .take();
    create_table(manager, setup_codes).await?;
    // Whoever opens the link names only the code; app and user are found by it.
    manager
        .create_index(unique_index(
            "setup_codes",
            "setup_codes_by_code",
            &["code_digest"],
        ))
        .await?;

    let used_tokens = table("used_tokens")
        .col(app_id())
        .col(text("token_id", 128))
        .col(number("expires_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "token_id"]))
        .foreign_key(&mut of_app("used_tokens", "used_tokens_of_app"))
        .take();
    create_table(manager, used_tokens).await?;
    manager
        .create_index(index(
            "used_tokens",
            "used_tokens_by_expiry",
            &["app_id", "expires_at_ms"],
        ))
        .await
}

fn of_app(table: &'static str, name: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from_tbl(table)
        .from_col("app_id")
        .to_tbl("apps")
        .to_col("app_id")
        .take()
}

fn of_user(table: &'static str, name: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from_tbl(table)
        .from_col("app_id")
        .from_col("uid")
        .to_tbl("users")
        .to_col("app_id")
        .to_col("uid")
        .take()
}
