//! What commands tell about what they change.

use skein_foundation::AppId;

use super::{Commands, Redemption};
use crate::contract::fixtures::{app, app_key, key, name, revocation, sign_in, site, user};
use crate::contract::memory::MemoryIdentityStore;
use crate::model::{SecretDigest, SetupCode, SitePatch, TokenSecret, UserPatch};

/// The payloads are spelled where they are declared; here is who is told of what, and when it was.
#[tokio::test]
async fn each_change_is_told_once_and_nothing_else_is() {
    let store = MemoryIdentityStore::new();
    let commands = Commands::on(&store);
    let mut told = 0;
    let mut newly = || {
        let recorded = store.recorded().split_off(told);
        told += recorded.len();
        let of_tour = recorded.into_iter().inspect(|one| {
            assert_eq!(one.app.as_str(), "tour");
        });
        of_tour
            .map(|one| {
                (
                    one.kind,
                    one.time_ms,
                    one.payload.contains("\"disabled\":true"),
                )
            })
            .collect::<Vec<_>>()
    };
    let one = |kind: &str, at_ms: i64, disabled: bool| vec![(kind.to_owned(), at_ms, disabled)];
    let (tour, mut lin) = (app("tour"), user("tour", "lin"));
    lin.created_at_ms = 20;

    assert!(commands.create_app(&tour).await.unwrap());
    assert_eq!(newly(), one("app.created", tour.created_at_ms, false));
    assert!(!commands.create_app(&tour).await.unwrap());
    assert!(commands.create_user(&lin).await.unwrap());
    assert_eq!(newly(), one("user.created", 20, false));
    assert!(!commands.create_user(&lin).await.unwrap());

    let patch = |disabled: bool| UserPatch {
        disabled: Some(disabled),
        ..UserPatch::default()
    };
    let patched = commands.patch_user(&lin.key, &patch(false), 30).await;
    assert_eq!(patched.unwrap().as_ref(), Some(&lin));
    assert_eq!(newly(), [], "it was so before");
    let stranger = key("tour", "nobody");
    let patched = commands.patch_user(&stranger, &patch(true), 31).await;
    assert_eq!(patched.unwrap(), None);
    for (disabled, at_ms) in [(true, 32), (false, 33)] {
        let patched = commands.patch_user(&lin.key, &patch(disabled), at_ms).await;
        assert!(patched.unwrap().is_some());
        assert_eq!(newly(), one("user.updated", at_ms, disabled));
    }

    let revoked = commands.revoke_tokens(&lin.key, revocation(40)).await;
    assert!(revoked.unwrap());
    assert_eq!(newly(), one("user.tokens_revoked", 40, false));
    assert!(
        !commands
            .revoke_tokens(&stranger, revocation(41))
            .await
            .unwrap()
    );

    let code = SetupCode {
        user: lin.key.clone(),
        code_digest: SecretDigest::of("code"),
        created_at_ms: 40,
        expires_at_ms: 1_000,
    };
    commands.put_setup_code(&code).await.unwrap();
    assert_eq!(newly(), one("user.setup_code_issued", 40, false));
    let redemption = Redemption {
        code_digest: code.code_digest,
        password_hash: "hash",
        name: Some(&name("Lin")),
        revocation: revocation(50),
    };
    let redeemed = commands.redeem_setup_code(&redemption).await.unwrap();
    assert!(redeemed.is_some());
    let mut both = one("user.updated", 50, false);
    both.extend(one("user.tokens_revoked", 50, false));
    assert_eq!(newly(), both);

    let nobodys = name("deleted");
    for (at_ms, told) in [(60, one("user.updated", 60, true)), (61, Vec::new())] {
        let deleted = commands.delete_user(&lin.key, &nobodys, revocation(at_ms));
        deleted.await.unwrap();
        assert_eq!(newly(), told);
    }
}

#[tokio::test]
async fn what_becomes_of_secrets_sites_keys_and_sign_ins_is_told() {
    let store = MemoryIdentityStore::new();
    let commands = Commands::on(&store);
    assert!(commands.create_app(&app("tour")).await.unwrap());
    assert!(commands.create_user(&user("tour", "lin")).await.unwrap());
    let tour = AppId::parse("tour").unwrap();
    let secret = TokenSecret::generate();
    let rotated = commands.rotate_token_secret(&tour, &secret, 10).await;
    assert!(rotated.unwrap());
    for at_ms in [11, 12] {
        // The second time there is none.
        let dropped = commands.drop_previous_secret(&tour, at_ms).await;
        assert!(dropped.unwrap());
    }
    let site = site("tour", "shop");
    commands.put_site(&site, 13).await.unwrap();
    let patch = SitePatch::default();
    let patched = commands.patch_site(&tour, &site.key, &patch, 14).await;
    assert!(patched.unwrap().is_some());
    for at_ms in [15, 16] {
        let deleted = commands.delete_site(&tour, &site.key, at_ms).await;
        assert_eq!(deleted.unwrap(), at_ms == 15);
    }
    let app_key = app_key("tour");
    commands.create_app_key(&app_key).await.unwrap();
    let revoked = commands.revoke_app_key(&tour, &app_key.id, 17).await;
    assert!(revoked.unwrap());
    let session = sign_in("tour", "lin", "secret");
    assert!(commands.begin_sign_in(&session, 0, 3).await.unwrap());
    for at_ms in [18, 19] {
        let ended = commands.end_sign_in(&tour, &session.id, at_ms).await;
        assert_eq!(ended.unwrap(), at_ms == 18);
    }
    let told: Vec<(String, i64)> = store
        .recorded()
        .into_iter()
        .skip(2)
        .inspect(|one| assert!(!one.payload.contains(secret.expose())))
        .map(|one| (one.kind, one.time_ms))
        .collect();
    let said = |kind: &str, time_ms| (kind.to_owned(), time_ms);
    assert_eq!(
        told,
        [
            said("app.secret_rotated", 10),
            said("app.previous_secret_dropped", 11),
            said("site.changed", 13),
            said("site.changed", 14),
            said("site.deleted", 15),
            said("app_key.created", app_key.created_at_ms),
            said("app_key.revoked", 17),
            said("sign_in.begun", session.created_at_ms),
            said("sign_in.ended", 18),
        ]
    );
}
