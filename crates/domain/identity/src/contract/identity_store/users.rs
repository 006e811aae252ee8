//! Users, their changes and the generations of their tokens.

use std::collections::BTreeMap;

use skein_foundation::{StoreErrorKind, Uid, UserKey};
use tokio::join;

use super::fixtures::{
    app, app_id, commands, key, name, revocation, two_apps_with_a_user_each, user,
};
use crate::model::{ChangesFrom, Deletion, Locale, Role, Traits, UserFilter, UserKind, UserPatch};
use crate::ports::IdentityStore;

/// After the users of the fixtures were made.
const LATER_MS: i64 = 1_763_700_001_000;

pub async fn a_user_is_found_as_it_was_made(store: &impl IdentityStore) {
    commands(store).create_app(&app("tour")).await.unwrap();
    let mut plain = user("tour", "客户 1");
    plain.kind = UserKind::Customer;
    plain.role = Role::Customer;
    plain.locale = None;
    plain.traits = Traits::default();
    plain.verified = false;
    plain.disabled = true;
    plain.token_generation = 7;
    plain.revocation = revocation(5);
    for made in [user("tour", "lin"), plain] {
        assert_eq!(store.find_user(&made.key).await.unwrap(), None);
        assert!(commands(store).create_user(&made).await.unwrap());
        assert_eq!(store.find_user(&made.key).await.unwrap(), Some(made));
    }
}

pub async fn a_uid_is_taken_once_per_app(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let mut again = user("tour", "lin");
    again.name = name("Impostor");
    assert!(!commands(store).create_user(&again).await.unwrap());
    let kept = store.find_user(&again.key).await.unwrap();
    assert_eq!(kept, Some(user("tour", "lin")));
    // Uids are told apart as written.
    assert!(
        commands(store)
            .create_user(&user("tour", "Lin"))
            .await
            .unwrap()
    );
}

pub async fn a_user_of_no_app_is_refused(store: &impl IdentityStore) {
    let error = commands(store)
        .create_user(&user("tour", "lin"))
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);
}

pub async fn of_two_callers_at_once_one_makes_the_user(store: &impl IdentityStore) {
    commands(store).create_app(&app("tour")).await.unwrap();
    let lin = user("tour", "lin");
    let (one, other) = join!(
        commands(store).create_user(&lin),
        commands(store).create_user(&lin)
    );
    assert_ne!(one.unwrap(), other.unwrap());
}

pub async fn several_users_are_found_at_once(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    commands(store)
        .create_user(&user("tour", "wang"))
        .await
        .unwrap();
    let uids = ["wang", "nobody", "lin"].map(|uid| Uid::parse(uid).unwrap());
    let mut found = store.find_users(&app_id("tour"), &uids).await.unwrap();
    found.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(found, [user("tour", "lin"), user("tour", "wang")]);
    assert_eq!(
        store.list_existing(&app_id("hotel"), &uids).await.unwrap(),
        [user("hotel", "lin").key.uid]
    );
    let mut existing = store.list_existing(&app_id("tour"), &uids).await.unwrap();
    existing.sort_unstable();
    let mut expected: Vec<Uid> = found.iter().map(|user| user.key.uid.clone()).collect();
    expected.sort_unstable();
    assert_eq!(existing, expected);
    assert_eq!(
        store.find_users(&app_id("hotel"), &uids).await.unwrap(),
        [user("hotel", "lin")]
    );
    assert_eq!(store.find_users(&app_id("tour"), &[]).await.unwrap(), []);
}

pub async fn users_are_listed_by_kind_in_pages(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    for number in [3, 1, 4, 2] {
        let mut customer = user("tour", &format!("c{number}"));
        customer.kind = UserKind::Customer;
        commands(store).create_user(&customer).await.unwrap();
    }
    let tour = app_id("tour");
    for (kind, expected) in [
        (None, vec!["c1", "c2", "c3", "c4", "lin"]),
        (Some(UserKind::Customer), vec!["c1", "c2", "c3", "c4"]),
        (Some(UserKind::Agent), vec!["lin"]),
        (Some(UserKind::Bot), vec![]),
    ] {
        let mut uids: Vec<Uid> = Vec::new();
        let filter = UserFilter { kind, text: None };
        loop {
            let page = store
                .list_users(&tour, &filter, uids.last(), 2)
                .await
                .unwrap();
            assert!(page.len() <= 2);
            if page.is_empty() {
                break;
            }
            uids.extend(page.into_iter().map(|user| user.key.uid));
        }
        assert_eq!(uids.iter().map(Uid::as_str).collect::<Vec<_>>(), expected);
    }
}

