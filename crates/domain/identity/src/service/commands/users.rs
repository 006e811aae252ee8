//! Users: making, changing and deleting them, and withdrawing their tokens.

use skein_foundation::{Lock, StoreError, UserKey, record};

use super::{Commands, end_tokens, in_order, save_user};
use crate::model::{
    Deletion, DisplayName, IdentityChange, Revocation, TokensRevoked, Traits, User, UserChanged,
    UserPatch,
};
use crate::ports::IdentityUnit;

impl Commands<'_> {
    /// False when the app has or had this uid already; that user stays as it was. Fails with kind `Conflict` when there
    /// is no such app. Records `user.created`.
    pub async fn create_user(self, user: &User) -> Result<bool, StoreError> {
        let app = &user.key.app;
        let mut unit = self.begin(&[Lock::Users(app.clone())]).await?;
        let change = unit.draw_user_change(app).await?;
        if !unit.insert_user(user, change).await? {
            return Ok(false);
        }
        let change = IdentityChange::UserCreated(UserChanged::of(user));
        record(&mut *unit, app, &change, user.created_at_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Gives the user as it is afterwards; `None` when there is none. Records `user.updated` when anything changed. Disabling
    /// ends the user's sign-in sessions.
    pub async fn patch_user(
        self,
        key: &UserKey,
        patch: &UserPatch,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError> {
        let mut unit = self.begin(&in_order(key)).await?;
        let Some(before) = unit.find_user(key).await? else {
            return Ok(None);
        };
        let after = patch.apply(before.clone());
        if after == before {
            return Ok(Some(before));
        }
        save_user(&mut *unit, &after, now_ms).await?;
        if after.disabled {
            unit.remove_sign_ins(key).await?;
        }
        let change = IdentityChange::UserUpdated(UserChanged::of(&after));
        record(&mut *unit, &key.app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Some(after))
    }

    /// Takes the user away: from now on only [`find_users`](crate::ports::UserQueries::find_users) finds it, disabled, with this
    /// name and nothing else that tells who it was. Its uid stays taken. Ends tokens and sign-in sessions, forgets password and
    /// setup code. Records `user.updated`.
    pub async fn delete_user(
        self,
        key: &UserKey,
        name: &DisplayName,
        revocation: Revocation,
    ) -> Result<Deletion, StoreError> {
        let now_ms = revocation.at_ms;
        let mut unit = self.begin(&in_order(key)).await?;
        let Some(user) = unit.find_user(key).await? else {
            let earlier = find_ever(&*unit, key).await?;
            return Ok(earlier.map_or(Deletion::Unknown, |_| Deletion::Before));
        };
        let after = User {
            name: name.clone(),
            verified: false,
            traits: Traits::default(),
            locale: None,
            disabled: true,
            ..user.clone()
        };
        save_user(&mut *unit, &after, now_ms).await?;
        unit.retire_user(key, now_ms).await?;
        end_tokens(&mut *unit, &user, revocation).await?;
        unit.delete_password_hash(key).await?;
        unit.delete_setup_code(key).await?;
        // As of somebody who was disabled: who serves customers gives them back, also after a crash.
        let change = IdentityChange::UserUpdated(UserChanged::of(&after));
        record(&mut *unit, &key.app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Deletion::Done(user))
    }

    /// Raises the generation of the user's tokens, notes when, and ends the user's sign-in sessions. False when there never was
    /// such a user. Records `user.tokens_revoked`.
    pub async fn revoke_tokens(
        self,
        key: &UserKey,
        revocation: Revocation,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin(&[Lock::User(key.clone())]).await?;
        // Also of one who was deleted, whose tokens have ended: whoever asks for that is told that it is so.
        let Some(user) = find_ever(&*unit, key).await? else {
            return Ok(false);
        };
        end_tokens(&mut *unit, &user, revocation).await?;
        let uid = key.uid.clone();
        let change = IdentityChange::TokensRevoked(TokensRevoked { uid });
        record(&mut *unit, &key.app, &change, revocation.at_ms).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Deleted or not.
async fn find_ever(unit: &dyn IdentityUnit, key: &UserKey) -> Result<Option<User>, StoreError> {
    let uids = std::slice::from_ref(&key.uid);
    Ok(unit.find_users(&key.app, uids).await?.pop())
}
