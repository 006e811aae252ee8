//! A browser in which a user is signed in.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenBytes;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sign_in_id: String,
    pub uid: String,
    pub secret_digest: HiddenBytes,
    pub created_at_ms: i64,
    pub last_used_at_ms: i64,
    pub ends_at_ms: i64,
    pub used_number: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
