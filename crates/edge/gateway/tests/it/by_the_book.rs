//! The doors by the letter of RFC 6455, 9110 and 9112, for clients and proxies that go by it.

use skein_protocol::websocket::{accept_key, request_key};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::http_client::{Answer, read, request};
use crate::poll_client::Poll;
use crate::world::{PATIENCE, World};

/// The head of an upgrade as it should be, line by line.
const UPGRADE: [&str; 6] = [
    "host: test",
    "connection: Upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: CQkJCQkJCQkJCQkJCQkJCQ==",
    "sec-websocket-protocol: skein.v1.json",
];

async fn say(world: &World, request_line: &str, lines: &[&str]) -> Answer {
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    let head = format!("{request_line}\r\n{}\r\n\r\n", lines.join("\r\n"));
    socket.write_all(head.as_bytes()).await.unwrap();
    tokio::time::timeout(PATIENCE, read(&mut socket))
        .await
        .expect("an answer comes")
}

/// The upgrade without the line that begins so, and with other lines in its place.
async fn upgrade(world: &World, without: &str, instead: &[&str]) -> Answer {
    let mut lines: Vec<&str> = UPGRADE
        .into_iter()
        .filter(|line| !line.starts_with(&format!("{without}:")))
        .collect();
    lines.extend(instead);
    say(world, "GET /v1/connect HTTP/1.1", &lines).await
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_may_stand_on_several_lines() {
    let world = World::new().await;
    for (header, lines) in [
        ("connection", &["connection: Upgrade"][..]),
        (
            "connection",
            &["connection: keep-alive", "connection: upgrade"],
        ),
        ("connection", &["connection: x, ,Upgrade ,"]),
        ("upgrade", &["upgrade: h2c", "upgrade: WebSocket"]),
        (
            "sec-websocket-protocol",
            &[
                "sec-websocket-protocol: mqtt",
                "sec-websocket-protocol: skein.v1.json",
            ],
        ),
        (
            "sec-websocket-protocol",
            &[
                "Sec-WebSocket-Protocol: bearer.a.b.c",
                "sec-WebSocket-protocol: other,skein.v1.json",
            ],
        ),
    ] {
        let answer = upgrade(&world, header, lines).await;
        assert_eq!(answer.status, 101, "{lines:?}: {answer:?}");
        assert!(
            answer
                .head
                .contains("sec-websocket-protocol: skein.v1.json")
        );
        let accept = accept_key(&request_key([9; 16])).to_lowercase();
        assert!(answer.head.contains(&accept), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_upgrade_is_told_what_to_upgrade_to() {
    let world = World::new().await;
    let mut refused = vec![
        upgrade(&world, "connection", &[]).await,
        upgrade(&world, "upgrade", &["upgrade: h2c"]).await,
        upgrade(
            &world,
            "sec-websocket-version",
            &["sec-websocket-version: 8"],
        )
        .await,
        upgrade(&world, "sec-websocket-version", &[]).await,
        upgrade(&world, "", &["sec-websocket-version: 13"]).await,
        // What follows a body can't be told from it.
        upgrade(&world, "", &["content-length: 5"]).await,
        upgrade(&world, "", &["transfer-encoding: chunked"]).await,
        // HTTP/1.0 knows no upgrade.
        say(&world, "GET /v1/connect HTTP/1.0", &UPGRADE).await,
    ];
    refused.push(request(&world, "GET", "/v1/connect", &[], "").await);
    for answer in refused {
        assert_eq!(answer.status, 426, "{answer:?}");
        for line in [
            "upgrade: websocket",
            "sec-websocket-version: 13",
            "content-type: application/problem+json",
        ] {
            assert!(answer.head.contains(line), "{line}: {answer:?}");
        }
        assert!(answer.head.contains("connection: upgrade"), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_given_once_and_so_is_a_token() {
    let world = World::new().await;
    let key = "sec-websocket-key: CQkJCQkJCQkJCQkJCQkJCQ==";
    for (without, instead) in [
        ("", &[key][..]),
        ("sec-websocket-key", &[]),
        ("sec-websocket-key", &["sec-websocket-key: c2hvcnQ="]),
        ("", &["sec-websocket-protocol: bearer.a, bearer.b"]),
        ("sec-websocket-protocol", &["sec-websocket-protocol: mqtt"]),
        ("sec-websocket-protocol", &[]),
    ] {
        let answer = upgrade(&world, without, instead).await;
        assert_eq!(answer.status, 400, "{instead:?}: {answer:?}");
    }
    let long = format!("sec-websocket-protocol: bearer.{}", "x".repeat(4_097));
    let answer = upgrade(&world, "", &[&long]).await;
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (413, &"too_large".into())
    );
    let fits = format!("sec-websocket-protocol: bearer.{}", "x".repeat(4_096));
    assert_eq!(upgrade(&world, "", &[&fits]).await.status, 101);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_alone_is_asked_for_in_vain_and_other_methods_are_told_which() {
    let world = World::new().await;
    for method in ["POST", "PUT", "OPTIONS", "BREW"] {
        let answer = say(&world, &format!("{method} /v1/connect HTTP/1.1"), &UPGRADE).await;
        assert_eq!(answer.status, 405, "{method}: {answer:?}");
        assert!(answer.head.contains("allow: get\r\n"), "{answer:?}");
    }
    let ann = Poll::open(&world, "ann").await;
    let bearer = format!("authorization: {}", ann.bearer());
    for line in [
        "HEAD /v1/connect",
        "HEAD /v1/poll?cursor=0",
        "PUT /v1/poll",
        "PATCH /v1/poll?cursor=0",
    ] {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        let head = format!("{line} HTTP/1.1\r\nhost: test\r\n{bearer}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; 12];
        tokio::io::AsyncReadExt::read_exact(&mut socket, &mut answer)
            .await
            .unwrap();
        assert_eq!(answer, b"HTTP/1.1 405", "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_names_one_host() {
    let world = World::new().await;
    for lines in [
        &["x: y"][..],
        &["host: a", "host: a"],
        &["host: a b"],
        &["host: user@a"],
        &["host: a/b"],
    ] {
        let answer = say(&world, "GET /v1/poll?cursor=0 HTTP/1.1", lines).await;
        assert_eq!(answer.status, 400, "{lines:?}: {answer:?}");
        assert!(answer.head.contains("connection: close"), "{answer:?}");
        assert!(answer.head.contains("x-request-id: "), "{answer:?}");
    }
    let twice = upgrade(&world, "", &["host: test"]).await;
    assert_eq!(twice.status, 400);
    let old = say(&world, "GET /v1/poll?cursor=0 HTTP/1.0", &["x: y"]).await;
    assert_eq!(old.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_one_bearer_in_any_case() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let key = ann.bearer();
    let key = key.strip_prefix("Bearer ").unwrap();
    for scheme in ["bearer", "BEARER", "Bearer"] {
        let line = format!("{scheme} {key}");
        let taken = request(
            &world,
            "POST",
            "/v1/poll",
            &[("authorization", &line)],
            r#"{"frames":[]}"#,
        )
        .await;
        assert_eq!(taken.status, 202, "{scheme}");
    }
    for line in [key, "Basic YTpi", "Bearer"] {
        let refused = request(&world, "POST", "/v1/poll", &[("authorization", line)], "{}").await;
        assert_eq!(refused.status, 401, "{line}");
        assert!(
            refused.head.contains("www-authenticate: bearer"),
            "{refused:?}"
        );
    }
    let line = format!("Bearer {key}");
    let both = [("authorization", line.as_str()), ("authorization", &line)];
    assert_eq!(
        request(&world, "DELETE", "/v1/poll", &both, "")
            .await
            .status,
        401
    );
    let gone = request(
        &world,
        "DELETE",
        "/v1/poll",
        &[("authorization", "Bearer x")],
        "",
    )
    .await;
    assert_eq!(gone.status, 410);
    assert!(gone.head.contains("cache-control: no-store"), "{gone:?}");
}
