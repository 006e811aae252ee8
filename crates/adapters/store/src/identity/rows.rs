//! Rows of identity as domain values, and back.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use skein_identity::model::{
    Accent, AllowedOrigins, App, AppKey, AppKeyId, DisplayName, IdentityMode, Locale,
    LocalisedText, Origin, Revocation, Role, SecretDigest, SetupCode, SignInId, SignInSession,
    Site, SiteKey, TokenSecret, TokenSecrets, Traits, User, UserKind,
};

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

pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
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
