//! The rows of identity that a unit of work writes.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
};
use skein_foundation::{AppId, StoreError, UserKey};
use skein_identity::model::{
    App, AppKey, AppKeyId, Revocation, SetupCode, SignInId, SignInSession, Site, SiteKey,
    TokenSecrets, User,
};
use skein_identity::ports::IdentityUnit;

use super::rows::{
    from_app, from_app_key, from_secrets, from_setup_code, from_sign_in, from_site, from_user,
};
use crate::entity::hidden::HiddenText;
use crate::entity::{app, app_key, credential, setup_code, sign_in, site, used_token, user};
use crate::error::{is_unique_violation, store_error};
use crate::unit_of_work::UnitOfWork;

#[async_trait]
impl IdentityUnit for UnitOfWork {
    async fn insert_app(&mut self, app: &App) -> Result<bool, StoreError> {
        let inserted = app::Entity::insert(from_app(app));
        is_new(inserted.exec_without_returning(self.db()).await)
    }

    async fn update_secrets(
        &mut self,
        app: &AppId,
        secrets: &TokenSecrets,
    ) -> Result<(), StoreError> {
        app::Entity::update_many()
            .set(from_secrets(secrets))
            .filter(app::Column::AppId.eq(app.as_str()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError> {
        site::Entity::insert(from_site(site)?)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn update_site(&mut self, site: &Site) -> Result<(), StoreError> {
        let row = from_site(site)?.update(self.db()).await;
        row.map(drop).map_err(store_error)
    }

    /// The app's row stays locked until the commit, so that numbers become visible in their order on every engine.
    async fn retire_site(
        &mut self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let deleted = site::Entity::update_many()
            .col_expr(site::Column::DeletedAtMs, Expr::value(now_ms))
            .filter(site::Column::AppId.eq(app.as_str()))
            .filter(site::Column::SiteKey.eq(key.as_str()))
            .filter(site::Column::DeletedAtMs.is_null())
            .exec(self.db())
            .await
            .map_err(store_error)?;
        Ok(deleted.rows_affected > 0)
    }

    async fn insert_app_key(&mut self, key: &AppKey) -> Result<(), StoreError> {
        app_key::Entity::insert(from_app_key(key))
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn revoke_app_key(
        &mut self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let first = Expr::col(app_key::Column::RevokedAtMs).if_null(now_ms);
        let revoked = app_key::Entity::update_many()
            .col_expr(app_key::Column::RevokedAtMs, first)
            .filter(app_key::Column::AppId.eq(app.as_str()))
            .filter(app_key::Column::KeyId.eq(id.as_str()))
            .exec(self.db())
            .await
            .map_err(store_error)?;
        Ok(revoked.rows_affected > 0)
    }

    async fn draw_user_change(&mut self, app: &AppId) -> Result<i64, StoreError> {
        let changes = app::Column::UserChanges;
        app::Entity::update_many()
            .col_expr(changes, Expr::col(changes).add(1))
            .filter(app::Column::AppId.eq(app.as_str()))
            .exec(self.db())
            .await
            .map_err(store_error)?;
        let row = app::Entity::find_by_id(app.to_string())
            .one(self.db())
            .await
            .map_err(store_error)?;
        Ok(row.map_or(0, |row| row.user_changes))
    }

    async fn insert_user(&mut self, user: &User, change: i64) -> Result<bool, StoreError> {
        let row = user::ActiveModel {
            change_number: Set(change),
            ..from_user(user)?
        };
        let inserted = user::Entity::insert(row);
        is_new(inserted.exec_without_returning(self.db()).await)
    }

    async fn update_user(
        &mut self,
        after: &User,
        change: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let row = from_user(after)?;
        let row = user::ActiveModel {
            name: row.name,
            role: row.role,
            verified: row.verified,
            traits: row.traits,
            locale: row.locale,
            disabled: row.disabled,
            change_number: Set(change),
            changed_at_ms: Set(now_ms),
            ..Default::default()
        };
        self.set_user(&after.key, user::Entity::update_many().set(row))
            .await
    }

    async fn retire_user(&mut self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        let retired =
            user::Entity::update_many().col_expr(user::Column::DeletedAtMs, Expr::value(now_ms));
        self.set_user(key, retired).await
    }

    async fn set_generation(
        &mut self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        let stamped = stamp_revocation(revocation)
            .col_expr(user::Column::TokenGeneration, Expr::value(generation));
        self.set_user(key, stamped).await
    }

    async fn put_password_hash(
        &mut self,
        user: &UserKey,
        hash: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let row = credential::ActiveModel {
            app_id: Set(user.app.to_string()),
            uid: Set(user.uid.to_string()),
            password_hash: Set(HiddenText(hash.to_owned())),
            changed_at_ms: Set(now_ms),
        };
        let replace = OnConflict::columns([credential::Column::AppId, credential::Column::Uid])
            .update_columns([
                credential::Column::PasswordHash,
                credential::Column::ChangedAtMs,
            ])
            .to_owned();
        credential::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn delete_password_hash(&mut self, user: &UserKey) -> Result<(), StoreError> {
        credential::Entity::delete_by_id((user.app.to_string(), user.uid.to_string()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn put_setup_code(&mut self, code: &SetupCode) -> Result<(), StoreError> {
        let replace = OnConflict::columns([setup_code::Column::AppId, setup_code::Column::Uid])
            .update_columns([
                setup_code::Column::CodeDigest,
                setup_code::Column::CreatedAtMs,
                setup_code::Column::ExpiresAtMs,
            ])
            .to_owned();
        setup_code::Entity::insert(from_setup_code(code))
            .on_conflict(replace)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn delete_setup_code(&mut self, user: &UserKey) -> Result<(), StoreError> {
        setup_code::Entity::delete_by_id((user.app.to_string(), user.uid.to_string()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn insert_used_token(
        &mut self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let inserted = used_token::Entity::insert(used_token::ActiveModel {
            app_id: Set(app.to_string()),
            token_id: Set(token_id.to_owned()),
            expires_at_ms: Set(expires_at_ms),
        });
        is_new(inserted.exec_without_returning(self.db()).await)
    }

    async fn forget_used_tokens(&mut self, app: &AppId, before_ms: i64) -> Result<(), StoreError> {
        used_token::Entity::delete_many()
            .filter(used_token::Column::AppId.eq(app.as_str()))
            .filter(used_token::Column::ExpiresAtMs.lt(before_ms))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn draw_sign_in_use(&mut self, user: &UserKey) -> Result<i64, StoreError> {
        let newest = sign_in::Entity::find()
            .filter(is_sign_in_of(user))
            .order_by_desc(sign_in::Column::UsedNumber)
            .limit(1)
            .one(self.db())
            .await
            .map_err(store_error)?;
        Ok(newest.map_or(1, |newest| newest.used_number + 1))
    }

    async fn insert_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<(), StoreError> {
        sign_in::Entity::insert(from_sign_in(session, use_number))
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn update_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<bool, StoreError> {
        let row = sign_in::ActiveModel {
            created_at_ms: Set(session.created_at_ms),
            last_used_at_ms: Set(session.last_used_at_ms),
            ends_at_ms: Set(session.ends_at_ms),
            used_number: Set(use_number),
            ..Default::default()
        };
        let updated = sign_in::Entity::update_many()
            .set(row)
            .filter(is_sign_in(&session.user.app, &session.id))
            .exec(self.db())
            .await
            .map_err(store_error)?;
        Ok(updated.rows_affected > 0)
    }

    async fn remove_sign_in(&mut self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        let ended = sign_in::Entity::delete_many()
            .filter(is_sign_in(app, id))
            .exec(self.db())
            .await
            .map_err(store_error)?;
        Ok(ended.rows_affected > 0)
    }

    async fn remove_sign_ins(&mut self, user: &UserKey) -> Result<(), StoreError> {
        sign_in::Entity::delete_many()
            .filter(is_sign_in_of(user))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }
}

impl UnitOfWork {
    async fn set_user(
        &self,
        key: &UserKey,
        update: UpdateMany<user::Entity>,
    ) -> Result<(), StoreError> {
        let updated = update.filter(is_user(key)).exec(self.db()).await;
        updated.map(drop).map_err(store_error)
    }
}

/// False when the row was there already.
fn is_new<T>(inserted: Result<T, DbErr>) -> Result<bool, StoreError> {
    match inserted {
        Err(error) if is_unique_violation(&error) => Ok(false),
        other => other.map(|_| true).map_err(store_error),
    }
}

pub(super) fn stamp_revocation(revocation: Revocation) -> UpdateMany<user::Entity> {
    user::Entity::update_many()
        .col_expr(
            user::Column::TokensValidFromMs,
            Expr::value(revocation.at_ms),
        )
        .col_expr(
            user::Column::TokensValidFromLatestMs,
            Expr::value(revocation.latest_ms),
        )
}

pub(super) fn is_user(key: &UserKey) -> Condition {
    Condition::all()
        .add(user::Column::AppId.eq(key.app.as_str()))
        .add(user::Column::Uid.eq(key.uid.as_str()))
}

pub(super) fn is_sign_in(app: &AppId, id: &SignInId) -> Condition {
    Condition::all()
        .add(sign_in::Column::AppId.eq(app.as_str()))
        .add(sign_in::Column::SignInId.eq(id.as_str()))
}

fn is_sign_in_of(user: &UserKey) -> Condition {
    Condition::all()
        .add(sign_in::Column::AppId.eq(user.app.as_str()))
        .add(sign_in::Column::Uid.eq(user.uid.as_str()))
}
