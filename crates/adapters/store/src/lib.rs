//! Everything relational: SeaORM entities and queries on SQLite, written so that they run unchanged on MySQL.
//!
//! [`Store`] is one cheap handle that implements the storage ports of the domain crates. The tree mirrors
//! theirs: what `skein_identity::ports` names is implemented in `identity/`, and so on.
//!
//! How to write a port here:
//! - a read asks `self.reader()` and names the app in every condition;
//! - a change begins with `let mut unit = self.begin_write().await?`, works on `unit.db()`, writes what others
//!   react to with `unit.record_change(…)` and ends with `unit.commit().await?`. Dropping it undoes all of it;
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
mod migrations;
mod outbox;
mod stamp;
mod unit_of_work;

pub use database::Store;
pub use stamp::{SeqsOf, StoreStamp};
