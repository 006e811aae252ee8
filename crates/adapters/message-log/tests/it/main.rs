//! The message log on real files.

mod backup;
mod contract;
mod crash;
mod damage;
mod ids;
mod refusal;
mod subject;
mod sync;
