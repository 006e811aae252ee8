//! Values of rows that must not be seen: rows are printed with errors and in logs, these are not.

use std::fmt;

use sea_orm::DeriveValueType;

/// A token secret, or the hash of a password.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct HiddenText(pub String);

/// The digest of a key or a code.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct HiddenBytes(pub Vec<u8>);

impl fmt::Debug for HiddenText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HiddenText(…)")
    }
}

impl fmt::Debug for HiddenBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HiddenBytes(…)")
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ModelTrait, Set};

    use super::*;
    use crate::entity::{app, app_key, credential, setup_code};

    const SECRET: &str = "b6Fv0qfPzBr8S2Wn4lT1yXk7cUe9aHgM";

    fn hides(row: &impl ModelTrait, changed: &impl fmt::Debug) {
        let printed = format!("{row:?} {changed:?}");
        assert!(!printed.contains(SECRET), "{printed}");
        // The first bytes of the digests, as a list is printed.
        assert!(!printed.contains("98, 54, 70"), "{printed}");
    }

    #[test]
    fn no_row_prints_a_secret() {
        let (text, bytes) = (
            HiddenText(SECRET.into()),
            HiddenBytes(SECRET.as_bytes().to_vec()),
        );
        let row = app::Model {
            app_id: "tour".into(),
            name: "Tour".into(),
            token_secret: text.clone(),
            previous_token_secret: Some(text.clone()),
            created_at_ms: 1,
            user_changes: 0,
        };
        hides(&row.clone(), &app::ActiveModel::from(row));
        let row = app_key::Model {
            app_id: "tour".into(),
            key_id: "key".into(),
            name: "key".into(),
            secret_digest: bytes.clone(),
            created_at_ms: 1,
            revoked_at_ms: None,
        };
        hides(&row.clone(), &app_key::ActiveModel::from(row));
        let row = credential::Model {
            app_id: "tour".into(),
            uid: "amy".into(),
            password_hash: text,
            changed_at_ms: 1,
        };
        hides(&row.clone(), &credential::ActiveModel::from(row));
        let row = setup_code::Model {
            app_id: "tour".into(),
            uid: "amy".into(),
            code_digest: bytes.clone(),
            created_at_ms: 1,
            expires_at_ms: 2,
        };
        let changed = setup_code::ActiveModel {
            code_digest: Set(bytes),
            ..Default::default()
        };
        hides(&row, &changed);
    }
}
