//! Queries that are written once and run on the readers of the store or inside a unit of work.

use std::fmt;

use sea_orm::ConnectionTrait;

/// What queries run on.
pub trait Connection: Send + Sync + fmt::Debug {
    type Db: ConnectionTrait;

    fn db(&self) -> &Self::Db;
}

/// The ports' queries are implemented for this, whatever it stands on: [`Store`](crate::database::Store) sees what was
/// committed, [`UnitOfWork`](crate::unit_of_work::UnitOfWork) what it wrote itself, too.
#[derive(Debug, Clone)]
pub struct Sql<C>(pub(crate) C);

impl<C: Connection> Sql<C> {
    pub(crate) fn db(&self) -> &C::Db {
        self.0.db()
    }
}
