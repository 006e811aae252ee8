//! A long-poll client that does only what the test says.

use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::http_client::{Answer, request, write};
use crate::world::World;

pub(crate) struct Poll {
    key: String,
}

pub(crate) fn hello(token: &str, terminal: &str) -> Value {
    let device = json!({ "id": "device", "terminal": terminal, "name": "test" });
    json!({ "id": 1, "hello": { "token": token, "device": device, "client": "test" } })
}

impl Poll {
    pub(crate) async fn open(world: &World, name: &str) -> Self {
        Self::resume(world, name, "").await
    }

    pub(crate) async fn resume(world: &World, name: &str, session_id: &str) -> Self {
        let mut hello = hello(&world.token(name).await, "TERMINAL_WEB");
        hello["hello"]["resumeSessionId"] = session_id.into();
        let body = json!({ "frames": [hello] }).to_string();
        let answer = request(world, "POST", "/v1/poll", &[], &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["frames"][0]["welcome"]["uid"], name);
        Self::of(&answer)
    }

    /// The session that an answer to a hello has opened.
    pub(crate) fn of(answer: &Answer) -> Self {
        let key = answer.body["pollKey"].as_str();
        Self {
            key: key.expect("a session").to_owned(),
        }
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.key)
    }

    pub(crate) async fn post(&self, world: &World, frames: Value) -> Answer {
        let body = json!({ "frames": frames }).to_string();
        request(
            world,
            "POST",
            "/v1/poll",
            &[("authorization", &self.bearer())],
            &body,
        )
        .await
    }

    /// A POST whose answer is not waited for.
    pub(crate) async fn begin_post(&self, world: &World, frames: &Value) -> TcpStream {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        let body = json!({ "frames": frames }).to_string();
        write(
            &mut socket,
            "POST",
            "/v1/poll",
            &[("authorization", &self.bearer())],
            &body,
        )
        .await;
        socket
    }

    pub(crate) async fn send(&self, world: &World, id: &str) {
        assert_eq!(self.post(world, json!([said(world, id)])).await.status, 202);
    }

    pub(crate) async fn get(&self, world: &World, cursor: &str) -> Answer {
        let path = format!("/v1/poll?cursor={cursor}");
        request(
            world,
            "GET",
            &path,
            &[("authorization", &self.bearer())],
            "",
        )
        .await
    }

    /// A GET whose answer is not waited for.
    pub(crate) async fn begin_get(&self, world: &World, cursor: &str) -> TcpStream {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        let path = format!("/v1/poll?cursor={cursor}");
        write(
            &mut socket,
            "GET",
            &path,
            &[("authorization", &self.bearer())],
            "",
        )
        .await;
        socket
    }
}

/// A send whose text is its id.
pub(crate) fn said(world: &World, id: &str) -> Value {
    let send = json!({
        "conversationId": world.talk.to_string(), "clientMsgId": id, "content": { "text": { "text": id } }
    });
    json!({ "id": 5, "send": send })
}

pub(crate) fn cursor(answer: &Answer) -> String {
    answer.body["cursor"].as_str().unwrap().to_owned()
}

/// Ids of the messages in a batch.
pub(crate) fn messages(answer: &Answer) -> Vec<&str> {
    let frames = answer.body["frames"].as_array().unwrap().iter();
    frames
        .filter_map(|frame| frame["message"]["clientMsgId"].as_str())
        .collect()
}
