//! Frames over plain HTTP: one request says, another one hears.

use std::time::Duration;

use prost::Message as _;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use skein_foundation::runtime;
use skein_protocol::error_table;
use skein_protocol::frame::{decode_poll_batch, encode_poll_send};
use skein_protocol::wire::{ErrorCode, Frame, PollBatch, PollSend};
use tokio::sync::mpsc;

use super::{GOODBYE_TIME, Incoming, OPEN_TIME, TransportError, Wire, WireTask, wire};

/// Longer than the server lets a GET wait.
const JSON: &str = "application/json";
const HEAR_TIME: Duration = Duration::from_secs(40);
/// A GET whose answer was lost is asked again with the same cursor, so often and after this pause.
const HEAR_AGAIN: u32 = 2;
const HEAR_AGAIN_AFTER: Duration = Duration::from_millis(200);
/// Frames in one POST, and bytes of them.
const MAX_FRAMES: usize = 100;
const MAX_BYTES: usize = 256 * 1024;

pub(super) fn open(base_url: &str) -> Result<Wire, TransportError> {
    let http = Client::builder()
        .no_proxy()
        .connect_timeout(OPEN_TIME)
        .timeout(HEAR_TIME)
        .tcp_nodelay(true)
        .build()
        .map_err(TransportError::Http)?;
    let (wire, task) = wire();
    let poll = Poll {
        http,
        url: format!("{base_url}/v1/poll"),
        key: String::new(),
    };
    runtime::spawn("client_long_poll", run(poll, task));
    Ok(wire)
}

/// The poll session as HTTP sees it.
#[derive(Debug, Clone)]
struct Poll {
    http: Client,
    url: String,
    key: String,
}

/// How a poll session ended: the close code a WebSocket would have had.
#[derive(Debug)]
struct Ended(Option<u16>);

impl From<reqwest::Error> for Ended {
    fn from(error: reqwest::Error) -> Self {
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "a poll request failed"
        );
        Self(None)
    }
}

#[derive(Debug, Deserialize)]
struct Problem {
    code: String,
}

async fn run(mut poll: Poll, task: WireTask) {
    let WireTask {
        mut outgoing,
        incoming,
    } = task;
    let ended = match poll.say_hello(&mut outgoing, &incoming).await {
        Ok(Some(cursor)) => tokio::select! {
            ended = poll.hear(cursor, &incoming) => Some(ended),
            ended = poll.say(&mut outgoing, &incoming) => ended,
        },
        Ok(None) => None,
        Err(ended) => Some(ended),
    };
    match ended {
        Some(Ended(close_code)) => {
            let _ = incoming.send(Incoming::Ended(close_code)).await;
        }
        // The driver has turned away.
        None if !poll.key.is_empty() => {
            let goodbye = poll.http.delete(&poll.url).bearer_auth(&poll.key).send();
            let _ = tokio::time::timeout(GOODBYE_TIME, goodbye).await;
        }
        None => {}
    }
}

impl Poll {
    /// Opens the session; gives its first cursor, or nothing when the driver went away.
    async fn say_hello(
        &mut self,
        outgoing: &mut mpsc::Receiver<Frame>,
        incoming: &mpsc::Sender<Incoming>,
    ) -> Result<Option<u64>, Ended> {
        let Some(hello) = outgoing.recv().await else {
            return Ok(None);
        };
        let request = self
            .http
            .post(&self.url)
            .header(CONTENT_TYPE, JSON)
            .body(encode_poll_send(&PollSend {
                frames: vec![hello],
            }))
            .timeout(OPEN_TIME);
        let batch = ask(request).await?;
        self.key = batch.poll_key;
        hand_over(batch.frames, incoming).await;
        Ok(Some(batch.cursor))
    }

    /// Until the session ends.
    async fn hear(&self, mut cursor: u64, incoming: &mpsc::Sender<Incoming>) -> Ended {
        let mut failures = 0;
        loop {
            let url = format!("{}?cursor={cursor}", self.url);
            let answer = self.http.get(url).bearer_auth(&self.key).send().await;
            let batch = match answer {
                Ok(answer) => read_batch(answer).await,
                Err(error) => Err(error.into()),
            };
            match batch {
                Ok(batch) => {
                    failures = 0;
                    cursor = batch.cursor;
                    hand_over(batch.frames, incoming).await;
                }
                Err(Ended(None)) if failures < HEAR_AGAIN => {
                    failures += 1;
                    tokio::time::sleep(HEAR_AGAIN_AFTER).await;
                }
                Err(ended) => return ended,
            }
        }
    }

    /// Until the session ends, or the driver has turned away (`None`).
    async fn say(
        &self,
        outgoing: &mut mpsc::Receiver<Frame>,
        incoming: &mpsc::Sender<Incoming>,
    ) -> Option<Ended> {
        let mut held = None;
        loop {
            let first = match held.take() {
                Some(frame) => frame,
                None => outgoing.recv().await?,
            };
            let mut bytes = first.encoded_len();
            let mut frames = vec![first];
            while frames.len() < MAX_FRAMES
                && let Ok(frame) = outgoing.try_recv()
            {
                bytes += frame.encoded_len();
                if bytes > MAX_BYTES {
                    held = Some(frame);
                    break;
                }
                frames.push(frame);
            }
            let request = self
                .http
                .post(&self.url)
                .bearer_auth(&self.key)
                .header(CONTENT_TYPE, JSON)
                .body(encode_poll_send(&PollSend { frames }))
                .timeout(OPEN_TIME);
            match ask(request).await {
                Ok(batch) => hand_over(batch.frames, incoming).await,
                Err(ended) => return Some(ended),
            }
        }
    }
}

async fn ask(request: RequestBuilder) -> Result<PollBatch, Ended> {
    read_batch(request.send().await?).await
}

async fn read_batch(answer: Response) -> Result<PollBatch, Ended> {
    if answer.status().is_success() {
        let bytes = answer.bytes().await?;
        return decode_poll_batch(&bytes).map_err(|error| {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "an answer is no batch"
            );
            Ended(None)
        });
    }
    let status = answer.status().as_u16();
    let code = match answer.json::<Problem>().await {
        Ok(problem) => error_table::by_name(&problem.code).map(|entry| entry.code),
        // Something between us and the server answered.
        Err(_) => None,
    };
    let code = code.or((status == 410).then_some(ErrorCode::SessionGone));
    Err(Ended(code.map(|code| code.entry().close_code)))
}

async fn hand_over(frames: Vec<Frame>, incoming: &mpsc::Sender<Incoming>) {
    for frame in frames {
        if incoming
            .send(Incoming::Frame(Box::new(frame)))
            .await
            .is_err()
        {
            return;
        }
    }
}
