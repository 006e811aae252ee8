//! Random days of a desk: customers ask, agents answer, come, go, change their limit and end what they serve.

use std::collections::HashSet;

use skein_foundation::{ConsultationId, Seq, StoreErrorKind, Uid};

use super::Subject;
use super::audit::{Audited, Violation, audit};
use super::world::{BY_CUSTOMER, World, all_changes, commands, customer, disabled, said, thread};
use crate::model::{Absence, Actor, AgentStatus, Capacity, ConsultationState, DeskTime};
use crate::ports::ConsultationFilter;
use crate::rules::{ReleaseReason, Resolution};
use crate::service::commands::{
    AssignNext, AssignOutcome, Commanded, MergeInto, MergeOutcome, Release,
};

const AGENTS: u8 = 4;
const CUSTOMERS: u8 = 8;

/// Something that happens on a day. Decoded from two bytes, so that any generator of bytes makes days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incident {
    CustomerSays(u8),
    AgentAnswers(u8),
    Status(u8, AgentStatus),
    Connection {
        agent: u8,
        connected: bool,
    },
    Limit(u8, u32),
    AgentResolves(u8),
    CustomerResolves(u8),
    AgentPicks(u8),
    AgentDisabled(u8),
    /// The grace of an agent is over; only who is not connected is lost.
    AgentLost(u8),
    /// A customer turns out to be the next one.
    SignsIn(u8),
    /// The consumer of messages crashed and sees all of a thread again.
    Replay(u8),
    /// Time passes, and the sweeper looks.
    Silence,
}

impl From<(u8, u8)> for Incident {
    fn from((kind, detail): (u8, u8)) -> Self {
        let (agent, customer) = (detail % AGENTS, detail % CUSTOMERS);
        match kind % 19 {
            0..=4 => Self::CustomerSays(customer),
            5 | 6 => Self::AgentAnswers(agent),
            7 => Self::Status(agent, AgentStatus::ALL[usize::from(detail / 8) % 4]),
            8 => Self::Status(agent, AgentStatus::Online),
            9 => Self::Connection {
                agent,
                connected: detail >= 64,
            },
            10 => Self::Limit(agent, u32::from(detail / 64) + 1),
            11 | 12 => Self::AgentResolves(agent),
            13 => Self::CustomerResolves(customer),
            14 => Self::AgentPicks(agent),
            15 => Self::AgentDisabled(agent),
            16 => Self::AgentLost(agent),
            17 => Self::SignsIn(customer),
            _ if detail % 2 == 0 => Self::Replay(customer),
            _ => Self::Silence,
        }
    }
}

/// A day with the state that only the outside knows: who is connected, what was said, what time it is.
struct Day<'a, S> {
    world: World<'a, S>,
    agents: Vec<Uid>,
    connected: HashSet<Uid>,
    /// Newest seq of each thread.
    seqs: Vec<u64>,
    now_ms: i64,
}

/// Lives through the day, and audits it.
pub async fn live<S: Subject>(store: &S, incidents: &[Incident]) -> Result<Audited, Violation> {
    let world = World::new(store).await;
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        agents.push(world.hire(&format!("a{number}"), 2).await);
    }
    let mut day = Day {
        world,
        connected: agents.iter().cloned().collect(),
        agents,
        seqs: vec![0; usize::from(CUSTOMERS)],
        now_ms: 1_000,
    };
    for incident in incidents {
        day.now_ms += 1_000;
        day.happens(*incident).await;
        day.drain().await;
    }
    let audited = audit(&all_changes(store).await)?;
    day.compare(&audited).await?;
    Ok(audited)
}

