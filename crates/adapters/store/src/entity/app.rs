//! One business line.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    pub name: String,
    pub token_secret: HiddenText,
    pub previous_token_secret: Option<HiddenText>,
    pub created_at_ms: i64,
    /// How many changes of its users there were.
    pub user_changes: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
