//! Passwords, setup codes and used tokens.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use skein_foundation::{AppId, StoreError, UserKey};
use skein_identity::model::{SecretDigest, SetupCode, User, UserPatch};
use skein_identity::ports::{ProofStore, Redemption};

use super::rows::to_setup_code;
use super::users::{end_tokens, find_user, mark_changed, update_patched};
use crate::database::Store;
use crate::entity::hidden::{HiddenBytes, HiddenText};
use crate::entity::{credential, setup_code, used_token};
use crate::error::{is_unique_violation, store_error};

#[async_trait]
impl ProofStore for Store {
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError> {
        let row = credential::Entity::find_by_id((user.app.to_string(), user.uid.to_string()))
            .one(self.reader())
            .await
            .map_err(store_error)?;
        Ok(row.map(|row| row.password_hash.0))
    }

    async fn put_setup_code(&self, code: &SetupCode) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        let row = setup_code::ActiveModel {
            app_id: Set(code.user.app.to_string()),
            uid: Set(code.user.uid.to_string()),
            code_digest: Set(HiddenBytes(code.code_digest.as_bytes().to_vec())),
            created_at_ms: Set(code.created_at_ms),
            expires_at_ms: Set(code.expires_at_ms),
        };
        let replace = OnConflict::columns([setup_code::Column::AppId, setup_code::Column::Uid])
            .update_columns([
                setup_code::Column::CodeDigest,
                setup_code::Column::CreatedAtMs,
                setup_code::Column::ExpiresAtMs,
            ])
            .to_owned();
        setup_code::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn find_setup_code(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SetupCode>, StoreError> {
        find_setup_code(self.reader(), digest).await
    }

    async fn redeem_setup_code(
        &self,
        redemption: &Redemption<'_>,
    ) -> Result<Option<User>, StoreError> {
        let unit = self.begin_write().await?;
        let digest = &redemption.code_digest;
        let Some(code) = find_setup_code(unit.db(), digest).await? else {
            return Ok(None);
        };
        if code.expires_at_ms <= redemption.revocation.at_ms {
            return Ok(None);
        }
        // Who deletes the code has used it: there is one such caller on every engine.
        let claimed = setup_code::Entity::delete_many()
            .filter(setup_code::Column::AppId.eq(code.user.app.as_str()))
            .filter(setup_code::Column::Uid.eq(code.user.uid.as_str()))
            .filter(setup_code::Column::CodeDigest.eq(digest.as_bytes().to_vec()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        if claimed.rows_affected != 1 {
            return Ok(None);
        }
        put_password_hash(unit.db(), &code.user, redemption).await?;
        if let Some(name) = redemption.name {
            let patch = UserPatch {
                name: Some(name.clone()),
                ..UserPatch::default()
            };
            update_patched(unit.db(), &code.user, &patch).await?;
            mark_changed(unit.db(), &code.user, redemption.revocation.at_ms).await?;
        }
        end_tokens(unit.db(), &code.user, redemption.revocation).await?;
        let user = find_user(unit.db(), &code.user).await?;
        unit.commit().await?;
        Ok(user)
    }

    async fn use_token_once(
        &self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
        forget_before_ms: i64,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        used_token::Entity::delete_many()
            .filter(used_token::Column::AppId.eq(app.as_str()))
            .filter(used_token::Column::ExpiresAtMs.lt(forget_before_ms))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        let row = used_token::ActiveModel {
            app_id: Set(app.to_string()),
            token_id: Set(token_id.to_owned()),
            expires_at_ms: Set(expires_at_ms),
        };
        match used_token::Entity::insert(row)
            .exec_without_returning(unit.db())
            .await
        {
            Err(error) if is_unique_violation(&error) => return Ok(false),
            other => other.map_err(store_error)?,
        };
        unit.commit().await?;
        Ok(true)
    }
}

async fn find_setup_code(
    db: &impl ConnectionTrait,
    digest: &SecretDigest,
) -> Result<Option<SetupCode>, StoreError> {
    let row = setup_code::Entity::find()
        .filter(setup_code::Column::CodeDigest.eq(digest.as_bytes().to_vec()))
        .one(db)
        .await
        .map_err(store_error)?;
    row.map(to_setup_code).transpose()
}

async fn put_password_hash(
    db: &impl ConnectionTrait,
    user: &UserKey,
    redemption: &Redemption<'_>,
) -> Result<(), StoreError> {
    let row = credential::ActiveModel {
        app_id: Set(user.app.to_string()),
        uid: Set(user.uid.to_string()),
        password_hash: Set(HiddenText(redemption.password_hash.to_owned())),
        changed_at_ms: Set(redemption.revocation.at_ms),
    };
    let replace = OnConflict::columns([credential::Column::AppId, credential::Column::Uid])
        .update_columns([
            credential::Column::PasswordHash,
            credential::Column::ChangedAtMs,
        ])
        .to_owned();
    credential::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(db)
        .await
        .map_err(store_error)?;
    Ok(())
}
