//! Identity's part of a unit of work: the rows that its commands change. What they mean, and in what order they are written,
//! is decided by [`crate::service::commands`]; an adapter keeps rows and decides nothing.

use async_trait::async_trait;
use skein_foundation::{AppId, Lock, StoreError, Unit, UserKey};

use super::{AppQueries, ProofQueries, SignInQueries, UserQueries};
use crate::model::{
    App, AppKey, AppKeyId, Revocation, SetupCode, SignInId, SignInSession, Site, SiteKey,
    TokenSecrets, User,
};

/// Identity's part of the relational store. What is written without a unit is no change that anybody follows: when somebody
/// was here last, and by which clock.
#[async_trait]
pub trait IdentityStore: AppQueries + UserQueries + ProofQueries + SignInQueries {
    /// Whoever decides on the same waits until this unit ends.
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn IdentityUnit>, StoreError>;

    /// Notes another time for the last revocation, if it is still the one of `generation`.
    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError>;

    /// Notes when the user was here. A stranger is ignored.
    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError>;
}

/// The queries see what this unit wrote.
#[async_trait]
pub trait IdentityUnit: Unit + AppQueries + UserQueries + ProofQueries + SignInQueries {
    /// False when the id is taken.
    async fn insert_app(&mut self, app: &App) -> Result<bool, StoreError>;

    async fn update_secrets(
        &mut self,
        app: &AppId,
        secrets: &TokenSecrets,
    ) -> Result<(), StoreError>;

    /// Fails with kind `Conflict` when there is no such app, or the key is taken.
    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError>;

    /// One that was deleted is there again.
    async fn update_site(&mut self, site: &Site) -> Result<(), StoreError>;

    /// From now on it is neither found nor listed, but its key stays the app's: on the pages that name it nobody
    /// else's site appears. False when the app has no such site.
    async fn retire_site(
        &mut self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError>;

    /// Fails with kind `Conflict` when the id is taken or there is no such app.
    async fn insert_app_key(&mut self, key: &AppKey) -> Result<(), StoreError>;

    /// False when the app has no such key. The time of the first revocation stays.
    async fn revoke_app_key(
        &mut self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError>;

    /// The next number of the changes of the app's users.
    async fn draw_user_change(&mut self, app: &AppId) -> Result<i64, StoreError>;

    /// False when the uid is taken, also by one who was deleted. Fails with kind `Conflict` when there is no such app.
    async fn insert_user(&mut self, user: &User, change: i64) -> Result<bool, StoreError>;

    /// What a [`UserPatch`](crate::model::UserPatch) can change, and the number and the time of the change. When the user was
    /// here last and since when tokens hold is written by whoever finds that out, beside this.
    async fn update_user(
        &mut self,
        after: &User,
        change: i64,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Marks it as deleted.
    async fn retire_user(&mut self, key: &UserKey, now_ms: i64) -> Result<(), StoreError>;

    /// From which generation on tokens hold, and since when.
    async fn set_generation(
        &mut self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError>;

    /// In the PHC string format, in place of the one before.
    async fn put_password_hash(
        &mut self,
        user: &UserKey,
        hash: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    async fn delete_password_hash(&mut self, user: &UserKey) -> Result<(), StoreError>;

    /// In place of the one that was open.
    async fn put_setup_code(&mut self, code: &SetupCode) -> Result<(), StoreError>;

    async fn delete_setup_code(&mut self, user: &UserKey) -> Result<(), StoreError>;

    /// False when it was used before.
    async fn insert_used_token(
        &mut self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
    ) -> Result<bool, StoreError>;

    /// Those that expired before.
    async fn forget_used_tokens(&mut self, app: &AppId, before_ms: i64) -> Result<(), StoreError>;

    /// The next number of the uses of the user's sign-in sessions.
    async fn draw_sign_in_use(&mut self, user: &UserKey) -> Result<i64, StoreError>;

    async fn insert_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<(), StoreError>;

    /// The times of the session and its last use. False when it has ended.
    async fn update_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<bool, StoreError>;

    /// False when there was none.
    async fn remove_sign_in(&mut self, app: &AppId, id: &SignInId) -> Result<bool, StoreError>;

    /// All of the user.
    async fn remove_sign_ins(&mut self, user: &UserKey) -> Result<(), StoreError>;
}
