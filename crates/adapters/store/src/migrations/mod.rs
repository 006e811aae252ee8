//! The schema, as steps that are never edited once released. Forward only: expand first, contract a release later.
//!
//! Rules, checked in `tests/it/schema.rs`: every table but the listed global ones names its app first in a key;
//! every text in a key has a length; names are `mYYYYMMDD_NNNNNN_what`. After a new step run the test once with
//! `UPDATE_SCHEMA=1` set and commit the new `schema.sql`.

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

pub(crate) mod columns;
mod m20261121_000001_identity;
mod m20261121_000002_messaging;
mod m20261121_000003_events;
mod m20261121_000004_desk;
mod m20261122_000005_active_memberships;
mod m20261130_000006_data_stamps;
mod m20261130_000008_sign_ins;
mod m20261130_000010_desk_time_and_numbers;
mod m20261130_000012_deleted_sites;
mod m20261130_000013_user_changes;
mod m20261130_000014_deleted_teams;
mod m20261130_000015_gone_threads;
mod m20261130_000016_numbered_uses;
mod m20261130_000018_listed_consultations;
mod m20261130_000019_members_and_marks;
mod m20261201_000020_cursor_epochs;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_identity::Migration),
            Box::new(m20261121_000002_messaging::Migration),
            Box::new(m20261121_000003_events::Migration),
            Box::new(m20261121_000004_desk::Migration),
            Box::new(m20261122_000005_active_memberships::Migration),
            Box::new(m20261130_000006_data_stamps::Migration),
            Box::new(m20261130_000008_sign_ins::Migration),
            Box::new(m20261130_000010_desk_time_and_numbers::Migration),
            Box::new(m20261130_000012_deleted_sites::Migration),
            Box::new(m20261130_000013_user_changes::Migration),
            Box::new(m20261130_000014_deleted_teams::Migration),
            Box::new(m20261130_000015_gone_threads::Migration),
            Box::new(m20261130_000016_numbered_uses::Migration),
            Box::new(m20261130_000018_listed_consultations::Migration),
            Box::new(m20261130_000019_members_and_marks::Migration),
            Box::new(m20261201_000020_cursor_epochs::Migration),
        ]
    }
}
