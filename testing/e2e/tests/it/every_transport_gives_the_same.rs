//! What is promised holds over every transport: the same scenario has the same outcome. And what a poll does besides.

use serde_json::{Value, json};
use skein_client::{ConversationId, Event, Format, SendError, Terminal, Transport};
use skein_e2e::people::{PATIENCE, Person, Witness, conversation_id, text, words};
use skein_testkit::{Rest, SkeinServer};

const TRANSPORTS: [Transport; 4] = [
    Transport::WebSocket(Format::Proto),
    Transport::WebSocket(Format::Json),
    Transport::LongPoll,
    Transport::Tcp,
];

#[tokio::test]
async fn every_pair_of_transports_sees_the_same() {
    let server = SkeinServer::start().await.unwrap();
    let mut outcomes = Vec::new();
    for (number, (one, other)) in TRANSPORTS
        .into_iter()
        .flat_map(|one| TRANSPORTS.map(|other| (one, other)))
        .enumerate()
    {
        outcomes.push((one, other, scenario(&server, number, one, other).await));
    }
    let (_, _, expected) = outcomes[0].clone();
    for (one, other, outcome) in outcomes {
        assert_eq!(outcome, expected, "{one:?} to {other:?}");
    }
    // And each is counted by its name.
    let operations = server.operations_address().unwrap();
    let figures = Rest::new(&format!("http://{operations}"))
        .get("/metrics")
        .await;
    let figures = figures.unwrap().body;
    for transport in ["websocket", "long_poll", "tcp"] {
        let counted = format!("skein_gateway_hellos_total{{transport=\"{transport}\"}}");
        assert!(figures.as_str().unwrap().contains(&counted), "{figures}");
    }
}

#[tokio::test]
async fn plain_tcp_has_a_door_only_where_it_is_asked_for() {
    let server = SkeinServer::builder()
        .config("tcp.listen", "")
        .start()
        .await
        .unwrap();
    assert_eq!(server.tcp_address(), None);
    let taken = SkeinServer::builder()
        .config("tcp.listen", server.address())
        .start()
        .await;
    let refused = format!("{:#}", taken.unwrap_err());
    assert!(
        refused.contains(&format!("tcp.listen = {} is taken", server.address())),
        "{refused}"
    );
}

/// Two people talk; gives what each of them saw, without names and times.
async fn scenario(
    server: &SkeinServer,
    number: usize,
    one: Transport,
    other: Transport,
) -> Vec<String> {
    let ann = Person::employee(server, &format!("ann-{number}"))
        .await
        .unwrap();
    let bob = Person::employee(server, &format!("bob-{number}"))
        .await
        .unwrap();
    let (anns, ann_witness) = ann.join(server, one, Terminal::Web).await.unwrap();
    let (bobs, bob_witness) = bob.join(server, other, Terminal::Web).await.unwrap();
    let mut seen = Vec::new();

    let opened = anns.open_direct(bob.uid.clone()).await.unwrap();
    let same = bobs.open_direct(ann.uid.clone()).await.unwrap();
    seen.push(format!(
        "the same conversation: {}",
        opened.conversation_id == same.conversation_id
    ));
    let talk = opened.conversation_id;
    let id = conversation_id(&talk).unwrap();

    for words in ["one", "two", "three"] {
        let ack = anns
            .send(id, format!("{number}-{words}"), text(words))
            .await
            .unwrap();
        seen.push(format!("{words} is {}", ack.seq));
    }
    let again = anns
        .send(id, format!("{number}-two"), text("two"))
        .await
        .unwrap();
    seen.push(format!("two again is {}", again.seq));
    let refused = anns.send(id, format!("{number}-empty"), text("  ")).await;
    seen.push(format!("an empty text: {:?}", refused.unwrap_err().code()));
    let stranger = ConversationId::parse("00000000-0000-7000-8000-000000000000").unwrap();
    let unknown: Result<_, SendError> = anns.send_text(stranger, "anybody?").await;
    seen.push(format!("to nobody: {:?}", unknown.unwrap_err().code()));

    bob_witness.until_shown(&talk, 3).await.unwrap();
    seen.push(shown(&bob_witness, &talk));
    bobs.send_text(id, "four").await.unwrap();
    ann_witness.until_shown(&talk, 4).await.unwrap();
    seen.push(shown(&ann_witness, &talk));

    bobs.mark_read(id, 4).await.unwrap();
    let bob_uid = bob.uid.clone();
    let mark = ann_witness
        .until_event("bob's read mark", |event| match event {
            Event::Mark(mark) if mark.uid == bob_uid && mark.read_seq > 0 => Some(mark.read_seq),
            _ => None,
        })
        .await
        .unwrap();
    seen.push(format!("bob read up to {mark}"));

    let presences = anns.watch_presence([bob.uid.clone()]).await.unwrap();
    seen.push(format!(
        "bob is {:?} on {:?}",
        presences[0].state(),
        presences[0].terminals
    ));
    let page = bobs
        .history(id, skein_client::HistoryRange::Before(4), 2)
        .await
        .unwrap();
    let seqs: Vec<u64> = page.messages.iter().map(|message| message.seq).collect();
    seen.push(format!(
        "history {seqs:?}, more: {}, last {}",
        page.has_more, page.last_seq
    ));
    anns.close().await;
    bobs.close().await;
    seen
}