impl<S: Subject> Day<'_, S> {
    async fn happens(&mut self, incident: Incident) {
        let store = self.world.store;
        let app = self.world.app.clone();
        match incident {
            Incident::CustomerSays(number) => {
                self.says(number, &customer(number)).await;
            }
            Incident::AgentAnswers(number) => {
                let agent = self.agent(number);
                if let Some(thread) = self.serves(&agent).await.first() {
                    self.says(*thread, &agent).await;
                }
            }
            Incident::Status(number, status) => {
                let agent = self.agent(number);
                let changed = commands(store)
                    .set_agent_status(&app, &agent, status, self.now_ms)
                    .await;
                assert!(changed.expect("status is stored").is_some());
            }
            Incident::Connection { agent, connected } => {
                let agent = self.agent(agent);
                if connected {
                    self.connected.insert(agent);
                } else {
                    self.connected.remove(&agent);
                }
            }
            Incident::Limit(number, limit) => {
                let agent = self.agent(number);
                let limit = Capacity::new(limit).expect("1 to 4");
                let changed = commands(store)
                    .set_agent_capacity(&app, &agent, limit, self.now_ms)
                    .await;
                assert!(changed.expect("capacity is stored").is_some());
            }
            Incident::AgentResolves(number) => {
                let agent = self.agent(number);
                if let Some(thread) = self.serves(&agent).await.first() {
                    self.resolves(*thread, Resolution::Agent(agent)).await;
                }
            }
            Incident::CustomerResolves(number) => {
                self.resolves(number, BY_CUSTOMER).await;
            }
            Incident::AgentPicks(number) => {
                let agent = self.agent(number);
                self.world.accept(&agent, self.now_ms).await;
            }
            Incident::AgentDisabled(number) => {
                let agent = self.agent(number);
                let served = self.serves(&agent).await.len();
                let released = commands(store)
                    .release_agent(&app, &agent, &disabled(Actor::System), self.now_ms)
                    .await
                    .expect("agents are released");
                assert_eq!(released.len(), served);
                assert_eq!(self.world.load_of(&agent).await, 0);
            }
            Incident::AgentLost(number) => self.loses(&self.agent(number)).await,
            Incident::Replay(number) => {
                let sender = customer(number);
                let messages: Vec<_> = (1..=self.seqs[usize::from(number)])
                    .map(|seq| said(&app, number, &sender, seq, self.now_ms))
                    .collect();
                let recorded = commands(store).record_messages(&messages).await;
                let opened = recorded.expect("messages are noted").opened;
                assert!(opened.is_empty(), "a replay opens nothing");
            }
            Incident::SignsIn(number) => self.signs_in(number).await,
            Incident::Silence => self.falls_silent().await,
        }
    }

    async fn falls_silent(&mut self) {
        self.now_ms += 61_000;
        for (_, id) in self
            .world
            .store
            .list_silent(DeskTime(self.now_ms), 100)
            .await
            .expect("lists silence")
        {
            let silent = self.world.find(id).await;
            let Some(last) = silent.talk.last_message.clone() else {
                // It came along from another thread; what was said there is not said here in these days.
                continue;
            };
            assert_eq!(
                Some(&last.sender),
                silent.agent.as_ref(),
                "unanswered is not silent"
            );
            let resolution = Resolution::Silence {
                after_ms: 60_000,
                now: DeskTime(self.now_ms),
            };
            self.world
                .resolve(silent.id, resolution, self.now_ms)
                .await
                .into_done();
        }
    }

    async fn signs_in(&self, number: u8) {
        // Those of even numbers are visitors, who become the customer after them.
        let visitor = number & !1;
        let own = visitor + 1;
        let merge = MergeInto {
            visitors: thread(visitor),
            own: thread(own),
            customer: customer(own),
            said_before: Seq(self.seqs[usize::from(own)]),
            new_id: ConsultationId::generate(self.now_ms),
        };
        let merged = commands(self.world.store)
            .merge_consultation(&self.world.app, &merge, self.now_ms)
            .await
            .expect("a talk goes along");
        match merged {
            MergeOutcome::Merged(None) => {}
            MergeOutcome::Merged(Some(went_on)) => {
                assert_eq!(went_on.ended.merged_into, Some(went_on.into.id));
            }
            MergeOutcome::Refused => panic!("it is always the same customer"),
        }
        let left = ConsultationFilter {
            customer: Some(customer(visitor)),
            ..ConsultationFilter::default()
        };
        let store = self.world.store;
        let left = store.list_consultations(&self.world.app, &left, None, 100);
        let left = left.await.expect("consultations are listed");
        assert!(left.iter().all(|one| one.merged_into.is_some()), "{left:?}");
    }

    /// The grace of an agent is over; who is connected is not lost.
    async fn loses(&self, agent: &Uid) {
        let (store, app) = (self.world.store, &self.world.app);
        let is_lost = !self.connected.contains(agent);
        let absence = is_lost.then_some(Absence {
            since_ms: self.now_ms,
            since: DeskTime(self.now_ms),
        });
        let noted = commands(store)
            .set_agent_absence(app, agent, absence, self.now_ms)
            .await;
        assert!(noted.expect("an absence is noted").is_some());
        let served = self.serves(agent).await.len();
        let release = Release {
            by: Actor::System,
            reason: ReleaseReason::AgentLost,
        };
        let released = commands(store)
            .release_agent(app, agent, &release, self.now_ms)
            .await
            .expect("agents are released");
        assert_eq!(released.len(), if is_lost { served } else { 0 });
    }

    async fn drain(&self) {
        loop {
            let next = AssignNext {
                app: &self.world.app,
                team: self.world.team,
                connected: &self.connected,
                now_ms: self.now_ms,
            };
            match commands(self.world.store).assign_next(next).await {
                Ok(AssignOutcome::Assigned(assigned)) => {
                    let agent = assigned.agent.expect("assigned to somebody");
                    assert!(self.connected.contains(&agent), "{agent} is not connected");
                }
                Ok(AssignOutcome::Wait(_)) => return,
                Err(error) if error.kind == StoreErrorKind::Conflict => return,
                Err(error) => panic!("{error:?}"),
            }
        }
    }

    /// What the store says of itself equals what the replay found.
    async fn compare(&self, audited: &Audited) -> Result<(), Violation> {
        let app = &self.world.app;
        for agent in &self.agents {
            let said = self.world.load_of(agent).await;
            let serves = audited
                .loads
                .iter()
                .find(|(key, _)| key.uid == *agent)
                .map_or(0, |(_, load)| *load);
            if said != serves {
                return Err(Violation::WrongLoad {
                    agent: agent.clone(),
                    said,
                    serves,
                });
            }
            assert_eq!(self.serves(agent).await.len(), serves as usize);
        }
        let listed = self
            .world
            .store
            .list_consultations(app, &ConsultationFilter::default(), None, 10_000)
            .await
            .expect("consultations are listed");
        assert_eq!(listed.len(), audited.opened);
        Ok(())
    }

    async fn says(&mut self, number: u8, sender: &Uid) {
        let seq = &mut self.seqs[usize::from(number)];
        *seq += 1;
        let message = said(&self.world.app, number, sender, *seq, self.now_ms);
        commands(self.world.store)
            .record_messages(&[message])
            .await
            .expect("messages are noted");
    }

    async fn resolves(&self, number: u8, resolution: Resolution) {
        let latest = self
            .world
            .store
            .find_latest_consultation(&self.world.app, thread(number))
            .await;
        let Some(latest) = latest.expect("consultations are found") else {
            return;
        };
        let was_resolved = latest.state == ConsultationState::Resolved;
        let outcome = self.world.resolve(latest.id, resolution, self.now_ms).await;
        assert_eq!(matches!(outcome, Commanded::Done(_)), !was_resolved);
    }

    /// Numbers of the threads the agent serves.
    async fn serves(&self, agent: &Uid) -> Vec<u8> {
        let filter = ConsultationFilter {
            state: Some(ConsultationState::Assigned),
            agent: Some(agent.clone()),
            customer: None,
        };
        let mine = self
            .world
            .store
            .list_consultations(&self.world.app, &filter, None, 100)
            .await;
        let mine = mine.expect("consultations are listed");
        mine.iter()
            .map(|one| one.conversation_id.as_bytes()[0])
            .collect()
    }

    fn agent(&self, number: u8) -> Uid {
        self.agents[usize::from(number)].clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::{Flaw, MemoryDeskStore};

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(future)
    }

    fn days() -> impl Strategy<Value = Vec<Incident>> {
        proptest::collection::vec(any::<(u8, u8)>().prop_map(Incident::from), 1..120)
    }

    proptest! {
        #[test]
        fn no_day_overruns_an_agent_or_overtakes_a_visitor(day in days()) {
            let audited = block_on(live(&MemoryDeskStore::new(), &day));
            prop_assert!(audited.is_ok(), "{:?}", audited.err());
        }
    }

    /// A day that fills the desk, empties a place in the middle of the queue, and goes on.
    fn busy_day() -> Vec<Incident> {
        let mut day: Vec<Incident> = (0..CUSTOMERS).map(Incident::CustomerSays).collect();
        day.insert(0, Incident::Limit(0, 1));
        day.insert(1, Incident::Limit(1, 1));
        day.insert(
            2,
            Incident::Connection {
                agent: 2,
                connected: false,
            },
        );
        day.insert(3, Incident::Status(3, AgentStatus::Busy));
        day.extend([Incident::AgentResolves(0), Incident::AgentResolves(1)]);
        day.extend([
            Incident::AgentPicks(3),
            Incident::Limit(0, 1),
            Incident::Limit(0, 2),
        ]);
        day
    }

    #[test]
    fn the_audit_notices_what_it_is_for() {
        let lived = |store: MemoryDeskStore| {
            block_on(live(&store, &busy_day())).map(|audited| audited.assigned)
        };
        let with = MemoryDeskStore::with_flaw;
        assert_eq!(lived(MemoryDeskStore::new()), Ok(6));
        assert!(matches!(
            lived(with(Flaw::ForgetsLoads)),
            Err(Violation::OverTheLimit { .. })
        ));
        assert!(matches!(
            lived(with(Flaw::SeesEverybodyOnline)),
            Err(Violation::NotThere {
                status: AgentStatus::Busy,
                ..
            })
        ));
        assert!(matches!(
            lived(with(Flaw::NewestFirst)),
            Err(Violation::Overtaken { .. })
        ));
        assert!(matches!(
            lived(with(Flaw::KeepsPlaces)),
            Err(Violation::WrongLoad { .. })
        ));
    }
}