pub async fn a_patch_changes_what_it_names(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let before = store.find_user(&lin).await.unwrap().unwrap();

    let nothing = commands(store)
        .patch_user(&lin, &UserPatch::default(), 50)
        .await
        .unwrap();
    assert_eq!(nothing, Some(before.clone()));

    let traits = Traits::parse(BTreeMap::from([("vip".to_owned(), "yes".to_owned())])).unwrap();
    let steps = [
        UserPatch {
            name: Some(name("Lin")),
            ..UserPatch::default()
        },
        UserPatch {
            role: Some(Role::Admin),
            ..UserPatch::default()
        },
        UserPatch {
            verified: Some(false),
            ..UserPatch::default()
        },
        UserPatch {
            traits: Some(traits),
            ..UserPatch::default()
        },
        UserPatch {
            locale: Some(Locale::parse("en").unwrap()),
            ..UserPatch::default()
        },
        UserPatch {
            disabled: Some(true),
            ..UserPatch::default()
        },
    ];
    let mut expected = before;
    for patch in steps {
        expected = patch.apply(expected);
        let patched = commands(store).patch_user(&lin, &patch, 51).await.unwrap();
        assert_eq!(patched, Some(expected.clone()));
        assert_eq!(store.find_user(&lin).await.unwrap(), Some(expected.clone()));
    }
}

pub async fn a_patch_stays_in_its_app(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let patch = UserPatch {
        disabled: Some(true),
        ..UserPatch::default()
    };
    commands(store)
        .patch_user(&key("hotel", "lin"), &patch, 50)
        .await
        .unwrap()
        .unwrap();
    commands(store)
        .revoke_tokens(&key("hotel", "lin"), revocation(60))
        .await
        .unwrap();
    store
        .touch_user(&key("hotel", "lin"), i64::MAX / 2)
        .await
        .unwrap();
    let untouched = store.find_user(&key("tour", "lin")).await.unwrap();
    assert_eq!(untouched, Some(user("tour", "lin")));
    assert_eq!(
        commands(store)
            .patch_user(&key("tour", "wang"), &patch, 50)
            .await
            .unwrap(),
        None
    );
}

/// Whatever the clock shows: a generation is never given out twice.
pub async fn each_revocation_begins_a_generation(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    for (at_ms, generation) in [(100, 1), (90, 2), (90, 3), (110, 4)] {
        let revoked = commands(store)
            .revoke_tokens(&lin, revocation(at_ms))
            .await
            .unwrap();
        let user = store.find_user(&lin).await.unwrap().unwrap();
        assert!(revoked);
        assert_eq!(
            (user.token_generation, user.revocation),
            (generation, revocation(at_ms))
        );
    }
    let nobody = key("tour", "nobody");
    assert!(
        !commands(store)
            .revoke_tokens(&nobody, revocation(9))
            .await
            .unwrap()
    );
}

pub async fn another_time_is_noted_for_the_revocation_it_is_of(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    commands(store)
        .revoke_tokens(&lin, revocation(100))
        .await
        .unwrap();
    for (generation, at_ms, kept) in [(0, 5, 100), (2, 5, 100), (1, 5, 5)] {
        store
            .restamp_revocation(&lin, generation, revocation(at_ms))
            .await
            .unwrap();
        let user = store.find_user(&lin).await.unwrap().unwrap();
        assert_eq!(
            (user.token_generation, user.revocation),
            (1, revocation(kept))
        );
    }
}

pub async fn being_seen_is_noted_by_whatever_the_clock_shows(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let lin = key("tour", "lin");
    let first = user("tour", "lin").last_seen_at_ms;
    for seen in [first + 5, first - 5] {
        store.touch_user(&lin, seen).await.unwrap();
        let user = store.find_user(&lin).await.unwrap().unwrap();
        assert_eq!(user.last_seen_at_ms, seen);
    }
    store.touch_user(&key("tour", "nobody"), 100).await.unwrap();
}

pub async fn users_are_found_by_what_stands_in_their_names(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    for (uid, shown) in [("c-1_0", "Ann Lee"), ("c-120", "雁行"), ("x%", "Bob")] {
        let mut made = user("tour", uid);
        made.name = name(shown);
        commands(store).create_user(&made).await.unwrap();
    }
    let found = async |text: &str| {
        let filter = UserFilter {
            text: Some(text.to_owned()),
            ..UserFilter::default()
        };
        let users = store.list_users(&app_id("tour"), &filter, None, 9).await;
        let uids = users
            .unwrap()
            .into_iter()
            .map(|user| user.key.uid.to_string());
        uids.collect::<Vec<_>>()
    };
    assert_eq!(found("c-1").await, ["c-120", "c-1_0"]);
    assert_eq!(found("ANN").await, ["c-1_0"]);
    assert_eq!(found("行").await, ["c-120"]);
    // What stands for anything elsewhere stands for itself.
    assert_eq!(found("1_0").await, ["c-1_0"]);
    assert_eq!(found("%").await, ["x%"]);
    assert_eq!(found("!").await, [""; 0]);
}

