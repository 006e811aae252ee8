//! What the suites fill a store with.

use std::collections::BTreeMap;

use skein_foundation::{AppId, Uid, UserKey};

use crate::model::{
    Accent, AllowedOrigins, App, AppKey, AppKeyText, DisplayName, IdentityMode, Locale,
    LocalisedText, Origin, Revocation, Role, SecretDigest, SignInId, SignInSession, Site, SiteKey,
    TokenSecret, TokenSecrets, Traits, User, UserKind,
};
use crate::ports::IdentityStore;
use crate::service::commands::Commands;

pub(super) fn commands(store: &impl IdentityStore) -> Commands<'_> {
    Commands::on(store)
}

pub(super) fn app_id(text: &str) -> AppId {
    AppId::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

pub(crate) fn key(app: &str, uid: &str) -> UserKey {
    UserKey::new(app_id(app), Uid::parse(uid).unwrap())
}

pub(crate) fn app(id: &str) -> App {
    let secrets = TokenSecrets {
        current: TokenSecret::generate(),
        previous: None,
    };
    App {
        id: app_id(id),
        name: name("雁阵旅行"),
        secrets,
        created_at_ms: 17,
    }
}

pub(crate) fn user(app: &str, uid: &str) -> User {
    let traits = BTreeMap::from([("套餐".to_owned(), "gold \"plus\"\n".to_owned())]);
    User {
        key: key(app, uid),
        kind: UserKind::Agent,
        role: Role::Supervisor,
        name: name("林 小雁"),
        verified: true,
        traits: Traits::parse(traits).unwrap(),
        locale: Some(Locale::parse("zh-CN").unwrap()),
        disabled: false,
        token_generation: 0,
        revocation: Revocation::default(),
        created_at_ms: 1_763_700_000_123,
        last_seen_at_ms: 1_763_700_000_123,
    }
}

pub(crate) fn revocation(at_ms: i64) -> Revocation {
    Revocation {
        at_ms,
        latest_ms: at_ms + 1,
    }
}

pub(crate) fn sign_in(app: &str, uid: &str, secret: &str) -> SignInSession {
    SignInSession {
        id: SignInId::generate(),
        user: key(app, uid),
        secret_digest: SecretDigest::of(secret),
        created_at_ms: 10,
        last_used_at_ms: 20,
        ends_at_ms: 1_000,
    }
}

/// The apps `tour` and `hotel`, each with a user `lin`.
pub(super) async fn two_apps_with_a_user_each(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        assert!(commands(store).create_app(&app(id)).await.unwrap());
        assert!(commands(store).create_user(&user(id, "lin")).await.unwrap());
    }
}

pub(crate) fn site(app: &str, key: &str) -> Site {
    Site {
        app: app_id(app),
        key: SiteKey::parse(key).unwrap(),
        name: name("雁阵旅行官网"),
        accent: Accent::parse("#3370FF").unwrap(),
        greeting: LocalisedText::new("您好\n有什么可以帮您?", "Hello \"there\"").unwrap(),
        title: LocalisedText::new("在线客服", "Chat").unwrap(),
        allowed_origins: AllowedOrigins::Only(vec![
            Origin::parse("https://shop.example").unwrap(),
            Origin::parse("http://localhost:5173").unwrap(),
        ]),
        identity_mode: IdentityMode::VerifiedOnly,
        created_at_ms: 17,
    }
}

pub(crate) fn app_key(app: &str) -> AppKey {
    let text = AppKeyText::generate();
    AppKey {
        app: app_id(app),
        secret_digest: text.secret_digest(),
        id: text.id,
        name: name("order service"),
        created_at_ms: 17,
        revoked_at_ms: None,
    }
}
