//! Whoever has not shown who they are costs the server a bounded amount of memory, however much they say and however many
//! they are; and who has shown it is served meanwhile.

use std::sync::Arc;

use serde_json::{Value, json};
use skein_client::wire::{ConversationState, Frame, Hello, SyncPage};
use skein_client::{Client, ConversationId, Format, Terminal, Transport};
use skein_e2e::bytes::{Bytes, Link};
use skein_e2e::people::{Person, conversation_id, device, patiently};
use skein_protocol::frame;
use skein_testkit::{SkeinServer, figures};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const STRANGERS: usize = 300;
/// How often each of them says everything to its end.
const ROUNDS: usize = 3;
/// Elements of a list that only servers send: 63 KB as JSON, some megabytes if anybody built it.
const ELEMENTS: usize = 21_000;
/// Above what was resident before. The bodies from one address may take 2 MiB together; most of the rest is what hundreds of
/// connections need at a time. Bodies that are all read at once take 20 MiB more, and so do 32 bodies that are built.
const MOST_GROWTH_MIB: u64 = 36;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_posts_much_with_a_forged_token() {
    let flooded = Flooded::start().await;
    let request: Arc<[u8]> = flooded.post().into();
    let all_said = Arc::new(Barrier::new(STRANGERS + 1));
    let go_on = Arc::new(Barrier::new(STRANGERS + 1));
    let mut strangers = JoinSet::new();
    for _ in 0..STRANGERS {
        let (server, request) = (Arc::clone(&flooded.server), Arc::clone(&request));
        let (all_said, go_on) = (Arc::clone(&all_said), Arc::clone(&go_on));
        strangers.spawn(async move {
            // All but the last byte: what the server holds of a body, it holds now.
            let mut stranger = Bytes::connect(&server).await.unwrap();
            let (last, most) = request.split_last().unwrap();
            let _ = stranger.write(most).await;
            all_said.wait().await;
            go_on.wait().await;
            let _ = stranger.write(&[*last]).await;
            let mut answers = vec![answer(&mut stranger).await];
            for _ in 0..ROUNDS {
                let mut stranger = Bytes::connect(&server).await.unwrap();
                let _ = stranger.write(&request).await;
                answers.push(answer(&mut stranger).await);
            }
            answers
        });
    }
    patiently("everybody says it", all_said.wait()).await;
    for _ in 0..20 {
        flooded.the_good_client_is_answered().await;
    }
    go_on.wait().await;
    let answers = flooded.until_they_have_left(strangers).await;
    // Refused, sent away for lack of room, or too late with the last byte.
    assert!(
        answers
            .iter()
            .flatten()
            .all(|answer| answer.is_none_or(|status| [400, 401, 503].contains(&status))),
        "{answers:?}"
    );
    assert!(answers.iter().flatten().any(|answer| *answer == Some(401)));
    flooded.assert_little_was_spent();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_much_behind_a_forged_hello() {
    assert_said_for_nothing(Link::WebSocket(Format::Proto)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_it_on_plain_tcp() {
    assert_said_for_nothing(Link::Tcp).await;
}

async fn assert_said_for_nothing(link: Link) {
    let flooded = Flooded::start().await;
    let frames: Arc<[u8]> = flooded.frames(link).into();
    let mut strangers = JoinSet::new();
    for _ in 0..STRANGERS {
        let (server, frames) = (Arc::clone(&flooded.server), Arc::clone(&frames));
        strangers.spawn(async move {
            for _ in 0..ROUNDS {
                let mut stranger = Bytes::open(&server, link).await.unwrap();
                // Who is closed already can't be told the rest.
                let _ = stranger.write(&frames).await;
                stranger.hear_close(link).await.unwrap();
            }
        });
    }
    flooded.until_they_have_left(strangers).await;
    flooded.assert_little_was_spent();
}

/// The status of an answer; `None` when the server hung up on somebody who was still speaking.
async fn answer(stranger: &mut Bytes) -> Option<u16> {
    let head = stranger.read_head().await.ok()?;
    Some(head.split(' ').nth(1).unwrap().parse().unwrap())
}

/// A server with a good client, who is online.
struct Flooded {
    server: Arc<SkeinServer>,
    client: Client,
    talk: ConversationId,
    /// Only its signature is wrong, so it is looked at to its end.
    forged_token: String,
    bytes_before: u64,
}

impl Flooded {
    async fn start() -> Self {
        let server = SkeinServer::builder()
            .config("limits.sends_per_second", 0)
            // What is not held is given back at once, so that what is resident is what is held.
            .environment("MIMALLOC_PURGE_DELAY", "0")
            .environment("RUST_BACKTRACE", "0")
            .start()
            .await
            .unwrap();
        let ann = Person::employee(&server, "ann").await.unwrap();
        Person::employee(&server, "bob").await.unwrap();
        let talk = server.facade().create_direct("ann", "bob").await.unwrap();
        let (client, _witness) = ann
            .join(&server, Transport::default(), Terminal::Linux)
            .await
            .unwrap();
        let (signed, signature) = ann.token.rsplit_once('.').unwrap();
        let mut flooded = Self {
            client,
            talk: conversation_id(&talk).unwrap(),
            forged_token: format!("{signed}.{}", signature.chars().rev().collect::<String>()),
            server: Arc::new(server),
            bytes_before: 0,
        };
        // What is made once, for whoever speaks first, is made.
        flooded.the_good_client_is_answered().await;
        let mut stranger = Bytes::connect(&flooded.server).await.unwrap();
        stranger.write(&flooded.post()).await.unwrap();
        assert_eq!(answer(&mut stranger).await, Some(401));
        let process_id = flooded.server.process_id().unwrap();
        figures::forget_highest_rss(process_id).unwrap();
        flooded.bytes_before = figures::highest_rss_bytes(process_id).unwrap();
        flooded
    }

    /// A hello and a frame behind it as a request to `/v1/poll`.
    fn post(&self) -> Vec<u8> {
        let hello = frame::encode(Format::Json, &self.hello());
        let hello: Value = serde_json::from_slice(&hello).unwrap();
        let page = json!({"syncPage": {"conversations": vec![json!({}); ELEMENTS]}});
        let body = json!({"frames": [hello, page]}).to_string();
        format!(
            "POST /v1/poll HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.server.address(),
            body.len()
        )
        .into_bytes()
    }

    /// The same as two binary frames.
    fn frames(&self, link: Link) -> Vec<u8> {
        let page = Frame::push(SyncPage {
            conversations: vec![ConversationState::default(); ELEMENTS],
            ..SyncPage::default()
        });
        [self.hello(), page]
            .iter()
            .flat_map(|frame| link.message(frame))
            .collect()
    }

    fn hello(&self) -> Frame {
        Frame::reply(
            1,
            Hello {
                token: self.forged_token.clone(),
                device: Some(device("flood", Terminal::Linux)),
                ..Hello::default()
            },
        )
    }

    async fn the_good_client_is_answered(&self) {
        let sent = self.client.send_text(self.talk, "still there?");
        patiently("an ack", sent).await.unwrap();
    }

    /// The good client goes on meanwhile. Gives what each of them brings home.
    async fn until_they_have_left<T: 'static>(&self, mut strangers: JoinSet<T>) -> Vec<T> {
        let mut brought = Vec::new();
        while !strangers.is_empty() {
            self.the_good_client_is_answered().await;
            while let Some(left) = strangers.try_join_next() {
                brought.push(left.unwrap());
            }
        }
        brought
    }

    fn assert_little_was_spent(&self) {
        let process_id = self.server.process_id().unwrap();
        let highest = figures::highest_rss_bytes(process_id).unwrap();
        let growth_mib = highest.saturating_sub(self.bytes_before) >> 20;
        assert!(
            growth_mib < MOST_GROWTH_MIB,
            "{growth_mib} MiB more than before"
        );
    }
}
