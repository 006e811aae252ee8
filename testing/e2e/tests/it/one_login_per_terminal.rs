//! A user is online once per class of terminal: the newer device wins, the older is told why, all others stay and
//! are in step.

use skein_client::wire::{GoAwayReason, frame::Body};
use skein_client::{
    CloseCause, ConnectionState, Device, Event, Format, RawConnection, RawEvent, SendError,
    StartAt, Terminal, Transport,
};
use skein_e2e::people::{Person, Witness, client_with, conversation_id, device};
use skein_testkit::SkeinServer;

const BINARY: Transport = Transport::WebSocket(Format::Proto);

fn named(id: &str, terminal: Terminal, name: &str) -> Device {
    Device {
        id: id.to_owned(),
        terminal: terminal.into(),
        name: name.to_owned(),
    }
}

fn replaced_by(event: &Event) -> Option<String> {
    match event {
        Event::Replaced { device_name } => Some(device_name.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn the_newer_device_wins_and_the_older_hears_which_it_was() {
    assert_newer_wins(BINARY).await;
}

#[tokio::test]
async fn and_so_it_is_on_plain_tcp() {
    assert_newer_wins(Transport::Tcp).await;
}

async fn assert_newer_wins(transport: Transport) {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let talk =
        conversation_id(&server.facade().create_direct("ann", "bob").await.unwrap()).unwrap();

    let (phone, phone_witness) = ann
        .join(&server, Transport::LongPoll, Terminal::Ios)
        .await
        .unwrap();
    let home = named("d-home", Terminal::Web, "Chrome at home");
    let (home, events) = client_with(&server, &ann.token, transport, home).connect();
    let home_witness = Witness::start(events);
    home.online().await.unwrap();

    let work = named("d-work", Terminal::Web, "Firefox at work");
    let (work, events) = client_with(&server, &ann.token, Transport::LongPoll, work).connect();
    let work_witness = Witness::start(events);
    work.online().await.unwrap();

    let by = home_witness
        .until_event("who took over from home", replaced_by)
        .await
        .unwrap();
    assert_eq!(by, "Firefox at work");
    let closed = |event: &Event| match event {
        Event::State(ConnectionState::Closed(cause)) => Some(*cause),
        _ => None,
    };
    let cause = home_witness
        .until_event("the end at home", closed)
        .await
        .unwrap();
    assert_eq!(cause, CloseCause::Replaced);
    // It does not fight back, and says so to whoever wants to send.
    assert!(matches!(
        home.send_text(talk, "still here?").await,
        Err(SendError::Closed)
    ));

    work.send_text(talk, "from work").await.unwrap();
    phone.send_text(talk, "from the phone").await.unwrap();
    assert_eq!(phone.state(), ConnectionState::Online);
    assert!(phone_witness.look(|notes| {
        notes
            .events
            .iter()
            .all(|event| replaced_by(event).is_none())
    }));

    // Taking over again is the user's decision.
    home.reconnect().await.unwrap();
    let by = work_witness
        .until_event("who took over from work", replaced_by)
        .await
        .unwrap();
    assert_eq!(by, "Chrome at home");
    home.online().await.unwrap();
    home.send_text(talk, "home again").await.unwrap();
}

#[tokio::test]
async fn the_wire_says_it_with_a_frame_and_a_close_code() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let mut older = RawConnection::connect(&server.http_url(), Format::Json)
        .await
        .unwrap();
    older
        .hello(&ann.token, named("d-1", Terminal::Macos, "old Mac"))
        .await
        .unwrap();
    let mut newer = RawConnection::connect(&server.http_url(), Format::Proto)
        .await
        .unwrap();
    newer
        .hello(&ann.token, named("d-2", Terminal::Macos, "new Mac"))
        .await
        .unwrap();

    let RawEvent::Frame(frame) = older.receive().await.unwrap() else {
        panic!("no go-away came")
    };
    let Some(Body::GoAway(go_away)) = frame.body else {
        panic!("not a go-away: {frame:?}")
    };
    assert_eq!(go_away.reason(), GoAwayReason::Replaced);
    assert_eq!(go_away.device_name, "new Mac");
    let RawEvent::Closed { code, .. } = older.receive().await.unwrap() else {
        panic!("it was not closed")
    };
    assert_eq!(code, Some(4015));
}

#[tokio::test]
async fn several_terminals_of_one_user_are_in_step() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let id = conversation_id(&talk).unwrap();
    let (laptop, laptop_witness) = ann.join(&server, BINARY, Terminal::Linux).await.unwrap();
    let (phone, phone_witness) = ann
        .join(
            &server,
            Transport::WebSocket(Format::Json),
            Terminal::Android,
        )
        .await
        .unwrap();
    let (bobs, bob_witness) = bob
        .join(&server, Transport::LongPoll, Terminal::Web)
        .await
        .unwrap();

    let from_laptop = laptop.send_text(id, "written on the laptop").await.unwrap();
    let from_phone = phone.send_text(id, "written on the phone").await.unwrap();
    let answer = bobs.send_text(id, "which one do you hold?").await.unwrap();
    assert_eq!([from_laptop.seq, from_phone.seq, answer.seq], [1, 2, 3]);

    for witness in [&laptop_witness, &phone_witness, &bob_witness] {
        witness.until_shown(&talk, 3).await.unwrap();
        let ids: Vec<String> = witness.look(|notes| {
            notes
                .of(&talk)
                .iter()
                .map(|message| message.client_msg_id.clone())
                .collect()
        });
        assert_eq!(
            ids,
            [
                &*from_laptop.client_msg_id,
                &from_phone.client_msg_id,
                &answer.client_msg_id
            ]
        );
    }

    // Reading on one device reads it on all, and bob sees it too.
    phone.mark_read(id, 3).await.unwrap();
    for witness in [&laptop_witness, &bob_witness] {
        witness
            .until_event("ann's read mark", |event| match event {
                Event::Mark(mark) if mark.uid == "ann" && mark.read_seq == 3 => Some(()),
                _ => None,
            })
            .await
            .unwrap();
    }
    // A device that was away learns it by sync.
    let tablet = device("ann", Terminal::H5);
    let (_tablet, events) = client_with(&server, &ann.token, BINARY, tablet)
        .start_at(StartAt::Newest)
        .connect();
    let state = Witness::start(events)
        .until_event("the conversation by sync", |event| match event {
            Event::Conversation(state) if state.conversation_id == talk => Some(state.clone()),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!((state.last_seq, state.read_seq, state.unread), (3, 3, 0));
}
