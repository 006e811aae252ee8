//! Crash after crash under full load: what the test of the first promise drives, and the test of its checker too.
//!
//! Six people with seven clients over all transports talk in three direct conversations and one group. The server is
//! killed at random moments while they send, and started again on the same folder. The clients know nothing of that;
//! everything they see is written down.

mod reading;
mod talking;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rand::Rng as _;
use serde_json::json;
use skein_client::{Client, Format, Terminal, Transport};
use skein_foundation::runtime;
use skein_testkit::{SkeinServer, SkeinServerBuilder, eventually};
use tokio::sync::{Mutex, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::checker::{Clock, Observations, Stream};
use crate::people::{PATIENCE, Person, Witness, seen};

/// Acks between a start and a kill at the least: clients are in the middle of their work then.
const ACKS_BEFORE_A_KILL: usize = 40;
/// And so much longer, by chance.
const LATEST_KILL_MS: u64 = 120;

/// How hard it blows.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub kills: usize,
    /// Messages of each sender in each conversation between two kills, at most.
    pub messages_a_life: usize,
}

/// What was seen.
#[derive(Debug)]
pub struct Outcome {
    pub observations: Observations,
    /// Sends without ack at the moments of the kills, in all.
    pub in_flight_at_kills: usize,
    /// Clients that never showed the end of their conversations.
    pub stragglers: Vec<String>,
}

/// One client of a person.
#[derive(Debug)]
pub(crate) struct Talker {
    name: String,
    person: Person,
    client: Client,
    witness: Witness,
    /// The own direct conversation and the group.
    conversations: Vec<String>,
}

/// What all tasks share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diary {
    clock: Clock,
    observations: Arc<Mutex<Observations>>,
}

const PEOPLE: [(&str, Transport, Terminal); 6] = [
    ("ann", Transport::WebSocket(Format::Proto), Terminal::Linux),
    ("bob", Transport::WebSocket(Format::Json), Terminal::Web),
    ("cat", Transport::LongPoll, Terminal::H5),
    ("dan", Transport::Tcp, Terminal::Ios),
    ("eve", Transport::Tcp, Terminal::Linux),
    ("fay", Transport::LongPoll, Terminal::Web),
];

/// Lets the storm loose on a server that is configured by `builder`.
pub async fn rage(builder: SkeinServerBuilder, plan: Plan) -> Result<Outcome> {
    let mut server = builder
        .config("limits.sends_per_second", 0)
        .config("limits.requests_per_second", 0)
        .start()
        .await?;
    let crowd = Crowd::gather(&server, "", plan.messages_a_life).await?;
    let (mut in_flight_at_kills, mut before) = (0, 0);
    for kill in 1..=plan.kills {
        eventually(PATIENCE, "acks in this life", || async {
            let acks = crowd.diary.acks().await - before;
            anyhow::ensure!(acks >= ACKS_BEFORE_A_KILL, "only {acks}");
            Ok(())
        })
        .await?;
        let pause_ms = rand::rng().next_u64() % LATEST_KILL_MS;
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        in_flight_at_kills += crowd.diary.in_flight().await;
        server.kill()?;
        before = crowd.diary.acks().await;
        server.restart().await?;
        crowd.go_on(&server).await?;
        if kill % 7 == 3 {
            // Goes on beside the talk; when the next crash cuts it off, it proves nothing.
            let (facade, group, diary) =
                (server.facade(), crowd.group.clone(), crowd.diary.clone());
            runtime::spawn("reader", async move {
                reading::read_by_rest(&facade, &group, &diary).await
            });
        }
    }
    let outcome = crowd.finish(&server).await?;
    Ok(Outcome {
        in_flight_at_kills,
        ..outcome
    })
}

/// Six people with seven clients who talk, life after life, until they are asked to finish.
#[derive(Debug)]
pub struct Crowd {
    diary: Diary,
    group: String,
    talkers: Vec<Talker>,
    life: watch::Sender<usize>,
    work: JoinSet<Result<()>>,
    watching: JoinHandle<()>,
}

impl Crowd {
    /// Brings them in and lets them say up to `messages_a_life` each in each conversation. Their names begin with `name`,
    /// so that crowds have nothing to do with each other.
    pub async fn gather(server: &SkeinServer, name: &str, messages_a_life: usize) -> Result<Self> {
        let diary = Diary::default();
        let (group, talkers) = gather(server, name).await?;
        let (life, lives) = watch::channel(0);
        let mut work = JoinSet::new();
        for talker in &talkers {
            talking::start(&mut work, talker, &diary, &lives, messages_a_life);
        }
        let watching = reading::watch_marks(server, &group, &diary, lives);
        Ok(Self {
            diary,
            group,
            talkers,
            life,
            work,
            watching,
        })
    }

