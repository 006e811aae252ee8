//! Rows of identity as domain values, and back.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use skein_identity::model::{
    Accent, AllowedOrigins, App, AppKey, AppKeyId, DisplayName, IdentityMode, Locale,
    LocalisedText, Origin, Revocation, Role, SecretDigest, SetupCode, SignInId, SignInSession,
    Site, SiteKey, TokenSecret, TokenSecrets, Traits, User, UserKind,
};

use crate::entity::hidden::{HiddenBytes, HiddenText};
use crate::entity::{app, app_key, setup_code, sign_in, site, user};
use crate::error::corrupt;

/// Stands for every origin in a row.
const EVERY_ORIGIN: &str = "*";

pub(super) fn to_app(row: &app::Model) -> Result<App, StoreError> {
    let secret = |text: &str| TokenSecret::parse(text).map_err(corrupt);
    Ok(App {
        id: AppId::parse(&row.app_id).map_err(corrupt)?,
        name: DisplayName::stored(row.name.clone()),
        secrets: TokenSecrets {
            current: secret(&row.token_secret.0)?,
            previous: row
                .previous_token_secret
                .as_ref()
                .map(|previous| secret(&previous.0))
                .transpose()?,
        },
        created_at_ms: row.created_at_ms,
    })
}

pub(super) fn from_app(app: &App) -> app::ActiveModel {
    app::ActiveModel {
        app_id: Set(app.id.to_string()),
        name: Set(app.name.to_string()),
        created_at_ms: Set(app.created_at_ms),
        user_changes: Set(0),
        ..from_secrets(&app.secrets)
    }
}

pub(super) fn from_secrets(secrets: &TokenSecrets) -> app::ActiveModel {
    let hidden = |secret: &TokenSecret| HiddenText(secret.expose().to_owned());
    app::ActiveModel {
        token_secret: Set(hidden(&secrets.current)),
        previous_token_secret: Set(secrets.previous.as_ref().map(hidden)),
        ..Default::default()
    }
}

pub(super) fn to_site(row: &site::Model) -> Result<Site, StoreError> {
    let origins: Vec<String> = from_json(&row.allowed_origins)?;
    let origins = match origins.as_slice() {
        // Sites of the first release said "every page" by naming none.
        [] => AllowedOrigins::Every,
        [one] if one == EVERY_ORIGIN => AllowedOrigins::Every,
        many => AllowedOrigins::Only(
            many.iter()
                .map(|origin| Origin::parse(origin).map_err(corrupt))
                .collect::<Result<_, _>>()?,
        ),
    };
    Ok(Site {
        app: AppId::parse(&row.app_id).map_err(corrupt)?,
        key: SiteKey::parse(&row.site_key).map_err(corrupt)?,
        name: DisplayName::stored(row.name.clone()),
        accent: Accent::parse(&row.accent).map_err(corrupt)?,
        greeting: from_json(&row.greeting)?,
        title: from_json(&row.title)?,
        allowed_origins: origins,
        identity_mode: IdentityMode::parse(&row.identity_mode)
            .ok_or_else(|| corrupt(format_args!("identity mode {:?}", row.identity_mode)))?,
        created_at_ms: row.created_at_ms,
    })
}

pub(super) fn from_site(site: &Site) -> Result<site::ActiveModel, StoreError> {
    let origins: Vec<&str> = match &site.allowed_origins {
        AllowedOrigins::Every => vec![EVERY_ORIGIN],
        AllowedOrigins::Only(list) => list.iter().map(Origin::as_str).collect(),
    };
    let text = |text: &LocalisedText| to_json(text);
    Ok(site::ActiveModel {
        app_id: Set(site.app.to_string()),
        site_key: Set(site.key.to_string()),
        name: Set(site.name.to_string()),
        accent: Set(site.accent.as_str().to_owned()),
        greeting: Set(text(&site.greeting)?),
        title: Set(text(&site.title)?),
        allowed_origins: Set(to_json(&origins)?),
        identity_mode: Set(site.identity_mode.name().to_owned()),
        created_at_ms: Set(site.created_at_ms),
        deleted_at_ms: Set(None),
    })
}

pub(super) fn to_app_key(row: app_key::Model) -> Result<AppKey, StoreError> {
    Ok(AppKey {
        app: AppId::parse(&row.app_id).map_err(corrupt)?,
        id: AppKeyId::parse(&row.key_id).map_err(corrupt)?,
        name: DisplayName::stored(row.name.clone()),
        secret_digest: to_digest(row.secret_digest.0)?,
        created_at_ms: row.created_at_ms,
        revoked_at_ms: row.revoked_at_ms,
    })
}

pub(super) fn from_app_key(key: &AppKey) -> app_key::ActiveModel {
    app_key::ActiveModel {
        app_id: Set(key.app.to_string()),
        key_id: Set(key.id.to_string()),
        name: Set(key.name.to_string()),
        secret_digest: Set(from_digest(&key.secret_digest)),
        created_at_ms: Set(key.created_at_ms),
        revoked_at_ms: Set(key.revoked_at_ms),
    }
}

