//! What identity needs from outside: the relational store. Every call names the app, but for those few by which the
//! app is found out.

mod apps;
mod proofs;
mod sign_ins;
mod users;

pub use apps::AppStore;
pub use proofs::{ProofStore, Redemption};
pub use sign_ins::SignInStore;
pub use users::UserStore;
