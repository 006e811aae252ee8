//! User tokens, app keys and the like: whatever comes is refused without a panic, and only what was issued is taken.

use std::cell::OnceCell;
use std::sync::Arc;

use skein_foundation::{AppId, SystemClock, Uid, UserKey};
use skein_identity::contract::memory::MemoryIdentityStore;
use skein_identity::model::{DisplayName, UserKind};
use skein_identity::service::{Identity, IdentityPorts, UpsertUser};
use tokio::runtime::Runtime;

pub(super) const WORDS: &[&[u8]] = &[
    b".",
    b"..",
    b"eyJhbGciOiJIUzI1NiJ9",
    b"eyJhbGciOiJub25lIn0",
    b"eyJ",
    b"=",
    b"sk_",
    b"_",
    b"{\"alg\":\"none\"}",
    b"\x00",
    b"\xff",
    b"AAAA",
];

struct World {
    runtime: Runtime,
    identity: Identity,
    issued: String,
}

thread_local! {
    static WORLD: OnceCell<World> = const { OnceCell::new() };
}

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    WORLD.with(|world| {
        let world = world.get_or_init(World::new);
        // A part of the inputs is a token that was issued, with something done to it.
        let broken = match text.strip_prefix("issued:") {
            Some(suffix) => {
                let cut = suffix.len() % (world.issued.len() + 1);
                format!("{}{suffix}", &world.issued[..world.issued.len() - cut])
            }
            None => text.into_owned(),
        };
        let taken = world
            .runtime
            .block_on(world.identity.verify_user_token(&broken))
            .is_ok();
        assert!(
            !taken || broken == world.issued,
            "a token that nobody issued was taken"
        );
        let _ = skein_identity::model::AppKeyText::parse(&broken);
        let _ = Uid::parse(&broken);
        let _ = DisplayName::parse(&broken);
        let _ = skein_identity::model::Origin::parse(&broken);
    });
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let (identity, issued) = runtime.block_on(async {
            let store = Arc::new(MemoryIdentityStore::new());
            let identity = Identity::new(IdentityPorts {
                store,
                clock: Arc::new(SystemClock),
            });
            let app = AppId::parse("tour").expect("an app id");
            let name = DisplayName::parse("Tour").expect("a name");
            let created = identity.create_app(app.clone(), name.clone()).await;
            created.expect("a new app");
            let key = UserKey::new(app, Uid::parse("ann").expect("a uid"));
            let user = UpsertUser {
                key: key.clone(),
                kind: UserKind::Employee,
                role: None,
                name,
                traits: None,
            };
            identity.upsert_user(user).await.expect("a new user");
            let issued = identity.issue_user_token(&key, 3_600).await;
            let issued = issued.expect("a token").token.expose().to_owned();
            (identity, issued)
        });
        Self {
            runtime,
            identity,
            issued,
        }
    }
}
