//! Behind nginx as the documents have it: both transports work, and a connection that nginx keeps is never one that is just closed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use skein_client::{Client, Format, StartAt, StaticToken, Terminal, Transport};
use skein_e2e::people::{Person, conversation_id, device, patiently, text};
use skein_testkit::{SkeinServer, eventually};

/// The block of docs/operations.md, on this server and a free port, without the certificate that nobody has here. In one
/// process: a master that is killed leaves its workers behind.
fn configuration(server: &SkeinServer, port: u16, folder: &Path) -> String {
    let page = include_str!("../../../../docs/operations.md");
    let (_, rest) = page
        .split_once("```nginx\n")
        .expect("the page has the block");
    let (block, _) = rest.split_once("```").expect("the block ends");
    for part in ["listen 443 ssl;", "server 127.0.0.1:7711;", "keepalive 64;"] {
        assert!(
            block.contains(part),
            "`{part}` is not in the block any more"
        );
    }
    let block = block
        .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port};"))
        // A second instead of the minute that is nginx's own: the server's time is shortened alike.
        .replace("keepalive 64;", "keepalive 64; keepalive_timeout 1s;")
        .replace("server 127.0.0.1:7711;", &format!("server {};", server.address()));
    let folder = folder.display();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n\
         access_log off;\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\n\
         fastcgi_temp_path {folder}/fastcgi;\nuwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n{block}\n}}\n"
    )
}

struct Nginx {
    child: Child,
    url: String,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(server: &SkeinServer) -> Nginx {
    let folder: PathBuf = server.scratch_dir().join("nginx");
    std::fs::create_dir_all(&folder).unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration(server, port, &folder)).unwrap();
    let child = Command::new("nginx")
        .arg("-c")
        .arg(&file)
        .arg("-e")
        .arg(folder.join("start.log"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx-light is installed (`cargo xtask test --only packages`)");
    Nginx {
        child,
        url: format!("http://127.0.0.1:{port}"),
    }
}

#[tokio::test]
async fn the_documents_configuration_carries_both_transports_and_never_answers_502() {
    let server = SkeinServer::builder()
        .config("server.trusted_proxies", r#"["127.0.0.1"]"#)
        .config("server.idle_timeout_ms", 2_000)
        .start()
        .await
        .unwrap();
    let nginx = start(&server);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let live = format!("{}/live", nginx.url);
    eventually(Duration::from_secs(30), "nginx answers", || async {
        http.get(&live).send().await?.error_for_status()?;
        Ok(())
    })
    .await
    .unwrap();

    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    for transport in [Transport::WebSocket(Format::Json), Transport::LongPoll] {
        let device = device(&ann.uid, Terminal::Web);
        let (anns, _events) = Client::builder(&nginx.url, device, StaticToken::new(&ann.token))
            .transport(transport)
            .start_at(StartAt::Newest)
            .connect();
        patiently("online through nginx", anns.online())
            .await
            .unwrap();
        let talk = patiently("a talk", anns.open_direct(bob.uid.clone()))
            .await
            .unwrap();
        let id = conversation_id(&talk.conversation_id).unwrap();
        let words = format!("{transport:?}");
        patiently("an ack", anns.send(id, words.clone(), text(words)))
            .await
            .unwrap();
    }

    // Pauses around the time after which nginx gives a connection up: the server must not be the first.
    for pause_ms in [0, 900, 980, 1_020, 1_100] {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        for _ in 0..5 {
            // What is not idempotent is not tried again by nginx.
            let answer = http
                .post(format!("{}/v1/poll", nginx.url))
                .body("{}")
                .send()
                .await;
            assert_eq!(answer.unwrap().status(), 401, "after {pause_ms} ms");
        }
    }
}

#[test]
fn the_server_keeps_idle_connections_longer_than_proxies_do() {
    let defaults = include_str!("../../../../crates/server/config.default.toml");
    let idle_ms: u64 = defaults
        .lines()
        .find_map(|line| line.strip_prefix("idle_timeout_ms = "))
        .and_then(|value| value.parse().ok())
        .expect("the default is written down");
    assert!(idle_ms > 75_000, "{idle_ms}");
}
