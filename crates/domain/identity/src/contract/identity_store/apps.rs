//! Apps, their secrets, sites and keys.

use skein_foundation::StoreErrorKind;

use super::fixtures::{app, app_id, app_key, commands, name, site};
use crate::model::{AllowedOrigins, AppKey, IdentityMode, Site, SitePatch, TokenSecret};
use crate::ports::IdentityStore;

pub async fn an_app_is_found_as_it_was_made(store: &impl IdentityStore) {
    let made = app("tour");
    assert!(store.find_app(&made.id).await.unwrap().is_none());
    assert!(commands(store).create_app(&made).await.unwrap());
    let found = store.find_app(&made.id).await.unwrap().unwrap();
    assert_eq!((&found.id, &found.name), (&made.id, &made.name));
    assert_eq!(found.created_at_ms, made.created_at_ms);
    assert_eq!(
        found.secrets.current.expose(),
        made.secrets.current.expose()
    );
    assert!(found.secrets.previous.is_none());
}

pub async fn an_app_id_is_taken_once(store: &impl IdentityStore) {
    let first = app("tour");
    assert!(commands(store).create_app(&first).await.unwrap());
    assert!(!commands(store).create_app(&app("tour")).await.unwrap());
    let kept = store.find_app(&first.id).await.unwrap().unwrap();
    assert_eq!(
        kept.secrets.current.expose(),
        first.secrets.current.expose()
    );
}

pub async fn apps_are_listed_in_pages(store: &impl IdentityStore) {
    for id in ["c", "a", "d", "b"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let mut ids = Vec::new();
    loop {
        let page = store.list_apps(ids.last(), 3).await.unwrap();
        assert!(page.len() <= 3);
        if page.is_empty() {
            break;
        }
        ids.extend(page.into_iter().map(|app| app.id));
    }
    assert_eq!(ids, ["a", "b", "c", "d"].map(app_id));
}

pub async fn a_secret_moves_aside_for_the_next(store: &impl IdentityStore) {
    let made = app("tour");
    commands(store).create_app(&made).await.unwrap();
    let (second, third) = (TokenSecret::generate(), TokenSecret::generate());
    let secrets = async || store.find_app(&made.id).await.unwrap().unwrap().secrets;

    assert!(
        commands(store)
            .rotate_token_secret(&made.id, &second, 50)
            .await
            .unwrap()
    );
    let now = secrets().await;
    assert_eq!(now.current.expose(), second.expose());
    assert_eq!(
        now.previous.unwrap().expose(),
        made.secrets.current.expose()
    );

    assert!(
        commands(store)
            .rotate_token_secret(&made.id, &third, 50)
            .await
            .unwrap()
    );
    let now = secrets().await;
    assert_eq!(now.current.expose(), third.expose());
    assert_eq!(now.previous.unwrap().expose(), second.expose());

    assert!(
        commands(store)
            .drop_previous_secret(&made.id, 50)
            .await
            .unwrap()
    );
    let now = secrets().await;
    assert_eq!(now.current.expose(), third.expose());
    assert!(now.previous.is_none());
    assert!(
        commands(store)
            .drop_previous_secret(&made.id, 50)
            .await
            .unwrap(),
        "once more is no error"
    );

    assert!(
        !commands(store)
            .rotate_token_secret(&app_id("hotel"), &second, 50)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .drop_previous_secret(&app_id("hotel"), 50)
            .await
            .unwrap()
    );
}

pub async fn a_site_is_found_by_its_key(store: &impl IdentityStore) {
    commands(store).create_app(&app("tour")).await.unwrap();
    let mut site = site("tour", "site_1");
    assert_eq!(store.find_site(&site.key).await.unwrap(), None);
    assert_eq!(
        commands(store).put_site(&site, 50).await.unwrap(),
        Some(site.clone())
    );
    assert_eq!(
        store.find_site(&site.key).await.unwrap(),
        Some(site.clone())
    );

    let created_at_ms = site.created_at_ms;
    site.name = name("Renamed");
    site.allowed_origins = AllowedOrigins::Every;
    site.identity_mode = IdentityMode::Anonymous;
    site.created_at_ms += 1;
    let stored = commands(store).put_site(&site, 50).await.unwrap();
    site.created_at_ms = created_at_ms;
    assert_eq!(stored, Some(site.clone()));
    assert_eq!(
        store.find_site(&site.key).await.unwrap(),
        Some(site.clone())
    );

    let other = self::site("tour", "site_0");
    assert!(
        commands(store)
            .put_site(&other, 50)
            .await
            .unwrap()
            .is_some()
    );
    let tour = app_id("tour");
    let first = store.list_sites(&tour, None, 1).await.unwrap();
    assert_eq!(first.iter().collect::<Vec<_>>(), [&other]);
    assert_eq!(
        store.list_sites(&tour, Some(&other.key), 9).await.unwrap(),
        [site]
    );
    assert_eq!(
        store.list_sites(&app_id("hotel"), None, 9).await.unwrap(),
        []
    );
}

pub async fn a_site_key_belongs_to_one_app(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let site = site("tour", "site_1");
    assert!(commands(store).put_site(&site, 50).await.unwrap().is_some());
    let stolen = self::site("hotel", "site_1");
    assert_eq!(commands(store).put_site(&stolen, 50).await.unwrap(), None);
    assert_eq!(store.find_site(&site.key).await.unwrap(), Some(site));
    assert_eq!(
        store.list_sites(&app_id("hotel"), None, 9).await.unwrap(),
        []
    );
}

pub async fn a_site_is_changed_where_it_is_named(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let site = site("tour", "site_1");
    commands(store).put_site(&site, 50).await.unwrap();
    let patch = SitePatch {
        name: Some(name("Renamed")),
        ..SitePatch::default()
    };
    let patched = Site {
        name: name("Renamed"),
        ..site.clone()
    };
    let found = commands(store)
        .patch_site(&site.app, &site.key, &patch, 50)
        .await;
    assert_eq!(found.unwrap(), Some(patched.clone()));
    let of_other = commands(store)
        .patch_site(&app_id("hotel"), &site.key, &patch, 50)
        .await;
    assert_eq!(of_other.unwrap(), None);
    assert_eq!(store.find_site(&site.key).await.unwrap(), Some(patched));
}

pub async fn a_deleted_site_is_not_found_and_keeps_its_key(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let site = site("tour", "site_1");
    commands(store).put_site(&site, 50).await.unwrap();
    let delete = async |app: &str| {
        commands(store)
            .delete_site(&app_id(app), &site.key, 30)
            .await
            .unwrap()
    };
    assert!(!delete("hotel").await);
    assert!(delete("tour").await);
    assert!(!delete("tour").await, "there is none any more");
    assert_eq!(store.find_site(&site.key).await.unwrap(), None);
    let tour = app_id("tour");
    assert_eq!(store.list_sites(&tour, None, 9).await.unwrap(), []);
    let patch = SitePatch::default();
    let patched = commands(store)
        .patch_site(&tour, &site.key, &patch, 50)
        .await
        .unwrap();
    assert_eq!(patched, None);
    let stolen = self::site("hotel", "site_1");
    assert_eq!(commands(store).put_site(&stolen, 50).await.unwrap(), None);
    let again = Site {
        created_at_ms: site.created_at_ms + 40,
        ..site.clone()
    };
    assert_eq!(
        commands(store).put_site(&again, 50).await.unwrap(),
        Some(site.clone())
    );
    assert_eq!(store.find_site(&site.key).await.unwrap(), Some(site));
}

pub async fn a_site_of_no_app_is_refused(store: &impl IdentityStore) {
    let error = commands(store)
        .put_site(&site("tour", "site_1"), 50)
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);
}

