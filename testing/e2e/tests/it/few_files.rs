//! A system that lets the server open few files: strangers who take all connections there are take nothing from those who
//! are served, and nothing from storage.

use skein_client::{Terminal, Transport};
use skein_e2e::people::{Person, conversation_id, patiently};
use skein_testkit::{SkeinServer, figures};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpSocket;

/// What the server may open.
const FILES: usize = 256;

#[tokio::test]
async fn idle_strangers_do_not_stop_those_who_are_served() {
    let mut server = SkeinServer::builder()
        .launcher(&["sh", "-c", "ulimit -n 256; exec \"$0\" \"$@\""])
        // They stay for as long as the test takes.
        .config("limits.hello_timeout_ms", 600_000)
        .start()
        .await
        .unwrap();
    let log = server.log().unwrap();
    assert!(log.contains("lets this process open 256 files"), "{log}");
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let (client, _witness) = ann
        .join(&server, Transport::default(), Terminal::Linux)
        .await
        .unwrap();
    let (_client, witness) = bob
        .join(&server, Transport::default(), Terminal::Linux)
        .await
        .unwrap();

    // From many addresses, so that only the node's own limit holds.
    let mut strangers = Vec::new();
    for number in 0..2 * FILES {
        let socket = TcpSocket::new_v4().unwrap();
        let address = format!("127.0.1.{}:0", number % 250 + 1);
        socket.bind(address.parse().unwrap()).unwrap();
        let door = if number % 2 == 0 {
            server.address()
        } else {
            server.tcp_address().unwrap()
        };
        let connected = socket.connect(door.parse().unwrap());
        strangers.push(connected.await.unwrap());
    }
    // The last one at each door finds no place: by then the server has looked at all of them.
    for last in strangers.iter_mut().rev().take(2) {
        let mut byte = [0; 1];
        let refused = patiently("the last one is sent away", last.read(&mut byte)).await;
        assert!(matches!(refused, Ok(0) | Err(_)), "{refused:?}");
    }

    let mut seq = 0;
    for number in 0..50 {
        let sent = client.send_text(conversation_id(&talk).unwrap(), format!("message {number}"));
        seq = patiently("an ack", sent).await.unwrap().seq;
    }
    witness.until_shown(&talk, seq).await.unwrap();
    let open = figures::open_files(server.process_id().unwrap()).unwrap();
    assert!(open < FILES - 32, "{open} files are open");
    // A place becomes free, and somebody else has it.
    drop(strangers);
    let (_client, witness) = ann
        .join(&server, Transport::LongPoll, Terminal::Web)
        .await
        .unwrap();
    witness.until_shown(&talk, seq).await.unwrap();
    let status = server.terminate().await.unwrap();
    assert!(status.success(), "{}", server.log().unwrap());
}

#[tokio::test]
async fn the_soft_limit_is_raised_to_what_may_be_had() {
    let server = SkeinServer::builder()
        .launcher(&["sh", "-c", "ulimit -S -n 128; exec \"$0\" \"$@\""])
        .start()
        .await
        .unwrap();
    let limits = format!("/proc/{}/limits", server.process_id().unwrap());
    let limits = std::fs::read_to_string(limits).unwrap();
    let files = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .unwrap();
    let [soft, hard] = files.split_whitespace().take(2).collect::<Vec<_>>()[..] else {
        panic!("{files}")
    };
    assert_eq!(soft, hard, "{limits}");
}
