//! Names for the desk, from the users.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use skein_desk::ports::{Person, PersonDirectory};
use skein_foundation::{AppId, StoreError, Uid};

use super::rows::parse_uid;
use crate::database::Store;
use crate::entity::user;
use crate::error::store_error;

#[async_trait]
impl PersonDirectory for Store {
    async fn describe_people(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Person>, StoreError> {
        let rows = user::Entity::find()
            .filter(user::Column::AppId.eq(app.as_str()))
            .filter(user::Column::Uid.is_in(uids.iter().map(Uid::as_str)))
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.into_iter()
            .map(|row| {
                Ok(Person {
                    uid: parse_uid(&row.uid)?,
                    name: row.name,
                    verified: row.verified,
                    disabled: row.disabled,
                })
            })
            .collect()
    }
}
