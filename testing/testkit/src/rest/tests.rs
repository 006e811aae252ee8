//! The REST client against a listener that answers by hand.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use serde_json::json;

use super::*;

/// Answers one request with `answer` and returns what was asked.
fn answer_once(answer: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = String::new();
        let mut chunk = [0; 1024];
        while !is_complete(&request) {
            let length = stream.read(&mut chunk).unwrap();
            request.push_str(std::str::from_utf8(&chunk[..length]).unwrap());
        }
        stream.write_all(answer.as_bytes()).unwrap();
        request
    });
    (base, asked)
}

/// True when the head and as many bytes of body as it promises are there.
fn is_complete(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let promised = head
        .lines()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")
                .and_then(|length| length.parse().ok())
        })
        .unwrap_or(0);
    body.len() >= promised
}

#[tokio::test]
async fn a_problem_answer_is_told_with_its_code() {
    let (base, asked) = answer_once(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{\"code\":\"not_found\"}",
    );
    let reply = Rest::new(&base)
        .with_bearer("sk_1_secret")
        .get("/v1/users/nobody")
        .await
        .unwrap();
    assert_eq!(
        (reply.status, reply.problem_code()),
        (404, Some("not_found"))
    );
    assert!(
        reply
            .success()
            .unwrap_err()
            .to_string()
            .contains("not_found")
    );
    let request = asked.join().unwrap().to_lowercase();
    assert!(
        request.starts_with("get /v1/users/nobody http/1.1"),
        "{request}"
    );
    assert!(
        request.contains("authorization: bearer sk_1_secret"),
        "{request}"
    );
}

#[tokio::test]
async fn an_empty_body_is_null_and_a_key_travels_in_its_header() {
    let (base, asked) = answer_once("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let body = json!({"uid": "alice"});
    let reply = Rest::new(&base)
        .post_idempotent("/v1/users", "key-1", &body)
        .await
        .unwrap();
    assert_eq!(reply.success().unwrap(), Value::Null);
    let request = asked.join().unwrap();
    assert!(
        request.to_lowercase().contains("idempotency-key: key-1"),
        "{request}"
    );
    assert!(request.ends_with("{\"uid\":\"alice\"}"), "{request}");
}

#[test]
fn path_segments_are_encoded() {
    assert_eq!(path_segment("a/b 客?"), "a%2Fb%20%E5%AE%A2%3F");
    assert_eq!(path_segment("plain-1._~"), "plain-1._~");
}
