//! Teams, agents, and consultations with their steps.

use sea_orm_migration::prelude::*;

use super::columns::{
    app_id, create_table, id, index, long_text, number, optional, primary_key, table, text, uid,
    unique_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_teams_and_agents(manager).await?;
        create_consultations(manager).await
    }
}

async fn create_teams_and_agents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let teams = table("teams")
        .col(app_id())
        .col(id("team_id"))
        .col(text("name", 64))
        .col(text("strategy", 16))
        .col(number("silence_resolve_s"))
        // 1 or NULL: NULLs never collide, so the index below allows one default team per app.
        .col(optional(number("default_mark")))
        .col(number("created_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "team_id"]))
        .take();
    create_table(manager, teams).await?;
    manager
        .create_index(unique_index(
            "teams",
            "teams_one_default",
            &["app_id", "default_mark"],
        ))
        .await?;

    let agents = table("agents")
        .col(app_id())
        .col(uid("uid"))
        .col(text("status", 16))
        .col(number("capacity"))
        // Kept in the transaction of every assignment and resolution.
        .col(number("load"))
        .col(optional(number("last_assigned_at_ms")))
        .col(number("created_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "uid"]))
        .take();
    create_table(manager, agents).await?;

    let members = table("team_members")
        .col(app_id())
        .col(id("team_id"))
        .col(uid("uid"))
        .col(number("joined_at_ms"))
        .primary_key(&mut primary_key(&["app_id", "team_id", "uid"]))
        .foreign_key(
            ForeignKey::create()
                .name("team_members_of_team")
                .from_tbl("team_members")
                .from_col("app_id")
                .from_col("team_id")
                .to_tbl("teams")
                .to_col("app_id")
                .to_col("team_id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("team_members_of_agent")
                .from_tbl("team_members")
                .from_col("app_id")
                .from_col("uid")
                .to_tbl("agents")
                .to_col("app_id")
                .to_col("uid"),
        )
        .take();
    create_table(manager, members).await?;
    manager
        .create_index(index(
            "team_members",
            "team_members_by_agent",
            &["app_id", "uid", "team_id"],
        ))
        .await?;

    let queues = table("desk_queues")
        .col(app_id())
        .col(number("last_ticket"))
        .primary_key(&mut primary_key(&["app_id"]))
        .take();
    create_table(manager, queues).await
}

async fn create_consultations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let threads = table("desk_threads")
        .col(app_id())
        .col(id("conversation_id"))
        .col(optional(long_text("clue")))
        // Messages up to here have had their effect on the desk.
        .col(number("noted_seq"))
        .primary_key(&mut primary_key(&["app_id", "conversation_id"]))
        .take();
    create_table(manager, threads).await?;

    let consultations = table("consultations")
        .col(app_id())
        .col(id("consultation_id"))
        .col(id("conversation_id"))
        .col(number("number"))
        // 1 until resolved, then NULL: NULLs never collide, so a thread has one unresolved consultation at most.
        .col(optional(number("open_mark")))
        .col(id("team_id"))
        .col(uid("customer_uid"))
        .col(text("state", 16))
        .col(optional(long_text("clue")))
        .col(number("priority"))
        .col(number("ticket"))
        .col(number("opened_by_seq"))
        .col(number("opened_at_ms"))
        .col(optional(number("assigned_at_ms")))
        .col(optional(number("first_response_at_ms")))
        .col(optional(number("resolved_at_ms")))
        .col(optional(uid("agent_uid")))
        .col(optional(long_text("assignment")))
        .col(optional(text("resolved_by", 16)))
        .col(optional(long_text("rating")))
        .col(optional(number("last_message_seq")))
        .col(optional(uid("last_message_sender")))
        .col(optional(text("last_message_text", 120)))
        .col(optional(number("last_message_at_ms")))
        .col(optional(number("customer_waiting_since_ms")))
        .col(optional(number("customer_turn_since_ms")))
        .col(number("transitions"))
        .primary_key(&mut primary_key(&["app_id", "consultation_id"]))
        .take();
    create_table(manager, consultations).await?;
    for consultation_index in consultation_indexes() {
        manager.create_index(consultation_index).await?;
    }

    let transitions = table("consultation_transitions")
        .col(app_id())
        .col(id("consultation_id"))
        .col(number("ordinal"))
        .col(text("from_state", 16))
        .col(text("to_state", 16))
        .col(number("at_ms"))
        .col(text("actor_kind", 16))
        .col(optional(text("actor_id", 64)))
        .col(text("reason", 32))
        .primary_key(&mut primary_key(&["app_id", "consultation_id", "ordinal"]))
        .take();
    create_table(manager, transitions).await
}

fn consultation_indexes() -> [IndexCreateStatement; 8] {
    const TABLE: &str = "consultations";
    [
        unique_index(
            TABLE,
            "consultations_one_open",
            &["app_id", "conversation_id", "open_mark"],
        ),
        unique_index(
            TABLE,
            "consultations_by_number",
            &["app_id", "conversation_id", "number"],
        ),
        index(
            TABLE,
            "consultations_in_queue",
            &["app_id", "state", "team_id", "priority", "ticket"],
        ),
        index(
            TABLE,
            "consultations_by_agent",
            &[
                "app_id",
                "agent_uid",
                "state",
                "resolved_at_ms",
                "consultation_id",
            ],
        ),
        index(
            TABLE,
            "consultations_by_customer",
            &["app_id", "customer_uid", "consultation_id"],
        ),
        index(
            TABLE,
            "consultations_by_state",
            &["app_id", "state", "consultation_id"],
        ),
        index(
            TABLE,
            "consultations_last_handled",
            &["app_id", "team_id", "state", "resolved_at_ms"],
        ),
        // The sweeper looks across apps: nearly all rows are NULL here.
        index(
            TABLE,
            "consultations_customer_turn",
            &["customer_turn_since_ms"],
        ),
    ]
}