fn shown(witness: &Witness, talk: &str) -> String {
    witness.look(|notes| {
        let all: Vec<String> = notes
            .of(talk)
            .iter()
            .map(|message| format!("{}:{}", message.seq, words(message)))
            .collect();
        format!("shown {}", all.join(" "))
    })
}

/// A poll session by hand.
struct Poll {
    rest: Rest,
    cursor: String,
}

impl Poll {
    async fn open(server: &SkeinServer, person: &Person) -> Self {
        let device = json!({"id": "d-poll", "terminal": "TERMINAL_H5", "name": "by hand"});
        let hello =
            json!({"frames": [{"id": 1, "hello": {"token": person.token, "device": device}}]});
        let opened = server
            .rest()
            .post("/v1/poll", &hello)
            .await
            .unwrap()
            .success()
            .unwrap();
        assert_eq!(
            opened["frames"][0]["welcome"]["uid"],
            person.uid.as_str(),
            "{opened}"
        );
        Self {
            rest: server
                .rest()
                .with_bearer(opened["pollKey"].as_str().unwrap()),
            cursor: opened["cursor"].as_str().unwrap().to_owned(),
        }
    }

    /// What comes after a cursor.
    async fn get(&self, cursor: &str) -> Value {
        self.rest
            .get(&format!("/v1/poll?cursor={cursor}"))
            .await
            .unwrap()
            .success()
            .unwrap()
    }

    async fn post(&self, frames: Value) {
        self.rest
            .post("/v1/poll", &json!({"frames": frames}))
            .await
            .unwrap()
            .success()
            .unwrap();
    }

    /// Polls on until a frame with this body comes.
    async fn until(&mut self, body: &str) -> Value {
        let found = async {
            loop {
                let batch = self.get(&self.cursor).await;
                batch["cursor"]
                    .as_str()
                    .unwrap()
                    .clone_into(&mut self.cursor);
                let frames = batch["frames"].as_array().unwrap();
                if let Some(frame) = frames.iter().find(|frame| frame.get(body).is_some()) {
                    return frame[body].clone();
                }
            }
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap()
    }
}

#[tokio::test]
async fn a_batch_that_is_not_confirmed_is_given_again() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let facade = server.facade();
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    let mut poll = Poll::open(&server, &ann).await;
    facade
        .send_text(&talk, "bob", "m-1", "first")
        .await
        .unwrap();
    let before = poll.cursor.clone();
    let first = poll.get(&before).await;
    assert_eq!(
        first["frames"][0]["message"]["clientMsgId"], "m-1",
        "{first}"
    );
    // The answer was lost, for all the server knows.
    facade
        .send_text(&talk, "bob", "m-2", "second")
        .await
        .unwrap();
    let again = poll.get(&before).await;
    assert_eq!(
        again["frames"][0], first["frames"][0],
        "the same frames again, before newer ones"
    );
    // Now it is confirmed: only what is newer comes.
    poll.cursor = first["cursor"].as_str().unwrap().to_owned();
    let second = poll.until("message").await;
    assert_eq!(second["clientMsgId"], "m-2");

    let never = poll.rest.get("/v1/poll?cursor=999").await.unwrap();
    assert_eq!((never.status, never.problem_code()), (422, Some("invalid")));
    poll.rest
        .delete("/v1/poll")
        .await
        .unwrap()
        .success()
        .unwrap();
    let gone = poll
        .rest
        .get(&format!("/v1/poll?cursor={}", poll.cursor))
        .await
        .unwrap();
    assert_eq!(
        (gone.status, gone.problem_code()),
        (410, Some("session_gone"))
    );
}

#[tokio::test]
async fn after_a_restart_the_session_is_gone_and_sync_brings_the_rest() {
    let mut server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let mut poll = Poll::open(&server, &ann).await;
    server
        .facade()
        .send_text(&talk, "bob", "m-1", "first")
        .await
        .unwrap();
    assert_eq!(poll.until("message").await["seq"], "1");

    server.kill().unwrap();
    server.restart().await.unwrap();
    server
        .facade()
        .send_text(&talk, "bob", "m-2", "while ann was away")
        .await
        .unwrap();
    let gone = poll
        .rest
        .get(&format!("/v1/poll?cursor={}", poll.cursor))
        .await
        .unwrap();
    assert_eq!(
        (gone.status, gone.problem_code()),
        (410, Some("session_gone"))
    );
    let gone = poll
        .rest
        .post("/v1/poll", &json!({"frames": []}))
        .await
        .unwrap();
    assert_eq!(
        (gone.status, gone.problem_code()),
        (410, Some("session_gone"))
    );

    let mut poll = Poll::open(&server, &ann).await;
    let have = json!([{"conversationId": talk, "seq": "1"}]);
    poll.post(json!([{"id": 2, "sync": {"have": have}}])).await;
    let page = poll.until("syncPage").await;
    assert_eq!(page["messages"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(page["messages"][0]["clientMsgId"], "m-2");
}
