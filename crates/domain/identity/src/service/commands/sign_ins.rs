//! Browsers in which somebody is signed in.

use skein_foundation::{AppId, Lock, StoreError, record};

use super::Commands;
use crate::model::{IdentityChange, SignInChanged, SignInId, SignInSession};

impl Commands<'_> {
    /// False, and nothing changes, when the user's tokens were revoked since the user was read with this generation, or the
    /// user is disabled or gone. Ends those that were not used for longest, so that the user has `max_per_user` at most.
    pub async fn begin_sign_in(
        self,
        session: &SignInSession,
        generation: i64,
        max_per_user: usize,
    ) -> Result<bool, StoreError> {
        let key = &session.user;
        let mut unit = self.begin(&[Lock::User(key.clone())]).await?;
        let user = unit.find_user(key).await?;
        if user.is_none_or(|user| user.disabled || user.token_generation != generation) {
            return Ok(false);
        }
        let others = unit.list_sign_ins(key).await?;
        for ended in others.iter().skip(max_per_user.saturating_sub(1)) {
            unit.remove_sign_in(&key.app, &ended.id).await?;
        }
        // Uses are counted: a clock that was ahead must not keep one session for ever.
        let use_number = unit.draw_sign_in_use(key).await?;
        unit.insert_sign_in(session, use_number).await?;
        let begun = SignInChanged::of(&key.uid, &session.id);
        let change = IdentityChange::SignInBegun(begun);
        record(&mut *unit, &key.app, &change, session.created_at_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// False when there was none.
    pub async fn end_sign_in(
        self,
        app: &AppId,
        id: &SignInId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let Some(session) = self.store.find_sign_in(app, id).await? else {
            return Ok(false);
        };
        let mut unit = self.begin(&[Lock::User(session.user.clone())]).await?;
        if !unit.remove_sign_in(app, id).await? {
            return Ok(false);
        }
        let ended = SignInChanged::of(&session.user.uid, id);
        let change = IdentityChange::SignInEnded(ended);
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Keeps the times of the session, and that it was used last. False when it has ended.
    pub async fn note_sign_in(self, session: &SignInSession) -> Result<bool, StoreError> {
        let key = &session.user;
        let mut unit = self.begin(&[Lock::User(key.clone())]).await?;
        let use_number = unit.draw_sign_in_use(key).await?;
        if !unit.update_sign_in(session, use_number).await? {
            return Ok(false);
        }
        unit.commit().await?;
        Ok(true)
    }
}