pub async fn an_app_key_is_found_until_long_after_its_end(store: &impl IdentityStore) {
    commands(store).create_app(&app("tour")).await.unwrap();
    let mut key = app_key("tour");
    assert_eq!(store.find_app_key(&key.id).await.unwrap(), None);
    commands(store).create_app_key(&key).await.unwrap();
    assert_eq!(
        store.find_app_key(&key.id).await.unwrap(),
        Some(key.clone())
    );

    assert!(
        commands(store)
            .revoke_app_key(&key.app, &key.id, 30)
            .await
            .unwrap()
    );
    assert!(
        commands(store)
            .revoke_app_key(&key.app, &key.id, 40)
            .await
            .unwrap()
    );
    key.revoked_at_ms = Some(30);
    assert_eq!(
        store.find_app_key(&key.id).await.unwrap(),
        Some(key.clone())
    );
    assert_eq!(
        store.list_app_keys(&key.app, None, 9).await.unwrap(),
        [key.clone()]
    );
    assert_eq!(
        store
            .list_app_keys(&key.app, Some(&key.id), 9)
            .await
            .unwrap(),
        []
    );
}

pub async fn an_app_key_is_revoked_by_its_app_only(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let key = app_key("tour");
    commands(store).create_app_key(&key).await.unwrap();
    assert!(
        !commands(store)
            .revoke_app_key(&app_id("hotel"), &key.id, 30)
            .await
            .unwrap()
    );
    assert_eq!(
        store
            .list_app_keys(&app_id("hotel"), None, 9)
            .await
            .unwrap(),
        []
    );
    assert_eq!(store.find_app_key(&key.id).await.unwrap(), Some(key));
}

pub async fn an_app_key_id_is_taken_once(store: &impl IdentityStore) {
    for id in ["tour", "hotel"] {
        commands(store).create_app(&app(id)).await.unwrap();
    }
    let key = app_key("tour");
    commands(store).create_app_key(&key).await.unwrap();
    let stolen = AppKey {
        app: app_id("hotel"),
        ..key.clone()
    };
    for again in [&key, &stolen] {
        let error = commands(store).create_app_key(again).await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Conflict);
    }
    assert_eq!(store.find_app_key(&key.id).await.unwrap(), Some(key));
}