pub async fn changes_are_listed_in_their_order_without_a_gap(store: &impl IdentityStore) {
    commands(store).create_app(&app("tour")).await.unwrap();
    for uid in ["a", "b", "c"] {
        commands(store)
            .create_user(&user("tour", uid))
            .await
            .unwrap();
    }
    let changed = async |from: ChangesFrom| {
        let all = UserFilter::default();
        let found = store
            .list_user_changes(&app_id("tour"), &all, from, 9)
            .await
            .unwrap();
        let uids: Vec<_> = found
            .changed
            .iter()
            .map(|one| (one.user.key.uid.to_string(), one.number))
            .collect();
        (uids, found.newest)
    };
    let own = |uid: &str, number: i64| (uid.to_owned(), number);
    let (all, newest) = changed(ChangesFrom::After(0)).await;
    assert_eq!(
        (all, newest),
        (vec![own("a", 1), own("b", 2), own("c", 3)], 3)
    );
    let patch = |text: &str| UserPatch {
        name: Some(name(text)),
        ..UserPatch::default()
    };
    // The clock was ahead, and is set back.
    commands(store)
        .patch_user(&key("tour", "b"), &patch("B"), LATER_MS + 9_000)
        .await
        .unwrap();
    commands(store)
        .patch_user(&key("tour", "a"), &patch("A"), LATER_MS + 5_000)
        .await
        .unwrap();
    commands(store)
        .patch_user(&key("tour", "a"), &patch("A"), LATER_MS + 6_000)
        .await
        .unwrap();
    assert_eq!(
        changed(ChangesFrom::After(3)).await,
        (vec![own("b", 4), own("a", 5)], 5)
    );
    assert_eq!(changed(ChangesFrom::After(4)).await.0, [own("a", 5)]);
    assert_eq!(
        changed(ChangesFrom::Time(LATER_MS + 6_000)).await.0,
        [own("b", 4), own("a", 5)],
        "what came later is later, whatever the clock said"
    );
    assert_eq!(
        changed(ChangesFrom::Time(LATER_MS + 1)).await.0,
        [own("b", 4), own("a", 5)],
        "all since the first of that time"
    );
    let never = changed(ChangesFrom::Time(LATER_MS + 9_001)).await;
    assert_eq!(never, (vec![], 5));
    assert_eq!(changed(ChangesFrom::After(5)).await, (vec![], 5));
}

pub async fn a_deleted_user_leaves_a_name_that_is_nobodys(store: &impl IdentityStore) {
    two_apps_with_a_user_each(store).await;
    let mut made = user("tour", "ann");
    made.traits = Traits::parse(BTreeMap::from([("phone".to_owned(), "1".to_owned())])).unwrap();
    made.locale = Some(Locale::parse("zh-CN").unwrap());
    commands(store).create_user(&made).await.unwrap();
    let ann = key("tour", "ann");
    let nobody = name("deleted");
    let delete = async |key: UserKey| {
        commands(store)
            .delete_user(&key, &nobody, revocation(LATER_MS + 9_000))
            .await
            .unwrap()
    };
    assert_eq!(delete(key("hotel", "ann")).await, Deletion::Unknown);
    assert_eq!(delete(ann.clone()).await, Deletion::Done(made.clone()));
    assert_eq!(delete(ann.clone()).await, Deletion::Before);
    assert_eq!(store.find_user(&ann).await.unwrap(), None);
    assert!(
        !commands(store).create_user(&made).await.unwrap(),
        "the uid stays taken"
    );
    let patched = commands(store)
        .patch_user(&ann, &UserPatch::default(), LATER_MS + 9_001)
        .await;
    assert_eq!(patched.unwrap(), None);
    let revoked = commands(store)
        .revoke_tokens(&ann, revocation(LATER_MS + 9_001))
        .await;
    assert!(revoked.unwrap(), "they have ended, whoever asks again");
    let all = UserFilter::default();
    let listed = store.list_users(&ann.app, &all, None, 9).await.unwrap();
    assert!(listed.iter().all(|user| user.key != ann));
    let left = store
        .find_users(&ann.app, std::slice::from_ref(&ann.uid))
        .await
        .unwrap();
    assert_eq!((left[0].name.as_str(), left[0].disabled), ("deleted", true));
    let uids = std::slice::from_ref(&ann.uid);
    assert_eq!(store.list_existing(&ann.app, uids).await.unwrap(), []);
    assert_eq!(
        (left[0].locale.as_ref(), left[0].traits.as_map().len()),
        (None, 0)
    );
    let changes = store
        .list_user_changes(&ann.app, &all, ChangesFrom::Time(LATER_MS + 9_000), 9)
        .await;
    let changes = changes.unwrap().changed;
    assert!(changes.len() == 1 && changes[0].is_deleted);
}
