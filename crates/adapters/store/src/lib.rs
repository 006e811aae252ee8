//! Everything relational: SeaORM entities and queries on SQLite, written so that they run unchanged on MySQL.
//!
//! [`Store`] is one cheap handle that implements the storage ports of the domain crates. The tree mirrors
//! theirs: what `skein_identity::ports` names is implemented in `identity/`, and so on.
//!
//! How to write a port here:
//! - queries are implemented for `Sql<C>`, ask `self.db()` and name the app in every condition: they serve the store and
//!   every unit of work;
//! - what a unit writes is implemented for `UnitOfWork`: rows and nothing else. What is decided, in which order, and what is
//!   told about it stands in the commands of the domain crates;
//! - database errors become [`StoreError`](skein_foundation::StoreError)s with `.map_err(store_error)`, texts and
//!   numbers that can't be what we wrote become `corrupt(…)`;
//! - SQL that only one engine understands lives in `dialect.rs` and nowhere else.

mod database;
mod desk;
mod dialect;
mod entity;
mod error;
mod identity;
mod messaging;
mod metrics;
mod migrations;
mod outbox;
mod sql;
mod stamp;
mod unit_of_work;

pub use database::Store;
pub use stamp::{SeqsOf, StoreStamp};
