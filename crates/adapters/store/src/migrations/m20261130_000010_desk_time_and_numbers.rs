//! What the desk decides by no longer hangs on the clock of the machine: the time it has been running, and numbers in
//! the order of commits. And what its figures need: whose assignment was answered, within how long it should have been.

use sea_orm_migration::prelude::*;

use super::columns::{create_table, id, index, number, optional, primary_key, table};

const CONSULTATIONS: &str = "consultations";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager).await?;
        fill_columns(manager).await?;
        for (name, columns) in INDEXES {
            manager
                .create_index(index(CONSULTATIONS, name, columns))
                .await?;
        }
        for name in OUTDATED_INDEXES {
            let mut outdated = Index::drop();
            outdated.name(name).table(CONSULTATIONS);
            manager.drop_index(outdated).await?;
        }
        let desk_time = table("desk_time")
            // One row.
            .col(number("id"))
            .col(number("running_ms"))
            .primary_key(&mut primary_key(&["id"]))
            .take();
        create_table(manager, desk_time).await
    }
}

const INDEXES: [(&str, &[&str]); 5] = [
    (
        "consultations_by_agent_ended",
        &["app_id", "agent_uid", "state", "resolved_number"],
    ),
    (
        "consultations_by_customer_opened",
        &["app_id", "customer_uid", "ticket"],
    ),
    (
        "consultations_by_state_opened",
        &["app_id", "state", "ticket"],
    ),
    (
        "consultations_by_team_ended",
        &["app_id", "team_id", "state", "resolved_number"],
    ),
    // The sweeper looks across apps: nearly all rows are NULL here.
    ("consultations_customer_turn_at", &["customer_turn_at"]),
];

const OUTDATED_INDEXES: [&str; 5] = [
    "consultations_by_agent",
    "consultations_by_customer",
    "consultations_by_state",
    "consultations_last_handled",
    "consultations_customer_turn",
];

async fn add_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let added = [
        ("agents", optional(number("last_assigned_number"))),
        ("agents", optional(number("absent_since_ms"))),
        // In desk time, as the next one.
        ("agents", optional(number("absent_at"))),
        (CONSULTATIONS, optional(number("customer_turn_at"))),
        (CONSULTATIONS, optional(number("resolved_number"))),
        (
            CONSULTATIONS,
            optional(number("first_response_assigned_at_ms")),
        ),
        (CONSULTATIONS, optional(id("merged_into"))),
        ("desk_queues", with_default(number("last_number"), 0)),
        ("teams", with_default(number("response_target_s"), 60)),
    ];
    for (table, column) in added {
        let added = Table::alter().table(table).add_column(column).take();
        manager.alter_table(added).await?;
    }
    Ok(())
}

fn with_default(mut column: ColumnDef, value: i64) -> ColumnDef {
    column.default(value).take()
}

/// The times of before serve as the first numbers, and the counters go on behind the largest.
async fn fill_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for statement in [
        "UPDATE agents SET last_assigned_number = last_assigned_at_ms",
        "UPDATE consultations SET resolved_number = resolved_at_ms",
        "UPDATE consultations SET customer_turn_at = 0 WHERE customer_turn_since_ms IS NOT NULL",
        "UPDATE consultations SET first_response_assigned_at_ms = assigned_at_ms \
         WHERE first_response_at_ms >= assigned_at_ms",
        "UPDATE desk_queues SET last_number = COALESCE((SELECT MAX(resolved_at_ms) \
         FROM consultations WHERE consultations.app_id = desk_queues.app_id), 0)",
        "UPDATE desk_queues SET last_number = COALESCE((SELECT MAX(last_assigned_at_ms) FROM agents \
         WHERE agents.app_id = desk_queues.app_id AND agents.last_assigned_at_ms > desk_queues.last_number), \
         last_number)",
    ] {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}
