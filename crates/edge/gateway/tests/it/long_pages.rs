//! Messages of the greatest size, many of them: whatever a client asks for fits through a long poll.

use serde_json::{Value, json};
use skein_foundation::{ClientMsgId, ConversationId};
use skein_messaging::model::{Content, GroupTitle};
use skein_messaging::service::SendCommand;
use skein_protocol::frame::Format;
use skein_protocol::wire::Terminal;

use crate::poll_client::{Poll, cursor, messages};
use crate::socket_client::{Link, SocketClient};
use crate::world::{World, uid};

/// What bob says, each as long as a text may be.
async fn fill(world: &World, talk: ConversationId, count: usize) {
    let commands = (1..=count)
        .map(|number| SendCommand {
            conversation_id: talk,
            client_msg_id: ClientMsgId::parse(&format!("{talk} {number}")).unwrap(),
            content: Content::text("信".repeat(4_000)),
        })
        .collect();
    let bob = uid("bob");
    for sent in world.messaging.send(&world.app, &bob, None, commands).await {
        sent.unwrap();
    }
}

async fn groups(world: &World, count: usize) -> Vec<ConversationId> {
    let mut groups = Vec::new();
    for _ in 0..count {
        let members = [uid("ann"), uid("bob")];
        let title = GroupTitle::parse("group").unwrap();
        let group = world.messaging.create_group(&world.app, &title, &members);
        groups.push(group.await.unwrap().id);
    }
    groups
}

/// Polls until as many answers came; gives them in their order.
async fn answers(world: &World, ann: &Poll, at: &mut String, count: usize) -> Vec<Value> {
    let mut answers = Vec::new();
    while answers.len() < count {
        let batch = ann.get(world, at).await;
        assert_eq!(batch.status, 200, "{:?}", batch.body["code"]);
        *at = cursor(&batch);
        for frame in batch.body["frames"].as_array().unwrap() {
            assert!(
                frame["goAway"].is_null() && frame["error"].is_null(),
                "{frame}"
            );
            if !frame["id"].is_null() {
                answers.push(frame.clone());
            }
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_long_messages_to_catch_up_with_gets_there() {
    let world = World::new().await;
    fill(&world, world.talk, 60).await;
    for group in groups(&world, 30).await {
        fill(&world, group, 1).await;
    }
    let ann = Poll::open(&world, "ann").await;
    let have = json!([{ "conversationId": world.talk.to_string(), "seq": "1" }]);
    let (mut at, mut token) = ("0".to_owned(), String::new());
    let (mut seqs, mut shown) = (Vec::new(), 0);
    loop {
        let sync = json!([{ "id": 2, "sync": { "have": have, "pageToken": token } }]);
        assert_eq!(ann.post(&world, sync).await.status, 202);
        let answer = answers(&world, &ann, &mut at, 1).await.remove(0);
        let page = &answer["syncPage"];
        let came = page["messages"].as_array().cloned().unwrap_or_default();
        seqs.extend(came.iter().map(|message| message["seq"].clone()));
        shown += page["conversations"].as_array().map_or(0, Vec::len);
        token = page["nextPageToken"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if token.is_empty() {
            break;
        }
    }
    let missing: Vec<Value> = (2..=60).map(|seq| seq.to_string().into()).collect();
    assert_eq!((seqs, shown), (missing, 31));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pages_asked_for_at_once_wait_for_each_other() {
    let world = World::new().await;
    fill(&world, world.talk, 12).await;
    let ann = Poll::open(&world, "ann").await;
    let history = json!({ "conversationId": world.talk.to_string() });
    let asked: Vec<Value> = (2..22)
        .map(|id| json!({ "id": id, "history": history }))
        .collect();
    let mut at = "0".to_owned();
    let (posted, answers) = tokio::join!(
        ann.post(&world, asked.into()),
        answers(&world, &ann, &mut at, 20),
    );
    assert_eq!(posted.status, 202);
    for answer in answers {
        let page = &answer["historyPage"];
        let newest = page["messages"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&newest["seq"], &page["hasMore"]),
            (&json!("12"), &json!(true))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_does_not_end_the_session() {
    let world = World::new().await;
    let groups = groups(&world, 8).await;
    let mut before = SocketClient::connect(&world, Link::WebSocket(Format::Proto)).await;
    let welcome = before.hello(&world, "ann", Terminal::Web, "").await;
    for group in &groups {
        fill(&world, *group, 6).await;
        for _ in 0..6 {
            before.next_message().await;
        }
    }
    drop(before);
    world.until_sessions(0).await;
    let ann = Poll::resume(&world, "ann", &welcome.session_id).await;
    let watch = json!([{ "id": 2, "watchPresence": { "uids": [] } }]);
    let (mut at, mut came) = ("0".to_owned(), 0);
    assert_eq!(ann.post(&world, watch.clone()).await.status, 202);
    answers(&world, &ann, &mut at, 1).await;
    // With the first thing it takes, the session saw that all of them are due.
    while came < 6 {
        let batch = ann.get(&world, &at).await;
        assert_eq!(batch.status, 200, "{:?}", batch.body["code"]);
        assert!(batch.body["frames"][0]["goAway"].is_null());
        at = cursor(&batch);
        came += messages(&batch).len();
    }
    assert_eq!(ann.post(&world, watch).await.status, 202);
    answers(&world, &ann, &mut at, 1).await;
}
