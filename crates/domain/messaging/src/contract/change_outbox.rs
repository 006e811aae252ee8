//! What every [`ChangeOutbox`] and [`CursorStore`] promises. Run by
//! [`change_outbox_contract!`](crate::change_outbox_contract).
//!
//! The port has no way to write a change, since changes are written by the transactions that make them: the
//! suite makes changes through [`ConversationStore`], which records `conversation.created`.
#![expect(clippy::unwrap_used, reason = "a contract suite is a test")]

use skein_foundation::{AppId, ConversationId, StoreErrorKind, Uid};

use super::conversation_store::make_group;
use crate::ports::{ChangeOutbox, ConversationStore, CursorStore};

/// Makes one test of each promise. Takes the path of an `async fn() -> (guard, store)` that gives an empty store.
#[macro_export]
macro_rules! change_outbox_contract {
    ($fresh:path) => {
        $crate::contract_cases!($fresh, change_outbox: [
            a_change_is_recorded_with_what_changed,
            changes_come_oldest_first_in_pages,
            a_change_that_failed_leaves_no_event,
            watchers_are_told_after_the_commit,
            a_forgotten_position_is_never_used_again,
            cursors_are_kept_by_stream_and_consumer,
            who_follows_no_more_moves_no_cursor,
        ]);
    };
}

pub async fn a_change_is_recorded_with_what_changed(
    store: &(impl ChangeOutbox + ConversationStore),
) {
    create(store, 1, 1_234).await;
    let changes = store.list_changes(0, 10).await.unwrap();
    let [change] = changes.as_slice() else {
        panic!("one change expected: {changes:?}")
    };
    assert_eq!(change.kind, "conversation.created");
    assert_eq!((change.app.as_str(), change.time_ms), ("tour", 1_234));
    let payload: serde_json::Value = serde_json::from_str(&change.payload).unwrap();
    assert_eq!(payload["conversationId"], id(1).to_string());
    assert_eq!(payload["kind"], "group");
    assert_eq!(payload["memberCount"], 1);
    assert!(change.position > 0, "0 is before the first");
}

pub async fn changes_come_oldest_first_in_pages(store: &(impl ChangeOutbox + ConversationStore)) {
    for number in 1..=5 {
        create(store, number, number.into()).await;
    }
    let mut times = Vec::new();
    let mut after = 0;
    loop {
        let page = store.list_changes(after, 2).await.unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        assert!(page.iter().all(|change| change.position > after));
        after = last.position;
        times.extend(page.iter().map(|change| change.time_ms));
    }
    assert_eq!(times, [1, 2, 3, 4, 5]);
    assert_eq!(store.list_changes(u64::MAX, 2).await.unwrap(), []);
}

pub async fn a_change_that_failed_leaves_no_event(store: &(impl ChangeOutbox + ConversationStore)) {
    create(store, 1, 1).await;
    let again = make_group(store, &app(), ("g", &[amy()]), id(1), 2).await;
    again.unwrap_err();
    assert_eq!(store.list_changes(0, 10).await.unwrap().len(), 1);
}

pub async fn watchers_are_told_after_the_commit(store: &(impl ChangeOutbox + ConversationStore)) {
    let mut watch = store.watch_changes();
    watch.mark_unchanged();
    create(store, 1, 1).await;
    assert!(watch.has_changed().unwrap());
    let told = *watch.borrow_and_update();
    let newest = store
        .list_changes(0, 10)
        .await
        .unwrap()
        .last()
        .unwrap()
        .position;
    assert_eq!(told, newest, "who was told must find the change");
}

pub async fn a_forgotten_position_is_never_used_again(
    store: &(impl ChangeOutbox + ConversationStore),
) {
    for number in 1..=3 {
        create(store, number, number.into()).await;
    }
    let before = store.list_changes(0, 10).await.unwrap();
    store.forget_changes(before[1].position).await.unwrap();
    assert_eq!(store.list_changes(0, 10).await.unwrap(), before[2..]);

    let newest = before[2].position;
    store.forget_changes(newest).await.unwrap();
    create(store, 4, 4).await;
    let after = store.list_changes(newest, 10).await.unwrap();
    assert_eq!(
        after.len(),
        1,
        "a consumer at {newest} would never see the change"
    );
}

pub async fn cursors_are_kept_by_stream_and_consumer(store: &impl CursorStore) {
    let save = async |stream, consumer, next| {
        store.save_cursor(stream, consumer, next, 1).await.unwrap();
    };
    assert_eq!(store.load_cursor("changes", "search").await.unwrap(), 0);
    save("changes", "search", 5).await;
    save("messages", "search", 6).await;
    save("changes", "desk", 7).await;
    save("changes", "search", 8).await;
    assert_eq!(store.load_cursor("changes", "search").await.unwrap(), 8);
    assert_eq!(store.load_cursor("messages", "search").await.unwrap(), 6);
    assert_eq!(store.load_cursor("changes", "desk").await.unwrap(), 7);
}

pub async fn who_follows_no_more_moves_no_cursor(store: &impl CursorStore) {
    let save = async |next, epoch| store.save_cursor("changes", "desk", next, epoch).await;
    save(5, 1).await.unwrap();
    save(6, 2).await.unwrap();
    let refused = save(9, 1).await.unwrap_err();
    assert_eq!(refused.kind, StoreErrorKind::Conflict);
    assert_eq!(store.load_cursor("changes", "desk").await.unwrap(), 6);
    // Whoever holds it may go back: after a crash some pages come again.
    save(4, 2).await.unwrap();
    assert_eq!(store.load_cursor("changes", "desk").await.unwrap(), 4);
}

async fn create(store: &impl ConversationStore, number: u8, now_ms: i64) {
    make_group(store, &app(), ("g", &[amy()]), id(number), now_ms)
        .await
        .unwrap();
}

fn app() -> AppId {
    AppId::parse("tour").unwrap()
}

fn amy() -> Uid {
    Uid::parse("amy").unwrap()
}

fn id(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}
