//! A consultation.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consultations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub consultation_id: Uuid,
    pub conversation_id: Uuid,
    pub number: i64,
    pub open_mark: Option<i64>,
    pub team_id: Uuid,
    pub customer_uid: String,
    pub state: String,
    pub clue: Option<String>,
    pub priority: i64,
    pub ticket: i64,
    pub opened_by_seq: i64,
    pub opened_at_ms: i64,
    pub assigned_at_ms: Option<i64>,
    pub first_response_at_ms: Option<i64>,
    pub first_response_assigned_at_ms: Option<i64>,
    pub resolved_at_ms: Option<i64>,
    pub agent_uid: Option<String>,
    pub assignment: Option<String>,
    pub resolved_by: Option<String>,
    pub resolved_number: Option<i64>,
    pub merged_into: Option<Uuid>,
    pub ended_after_seq: Option<i64>,
    pub rating: Option<String>,
    pub last_message_seq: Option<i64>,
    pub last_message_sender: Option<String>,
    pub last_message_text: Option<String>,
    pub last_message_at_ms: Option<i64>,
    pub customer_waiting_since_ms: Option<i64>,
    pub customer_turn_at: Option<i64>,
    pub transitions: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
