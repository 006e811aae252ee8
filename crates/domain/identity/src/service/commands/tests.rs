//! What commands tell about what they change.

use super::{Commands, Redemption};
use crate::contract::fixtures::{app, key, name, revocation, user};
use crate::contract::memory::MemoryIdentityStore;
use crate::model::{SecretDigest, SetupCode, UserPatch};

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
    let redemption = Redemption {
        code_digest: code.code_digest,
        password_hash: "hash",
        name: Some(&name("Lin")),
        revocation: revocation(50),
    };
    let redeemed = commands.redeem_setup_code(&redemption).await.unwrap();
    assert!(redeemed.is_some());
    assert_eq!(newly(), []);

    let nobodys = name("deleted");
    for (at_ms, told) in [(60, one("user.updated", 60, true)), (61, Vec::new())] {
        let deleted = commands.delete_user(&lin.key, &nobodys, revocation(at_ms));
        deleted.await.unwrap();
        assert_eq!(newly(), told);
    }
}