pub(super) fn to_user(row: &user::Model) -> Result<User, StoreError> {
    let traits: BTreeMap<String, String> = from_json(&row.traits)?;
    let locale = match row.locale.as_str() {
        "" => None,
        text => Some(Locale::parse(text).map_err(corrupt)?),
    };
    Ok(User {
        key: to_user_key(&row.app_id, &row.uid)?,
        kind: UserKind::parse(&row.kind)
            .ok_or_else(|| corrupt(format_args!("user kind {:?}", row.kind)))?,
        role: Role::parse(&row.role).ok_or_else(|| corrupt(format_args!("role {:?}", row.role)))?,
        name: DisplayName::stored(row.name.clone()),
        verified: row.verified,
        traits: Traits::stored(traits),
        locale,
        disabled: row.disabled,
        token_generation: row.token_generation,
        revocation: Revocation {
            at_ms: row.tokens_valid_from_ms,
            latest_ms: row.tokens_valid_from_latest_ms,
        },
        created_at_ms: row.created_at_ms,
        last_seen_at_ms: row.last_seen_at_ms,
    })
}

pub(super) fn from_user(user: &User) -> Result<user::ActiveModel, StoreError> {
    Ok(user::ActiveModel {
        app_id: Set(user.key.app.to_string()),
        uid: Set(user.key.uid.to_string()),
        kind: Set(user.kind.name().to_owned()),
        role: Set(user.role.name().to_owned()),
        name: Set(user.name.to_string()),
        verified: Set(user.verified),
        traits: Set(to_json(&user.traits)?),
        locale: Set(user
            .locale
            .as_ref()
            .map(|locale| locale.as_str().to_owned())
            .unwrap_or_default()),
        disabled: Set(user.disabled),
        token_generation: Set(user.token_generation),
        tokens_valid_from_ms: Set(user.revocation.at_ms),
        tokens_valid_from_latest_ms: Set(user.revocation.latest_ms),
        created_at_ms: Set(user.created_at_ms),
        last_seen_at_ms: Set(user.last_seen_at_ms),
        change_number: Set(0),
        changed_at_ms: Set(user.created_at_ms),
        deleted_at_ms: Set(None),
    })
}

pub(super) fn to_setup_code(row: setup_code::Model) -> Result<SetupCode, StoreError> {
    Ok(SetupCode {
        user: to_user_key(&row.app_id, &row.uid)?,
        code_digest: to_digest(row.code_digest.0)?,
        created_at_ms: row.created_at_ms,
        expires_at_ms: row.expires_at_ms,
    })
}

pub(super) fn from_setup_code(code: &SetupCode) -> setup_code::ActiveModel {
    setup_code::ActiveModel {
        app_id: Set(code.user.app.to_string()),
        uid: Set(code.user.uid.to_string()),
        code_digest: Set(from_digest(&code.code_digest)),
        created_at_ms: Set(code.created_at_ms),
        expires_at_ms: Set(code.expires_at_ms),
    }
}

pub(super) fn to_sign_in(row: sign_in::Model) -> Result<SignInSession, StoreError> {
    Ok(SignInSession {
        id: SignInId::parse(&row.sign_in_id).map_err(corrupt)?,
        user: to_user_key(&row.app_id, &row.uid)?,
        secret_digest: to_digest(row.secret_digest.0)?,
        created_at_ms: row.created_at_ms,
        last_used_at_ms: row.last_used_at_ms,
        ends_at_ms: row.ends_at_ms,
    })
}

pub(super) fn from_sign_in(session: &SignInSession, use_number: i64) -> sign_in::ActiveModel {
    sign_in::ActiveModel {
        app_id: Set(session.user.app.to_string()),
        sign_in_id: Set(session.id.to_string()),
        uid: Set(session.user.uid.to_string()),
        secret_digest: Set(from_digest(&session.secret_digest)),
        created_at_ms: Set(session.created_at_ms),
        last_used_at_ms: Set(session.last_used_at_ms),
        ends_at_ms: Set(session.ends_at_ms),
        used_number: Set(use_number),
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::internal)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(corrupt)
}

fn to_user_key(app: &str, uid: &str) -> Result<UserKey, StoreError> {
    Ok(UserKey::new(
        AppId::parse(app).map_err(corrupt)?,
        Uid::parse(uid).map_err(corrupt)?,
    ))
}

fn to_digest(bytes: Vec<u8>) -> Result<SecretDigest, StoreError> {
    let bytes =
        <[u8; 32]>::try_from(bytes).map_err(|_| corrupt("a digest is not 32 bytes long"))?;
    Ok(SecretDigest::from_bytes(bytes))
}

fn from_digest(digest: &SecretDigest) -> HiddenBytes {
    HiddenBytes(digest.as_bytes().to_vec())
}
