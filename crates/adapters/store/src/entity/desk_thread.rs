//! What the desk remembers of a thread between consultations.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_threads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    pub clue: Option<String>,
    pub noted_seq: i64,
    /// The customer's thread into which this one of a visitor went.
    pub gone_into: Option<Uuid>,
    /// From which seq on it says something that belongs to no consultation that had ended then.
    pub counts_from_seq: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