    /// The next life: as much is said again, and somebody says again what was acknowledged in this one.
    pub async fn go_on(&self, server: &SkeinServer) -> Result<()> {
        let life = *self.life.borrow() + 1;
        self.life.send_replace(life);
        let person = &self.talkers[life % self.talkers.len()].person;
        talking::repeat_acknowledged(server, person, &self.diary).await
    }

    /// The next life, quietly.
    pub fn say_more(&self) {
        self.life.send_modify(|life| *life += 1);
    }

    /// Acknowledged so far.
    pub async fn acks(&self) -> usize {
        self.diary.acks().await
    }

    /// Waits until all is acknowledged and shown, and reads everything by every door. Everybody leaves.
    pub async fn finish(self, server: &SkeinServer) -> Result<Outcome> {
        let Self {
            diary,
            talkers,
            life,
            mut work,
            watching,
            ..
        } = self;
        drop(life);
        tokio::time::timeout(PATIENCE, async {
            while let Some(ended) = work.join_next().await {
                ended.context("a talker panicked")??;
            }
            anyhow::Ok(())
        })
        .await
        .context("some sends were never acknowledged")??;
        watching.await.context("the watcher of marks panicked")?;

        let stragglers = until_all_shown(server, &talkers).await;
        reading::read_everything(server, &talkers, &diary).await?;
        let mut observations = std::mem::take(&mut *diary.observations.lock().await);
        for talker in &talkers {
            for conversation in &talker.conversations {
                observations.streams.push(Stream {
                    reader: talker.name.clone(),
                    conversation: conversation.clone(),
                    messages: talker
                        .witness
                        .look(|notes| notes.of(conversation).iter().map(seen).collect()),
                });
            }
        }
        Ok(Outcome {
            observations,
            in_flight_at_kills: 0,
            stragglers,
        })
    }
}

/// Makes the people, their conversations and their clients. The first one has a second device.
async fn gather(server: &SkeinServer, name: &str) -> Result<(String, Vec<Talker>)> {
    let facade = server.facade();
    let mut people = Vec::new();
    let uids = PEOPLE.map(|(uid, ..)| format!("{name}{uid}"));
    for uid in &uids {
        people.push(Person::employee(server, uid).await?);
    }
    let made = facade
        .rest()
        .post(
            "/v1/conversations",
            &json!({"kind": "group", "title": "storm", "members": uids}),
        )
        .await?
        .success()?;
    let group = made["id"].as_str().context("a group has an id")?.to_owned();
    let mut talkers = Vec::new();
    let second = (PEOPLE[0].0, Transport::LongPoll, Terminal::H5);
    for (uid, transport, terminal) in PEOPLE.into_iter().chain([second]) {
        let at = PEOPLE
            .iter()
            .position(|(other, ..)| *other == uid)
            .context("everybody is somebody")?;
        let direct = facade.create_direct(&uids[at], &uids[at ^ 1]).await?;
        let person = people[at].clone();
        let (client, events) = person
            .client(server, transport, terminal)
            .tune(|config| config.max_in_flight_per_conversation = 16)
            .connect();
        talkers.push(Talker {
            name: format!("{uid} on {} by {transport:?}", terminal.as_str_name()),
            person,
            client,
            witness: Witness::start(events),
            conversations: vec![direct, group.clone()],
        });
    }
    Ok((group, talkers))
}

/// Names of the clients that did not show all there is.
async fn until_all_shown(server: &SkeinServer, talkers: &[Talker]) -> Vec<String> {
    let mut stragglers = Vec::new();
    for talker in talkers {
        for conversation in &talker.conversations {
            let shown = async {
                let last_seq = reading::last_seq(server, conversation).await?;
                talker.witness.until_shown(conversation, last_seq).await
            };
            // In a storm on a broken server nobody waits long.
            let patience = if stragglers.is_empty() {
                PATIENCE
            } else {
                Duration::from_secs(1)
            };
            if !matches!(tokio::time::timeout(patience / 4, shown).await, Ok(Ok(()))) {
                stragglers.push(format!("{} in {conversation}", talker.name));
            }
        }
    }
    stragglers
}

impl Diary {
    async fn note(&self, note: impl FnOnce(&mut Observations)) {
        note(&mut *self.observations.lock().await);
    }

    async fn acks(&self) -> usize {
        self.observations.lock().await.acks.len()
    }

    async fn in_flight(&self) -> usize {
        let observations = self.observations.lock().await;
        observations
            .attempts
            .len()
            .saturating_sub(observations.acks.len())
    }
}
