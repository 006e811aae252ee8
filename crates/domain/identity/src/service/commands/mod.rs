//! The commands of identity: each is one unit of work that reads what it decides on, decides, writes the rows that follow and
//! leaves a change for whoever follows. Written once, for every store.
//!
//! What holds under any interleaving, checked by [`crate::contract::identity_store`]:
//! - ids, uids, codes and tokens that are good once have one caller to whom they were good;
//! - a generation of tokens is never given out twice, and nobody is signed in whose tokens were withdrawn meanwhile;
//! - the changes of an app's users are numbered without a gap, in the order of the commits.

mod apps;
mod proofs;
mod sign_ins;
mod users;

#[cfg(test)]
mod tests;

use skein_foundation::{Lock, StoreError, UserKey};

use crate::model::{Revocation, User};
use crate::ports::{IdentityStore, IdentityUnit};

pub use proofs::Redemption;

/// What changes identity and is more than one statement. Reading needs none of it.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    store: &'a dyn IdentityStore,
}

impl<'a> Commands<'a> {
    pub fn on(store: &'a dyn IdentityStore) -> Self {
        Self { store }
    }

    async fn begin(self, locks: &[Lock]) -> Result<Box<dyn IdentityUnit>, StoreError> {
        self.store.begin(locks).await
    }
}

/// What a change of the user decides on when it also takes its place in the order of the app's changes.
fn in_order(key: &UserKey) -> [Lock; 2] {
    [Lock::Users(key.app.clone()), Lock::User(key.clone())]
}

/// Writes what became of a user as the next change of the app's users.
async fn save_user(
    unit: &mut dyn IdentityUnit,
    after: &User,
    now_ms: i64,
) -> Result<(), StoreError> {
    let change = unit.draw_user_change(&after.key.app).await?;
    unit.update_user(after, change, now_ms).await
}

/// Tokens of earlier generations are refused from now on, and nobody stays signed in.
async fn end_tokens(
    unit: &mut dyn IdentityUnit,
    user: &User,
    revocation: Revocation,
) -> Result<(), StoreError> {
    // A number that rises, since a clock may be set.
    let next = user.token_generation + 1;
    unit.set_generation(&user.key, next, revocation).await?;
    unit.remove_sign_ins(&user.key).await
}
