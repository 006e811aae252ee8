//! A person or bot of an app.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub uid: String,
    pub kind: String,
    pub role: String,
    pub name: String,
    pub verified: bool,
    pub traits: String,
    pub locale: String,
    pub disabled: bool,
    pub token_generation: i64,
    /// When the tokens were withdrawn last.
    pub tokens_valid_from_ms: i64,
    pub tokens_valid_from_latest_ms: i64,
    pub created_at_ms: i64,
    pub last_seen_at_ms: i64,
    /// Of the last change, in the order of the app's changes.
    pub change_number: i64,
    pub changed_at_ms: i64,
    pub deleted_at_ms: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
