//! The use cases of identity, on the store in memory and a clock that is moved by hand.

mod accounts;
mod sessions;
mod visitors;

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;
use skein_foundation::{AppId, ManualClock, Uid, UserKey};

use super::{Identity, IdentityPorts, UpsertUser};
use crate::contract::memory::MemoryIdentityStore;
use crate::model::{App, DisplayName, TokenSecret, User, UserKind};

pub(super) const NOW_MS: i64 = 1_763_700_000_000;

pub(super) struct Fixture {
    pub(super) identity: Identity,
    pub(super) clock: Arc<ManualClock>,
    pub(super) app: App,
}

impl Fixture {
    pub(super) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let identity = Identity::new(IdentityPorts {
            store: Arc::new(MemoryIdentityStore::new()),
            clock: Arc::clone(&clock) as _,
        });
        let app = identity
            .create_app(app_id("tour"), name("雁阵旅行"))
            .await
            .unwrap();
        Self {
            identity,
            clock,
            app,
        }
    }

    pub(super) fn key(&self, uid: &str) -> UserKey {
        UserKey::new(self.app.id.clone(), Uid::parse(uid).unwrap())
    }

    pub(super) async fn user(&self, uid: &str, kind: UserKind) -> User {
        self.identity
            .upsert_user(UpsertUser {
                key: self.key(uid),
                kind,
                role: None,
                name: name(uid),
                traits: None,
            })
            .await
            .unwrap()
    }

    pub(super) fn now_s(&self) -> i64 {
        skein_foundation::Clock::now_ms(&*self.clock) / 1_000
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        sign(&self.app.secrets.current, claims)
    }
}

pub(super) fn sign(secret: &TokenSecret, claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret.expose().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).unwrap()
}

pub(super) fn app_id(text: &str) -> AppId {
    AppId::parse(text).unwrap()
}

pub(super) fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}
