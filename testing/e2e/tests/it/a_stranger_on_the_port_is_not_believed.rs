//! When the server was killed and another program got its port, no command takes that program for the server.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use skein_testkit::SkeinServer;

/// Answers everything with success, and remembers what it was told.
fn stranger(address: &str) -> Arc<Mutex<Vec<u8>>> {
    let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
    let listener = TcpListener::bind(address).unwrap();
    let hearing = Arc::clone(&heard);
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            socket
                .set_read_timeout(Some(Duration::from_millis(200)))
                .unwrap();
            let mut bytes = [0; 4_096];
            while let Ok(read @ 1..) = socket.read(&mut bytes) {
                hearing.lock().unwrap().extend_from_slice(&bytes[..read]);
            }
            let _ = socket
                .write_all(b"HTTP/1.1 200 OK\r\nskein-proof: 00\r\ncontent-length: 2\r\n\r\nok");
        }
    });
    heard
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test]
async fn and_the_commands_work_by_themselves() {
    let mut server = SkeinServer::start().await.unwrap();
    let key_id = server.app().app_key.split('_').nth(1).unwrap().to_owned();
    let app = server.app().app_id.clone();
    let operations_key = std::fs::read_to_string(server.data_dir().join("operations.key")).unwrap();
    let addresses = std::fs::read(server.data_dir().join("addresses.json")).unwrap();
    let operations = server.operations_address().unwrap().to_owned();
    server.kill().unwrap();
    let heard = stranger(&operations);

    let doctor = server.run_subcommand(&["doctor"]).unwrap();
    assert!(!said(&doctor).contains("is running"), "{}", said(&doctor));
    let copy = server.scratch_dir().join("copy");
    let made = server
        .run_subcommand(&["backup", copy.to_str().unwrap()])
        .unwrap();
    assert!(made.status.success(), "{}", said(&made));
    assert!(
        copy.join("backup.json").exists(),
        "what is reported is done"
    );
    let revoked = server
        .run_subcommand(&["key", "revoke", "--app", &app, &key_id])
        .unwrap();
    assert!(revoked.status.success(), "{}", said(&revoked));
    let listed = server
        .run_subcommand(&["key", "list", "--app", &app])
        .unwrap();
    assert!(said(&listed).contains("revoked"), "{}", said(&listed));

    // A server that works there and does not answer where its file says is not passed over either.
    let mut second = SkeinServer::builder()
        .data_dir(server.data_dir())
        .start()
        .await
        .unwrap();
    let where_it_is = std::fs::read(server.data_dir().join("addresses.json")).unwrap();
    std::fs::write(server.data_dir().join("addresses.json"), addresses).unwrap();
    for command in [vec!["secret", "rotate", "--app", &app], vec!["doctor"]] {
        let refused = server.run_subcommand(&command).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(
            said(&refused).contains("does not answer at"),
            "{}",
            said(&refused)
        );
    }
    std::fs::write(server.data_dir().join("addresses.json"), where_it_is).unwrap();
    let rotated = server
        .run_subcommand(&["secret", "rotate", "--app", &app])
        .unwrap();
    assert!(rotated.status.success(), "{}", said(&rotated));
    second.terminate().await.unwrap();

    let heard = heard.lock().unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("POST "), "it was asked who it is");
    assert!(!heard.contains(&operations_key), "and was told no secret");
}
