//! Whoever comes with another app sees of this app's ids what is seen of ids that are nobody's: on every method.

use std::collections::HashMap;

use skein_foundation::{AppId, ConversationId, Seq};

use super::world::{World, app, nowhere, session, text, uid};
use crate::ports::HistoryRange;
use crate::service::{ConversationError, MarkError, ReadError, SendError, SyncRequest};

/// What every method answers to `ann` of the app about the conversation, in words.
async fn answers(world: &World, app: &AppId, id: ConversationId) -> Vec<String> {
    let ann = uid("ann");
    let messaging = &world.messaging;
    let mut answers = Vec::new();

    let sent = messaging
        .send(app, &ann, None, vec![text(id, "spy")])
        .await
        .pop()
        .unwrap();
    assert!(matches!(sent, Err(SendError::NotFound)), "{sent:?}");
    let now = messaging.authorise_sends_now(app, &ann, None, vec![text(id, "spy")]);
    answers.push(format!("known without asking: {}", now.is_ok()));
    let newest = HistoryRange::Newest;
    let history = messaging.history(app, &ann, id, newest, 10).await;
    assert!(matches!(history, Err(ReadError::NotFound)));
    let history = messaging.history_for_app(app, id, newest, 10).await;
    assert!(matches!(history, Err(ReadError::NotFound)));
    let view = messaging.view_conversation(app, &ann, id).await;
    assert!(matches!(view, Err(ReadError::NotFound)));
    let conversation = messaging.get_conversation(app, id).await;
    assert!(matches!(conversation, Err(ConversationError::NotFound)));
    let read = messaging.mark_read(app, &ann, id, Seq(1)).await;
    assert!(matches!(read, Err(MarkError::NotFound)));
    let received = messaging.note_received(app, &ann, id, Seq(1)).await;
    assert!(matches!(received, Err(MarkError::NotFound)));
    answers.push(format!(
        "{:?}",
        messaging.note_received_now(app, &ann, id, Seq(1))
    ));
    messaging
        .set_typing(app, &ann, session(1), id, true)
        .await
        .unwrap();

    let (list, next) = messaging
        .list_conversations(app, &ann, Some(id), 10)
        .await
        .unwrap();
    answers.push(format!("{} {next:?}", list.len()));
    for page_token in [String::new(), format!("{id}~"), format!("{id}~0")] {
        let request = SyncRequest {
            have: HashMap::from([(id, Some(Seq(1)))]),
            only_named: false,
            page_token: page_token.clone(),
            limit: 10,
        };
        let synced = messaging.sync(app, &ann, &request).await;
        let synced = synced.map(|answer| {
            let reload: Vec<bool> = answer.reload.iter().map(|reload| *reload == id).collect();
            (
                answer.conversations.len(),
                answer.messages.len(),
                reload,
                answer.next_page_token,
            )
        });
        answers.push(format!("{synced:?}"));
    }
    answers
}

#[tokio::test]
async fn ids_of_another_app_are_like_ids_of_nobody() {
    let mut world = World::followed();
    // The same names in both apps, so that nothing but the app tells them apart.
    let talk = world.direct("ann", "bob").await;
    world.fill("ann", talk, 3).await;
    world.deliver().await;
    world.router.take();
    let other = app("bank");
    assert_eq!(
        answers(&world, &other, talk).await,
        answers(&world, &other, nowhere()).await
    );
    assert_eq!(world.stored(talk).await.len(), 3);
    assert_eq!(world.stored_marks(talk, "ann").await.read, Seq::ZERO);
    assert!(world.router.take().is_empty(), "nobody was told anything");
}

#[tokio::test]
async fn the_same_two_names_in_two_apps_talk_in_two_places() {
    let world = World::new();
    let here = world.direct("ann", "bob").await;
    let there = world
        .messaging
        .open_direct(&app("bank"), (&uid("ann"), &uid("bob")))
        .await
        .unwrap();
    assert_ne!(here, there.id);
    let visible = world
        .messaging
        .visible_users(&app("shop"), &uid("ann"), &[uid("bob")])
        .await;
    assert_eq!(visible.unwrap(), []);
}
