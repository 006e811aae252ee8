//! What identity needs from outside: the relational store. Every call names the app, but for those few by which the
//! app is found out.

mod apps;
mod proofs;
mod sign_ins;
mod unit;
mod users;

pub use apps::AppQueries;
pub use proofs::ProofQueries;
pub use sign_ins::SignInQueries;
pub use unit::{IdentityStore, IdentityUnit};
pub use users::UserQueries;
