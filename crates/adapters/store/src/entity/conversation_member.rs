//! One member of a conversation.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub uid: String,
    pub role: String,
    pub state: String,
    pub membership_number: i64,
    pub since_seq: i64,
    pub until_seq: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Not a foreign key: a talk outlives the account of who took part.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "(Column::AppId, Column::Uid)",
        to = "(super::user::Column::AppId, super::user::Column::Uid)"
    )]
    User,
    /// Not a foreign key: who has no mark yet has no row there.
    #[sea_orm(
        belongs_to = "super::conversation_mark::Entity",
        from = "(Column::AppId, Column::ConversationId, Column::Uid)",
        to = "(super::conversation_mark::Column::AppId, super::conversation_mark::Column::ConversationId, super::conversation_mark::Column::Uid)"
    )]
    Mark,
}

impl ActiveModelBehavior for ActiveModel {}
