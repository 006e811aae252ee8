//! What a unit of work promises to the commands, whatever they decide.

use skein_foundation::{AppId, Lock};

use super::fixtures::{commands, key, name, revocation, two_apps_with_a_user_each};
use crate::model::{ChangesFrom, User, UserFilter};
use crate::ports::IdentityStore;

pub async fn a_dropped_unit_leaves_nothing_and_holds_up_nobody(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let before = store.find_user(&lin).await.unwrap().unwrap();
    let locks = [Lock::Users(lin.app.clone()), Lock::User(lin.clone())];

    let mut unit = store.begin(&locks).await.unwrap();
    let change = unit.draw_user_change(&lin.app).await.unwrap();
    let renamed = User {
        name: name("Lin"),
        ..before.clone()
    };
    unit.update_user(&renamed, change, 50).await.unwrap();
    let seen = unit.find_user(&lin).await.unwrap();
    assert_eq!(seen, Some(renamed), "a unit sees what it wrote");
    let seen = store.find_user(&lin).await.unwrap();
    assert_eq!(seen.as_ref(), Some(&before), "nobody else does");
    drop(unit);

    assert_eq!(store.find_user(&lin).await.unwrap(), Some(before));
    let mut next = store.begin(&locks).await.unwrap();
    assert_eq!(next.draw_user_change(&lin.app).await.unwrap(), change);
    next.commit().await.unwrap();
    assert_eq!(newest_change(store, &lin.app).await, change);
}

/// Where somebody was seen, and since when tokens hold, is written without waiting for whoever changes the user.
pub async fn a_changed_user_keeps_what_is_written_beside_it(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let read = store.find_user(&lin).await.unwrap().unwrap();
    store.touch_user(&lin, 70).await.unwrap();
    let revoked = commands(store).revoke_tokens(&lin, revocation(60)).await;
    assert!(revoked.unwrap());

    let locks = [Lock::Users(lin.app.clone()), Lock::User(lin.clone())];
    let mut unit = store.begin(&locks).await.unwrap();
    let change = unit.draw_user_change(&lin.app).await.unwrap();
    let renamed = User {
        name: name("Lin"),
        ..read
    };
    unit.update_user(&renamed, change, 80).await.unwrap();
    unit.commit().await.unwrap();
    let kept = User {
        token_generation: 1,
        revocation: revocation(60),
        last_seen_at_ms: 70,
        ..renamed
    };
    assert_eq!(store.find_user(&lin).await.unwrap(), Some(kept));
}

async fn newest_change(store: &impl IdentityStore, app: &AppId) -> i64 {
    let (all, end) = (UserFilter::default(), ChangesFrom::After(i64::MAX));
    let changes = store.list_user_changes(app, &all, end, 1).await;
    changes.unwrap().newest
}
