//! `desk`: consultations from the first question to the rating, with agents who come and go. What a customer-service desk does
//! all day: the store's commands, the consumers behind them, notices and system events.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use skein_client::wire::{ConsultationNotice, ConsultationState, Message, notice};
use skein_client::{
    Client, ConversationId, Device, Event, Events, StaticToken, Terminal, Transport,
};
use skein_testkit::{Rest, SkeinServer};

use super::WARM_UP;
use crate::delay::Delays;
use crate::progress;

/// A customer asks again no sooner: nobody may rate more often than once a second.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(1_100);
/// One agent after the other goes and comes back.
const BREAK_EVERY: Duration = Duration::from_millis(500);
const BREAK: Duration = Duration::from_secs(1);
/// Nothing takes so long that is not lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// What everybody writes down, in microseconds.
#[derive(Default)]
struct Notes {
    asked: HashMap<String, Instant>,
    assigned: Vec<Duration>,
    answered: Vec<Duration>,
    resolved: Vec<Duration>,
    rated: Vec<Duration>,
    unfinished: u64,
}

#[derive(Clone)]
struct Day {
    notes: Arc<Mutex<Notes>>,
    count_from: Instant,
    end: Instant,
}

impl Day {
    fn note(&self, what: impl FnOnce(&mut Notes)) {
        if Instant::now() >= self.count_from {
            what(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn asks(&self, thread: &str) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.asked.insert(thread.to_owned(), Instant::now());
    }

    fn since_asked(&self, thread: &str) -> Option<Duration> {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.asked.get(thread).map(Instant::elapsed)
    }
}

pub(crate) fn desk(visitors: usize, agents: usize, capacity: u32, seconds: u64) -> Result<Value> {
    crate::machine::raise_file_limit()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(run(visitors, agents, capacity, seconds))
}

async fn run(visitors: usize, agents: usize, capacity: u32, seconds: u64) -> Result<Value> {
    let server = SkeinServer::builder()
        .config("limits.sends_per_second", 0)
        .config("limits.requests_per_second", 0)
        .config("limits.max_connections_per_address", 10_000)
        .config("logging.level", "warn")
        .environment("RUST_BACKTRACE", "0")
        .start()
        .await?;
    let teams = server.facade().rest().get("/v1/teams").await?.success()?;
    let team = teams["items"][0]["id"].as_str().context("a team")?;
    let bar = progress::bar("opening the desk", (visitors + agents) as u64);
    let mut desks = Vec::new();
    for number in 0..agents {
        desks.push(AgentDesk::open(&server, &format!("agent-{number}"), capacity, team).await?);
        bar.inc(1);
    }
    let mut customers = Vec::new();
    for number in 0..visitors {
        customers.push(Customer::come(&server, &format!("customer-{number}")).await?);
        bar.inc(1);
    }
    bar.finish_and_clear();

    let start = Instant::now();
    let day = Day {
        notes: Arc::default(),
        count_from: start + WARM_UP,
        end: start + WARM_UP + Duration::from_secs(seconds),
    };
    let breaks = tokio::spawn(take_breaks(
        desks.iter().map(|desk| desk.rest.clone()).collect(),
    ));
    let serving: Vec<_> = desks
        .into_iter()
        .map(|desk| tokio::spawn(desk.serve(day.clone())))
        .collect();
    // Not all in the same moment, again and again.
    let apart = BETWEEN_QUESTIONS / u32::try_from(visitors.max(1))?;
    let asking: Vec<_> = (0..)
        .zip(customers)
        .map(|(number, customer)| {
            let (first, day) = (start + apart * number, day.clone());
            tokio::spawn(async move {
                tokio::time::sleep_until(first.into()).await;
                customer.ask_all_day(day).await
            })
        })
        .collect();
    for customer in asking {
        customer.await??;
    }
    for desk in serving {
        if desk.is_finished() {
            desk.await??;
        } else {
            desk.abort();
        }
    }
    breaks.abort();
    let notes = std::mem::take(&mut *day.notes.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(json!({
        "scenario": "desk",
        "visitors": visitors,
        "agents": agents,
        "capacity": capacity,
        "seconds": seconds,
        "consultations_per_second": (notes.rated.len() as f64 / seconds as f64 * 10.0).round() / 10.0,
        "asked_to_assigned_ms": delays(&notes.assigned),
        "asked_to_answered_ms": delays(&notes.answered),
        "resolve_ms": delays(&notes.resolved),
        "rate_ms": delays(&notes.rated),
        "unfinished": notes.unfinished,
    }))
}

fn delays(taken: &[Duration]) -> Value {
    let mut delays = Delays::new();
    for one in taken {
        delays.record_us(one.as_micros() as u64);
    }
    delays.to_json()
}

/// One agent after the other says to be away, and comes back.
async fn take_breaks(desks: Vec<Rest>) -> Result<()> {
    let mut next = desks.iter().cycle();
    loop {
        tokio::time::sleep(BREAK_EVERY).await;
        let Some(rest) = next.next().cloned() else {
            return Ok(());
        };
        set_status(&rest, "away").await?;
        tokio::spawn(async move {
            tokio::time::sleep(BREAK).await;
            set_status(&rest, "online").await
        });
    }
}

async fn set_status(rest: &Rest, status: &str) -> Result<()> {
    let body = json!({ "status": status });
    rest.put("/v1/desk/status", &body).await?.success()?;
    Ok(())
}

async fn connect(server: &SkeinServer, uid: &str, token: &str) -> Result<(Client, Events)> {
    let device = Device {
        id: format!("bench-{uid}"),
        terminal: Terminal::Web.into(),
        name: "bench".to_owned(),
    };
    let builder = Client::builder(&server.http_url(), device, StaticToken::new(token));
    let (client, events) = builder.transport(Transport::default()).connect();
    if let Err(cause) = client.online().await {
        bail!("{uid} was not let in: {cause:?}");
    }
    Ok((client, events))
}

fn consultation_of(event: &Event) -> Option<&ConsultationNotice> {
    match event {
        Event::Notice(told) => match &told.event {
            Some(notice::Event::Consultation(told)) => Some(told),
            _ => None,
        },
        _ => None,
    }
}

struct AgentDesk {
    rest: Rest,
    client: Client,
    events: Events,
}

impl AgentDesk {
    async fn open(server: &SkeinServer, uid: &str, capacity: u32, team: &str) -> Result<Self> {
        let made = server.facade().create_agent(uid, capacity, &[team]).await?;
        let link = made["setupLink"].as_str().context("a setup link")?;
        let (_, code) = link.split_once("code=").context("a link holds a code")?;
        let setup = json!({ "code": code, "password": format!("the password of {uid}") });
        let rest = server.rest();
        let session = rest.post("/v1/console/setup", &setup).await?.success()?;
        let token = session["token"].as_str().context("a token")?;
        let (client, events) = connect(server, uid, token).await?;
        let rest = rest.with_bearer(token);
        set_status(&rest, "online").await?;
        Ok(Self {
            rest,
            client,
            events,
        })
    }

    /// Answers and resolves whatever is assigned, each in its own time.
    async fn serve(mut self, day: Day) -> Result<()> {
        let mut known = HashSet::new();
        while let Some(event) = self.events.next().await {
            let Some(told) = consultation_of(&event) else {
                continue;
            };
            let is_assigned = told.state == i32::from(ConsultationState::Assigned);
            if !is_assigned || !known.insert(told.consultation_id.clone()) {
                continue;
            }
            if let Some(taken) = day.since_asked(&told.conversation_id) {
                day.note(|notes| notes.assigned.push(taken));
            }
            let thread = ConversationId::parse(&told.conversation_id).context("an id")?;
            let (client, rest, day) = (self.client.clone(), self.rest.clone(), day.clone());
            let path = format!("/v1/desk/consultations/{}/resolve", told.consultation_id);
            tokio::spawn(async move {
                let answered = client.send_text(thread, "Yes, until Friday.").await;
                answered.map_err(|error| anyhow::anyhow!("an answer was refused: {error}"))?;
                let began = Instant::now();
                rest.post(&path, &json!({})).await?.success()?;
                day.note(|notes| notes.resolved.push(began.elapsed()));
                anyhow::Ok(())
            });
        }
        Ok(())
    }
}

struct Customer {
    uid: String,
    rest: Rest,
    client: Client,
    events: Events,
    thread: String,
    thread_id: ConversationId,
}

impl Customer {
    async fn come(server: &SkeinServer, uid: &str) -> Result<Self> {
        server.facade().create_user(uid, "customer").await?;
        let token = server.facade().issue_token(uid).await?;
        let rest = server.rest().with_bearer(&token);
        let clue = json!({ "clue": { "channel": "web", "pageTitle": "Lake tours" } });
        let opened = rest.post("/v1/widget/thread", &clue).await?.success()?;
        let thread = opened["conversationId"].as_str().context("a thread")?;
        let (client, events) = connect(server, uid, &token).await?;
        Ok(Self {
            uid: uid.to_owned(),
            rest,
            client,
            events,
            thread: thread.to_owned(),
            thread_id: ConversationId::parse(thread).context("an id")?,
        })
    }

    async fn ask_all_day(mut self, day: Day) -> Result<()> {
        while Instant::now() < day.end {
            let next = Instant::now() + BETWEEN_QUESTIONS;
            let whole = tokio::time::timeout(PATIENCE, self.one_consultation(&day));
            match whole.await {
                Ok(outcome) => outcome?,
                Err(_) => day.note(|notes| notes.unfinished += 1),
            }
            tokio::time::sleep_until(next.into()).await;
        }
        self.client.close().await;
        Ok(())
    }

    /// Asks, is answered, reads that it is resolved, and rates it.
    async fn one_consultation(&mut self, day: &Day) -> Result<()> {
        day.asks(&self.thread);
        let asked = self
            .client
            .send_text(self.thread_id, "Is the tour still on?");
        asked
            .await
            .map_err(|error| anyhow::anyhow!("a question was refused: {error}"))?;
        let mut served = None;
        let consultation_id = loop {
            let event = self.events.next().await.context("the client was closed")?;
            if let Event::Message(Message { sender_uid, .. }) = &event
                && !sender_uid.is_empty()
                && *sender_uid != self.uid
                && let Some(taken) = day.since_asked(&self.thread)
            {
                day.note(|notes| notes.answered.push(taken));
                continue;
            }
            let Some(told) = consultation_of(&event) else {
                continue;
            };
            if told.state == i32::from(ConsultationState::Assigned) {
                served = Some(told.consultation_id.clone());
            }
            // An older one may still be told of.
            let is_over = told.state == i32::from(ConsultationState::Resolved);
            if is_over && told.can_rate && served.as_ref() == Some(&told.consultation_id) {
                break told.consultation_id.clone();
            }
        };
        let began = Instant::now();
        let path = format!("/v1/widget/consultations/{consultation_id}/rating");
        self.rest
            .post(&path, &json!({ "score": 5 }))
            .await?
            .success()?;
        day.note(|notes| notes.rated.push(began.elapsed()));
        Ok(())
    }
}
