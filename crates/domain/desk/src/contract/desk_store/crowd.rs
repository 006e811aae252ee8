//! Many at once: what holds one after the other must hold under any interleaving.

use std::collections::HashSet;

use skein_foundation::{AppId, StoreError, StoreErrorKind, TeamId, Uid, runtime};

use super::Subject;
use super::audit::audit;
use super::world::{BY_CUSTOMER, World, all_changes, commands, customer, disabled, said};
use crate::model::{Actor, AgentStatus, Capacity, ConsultationState};
use crate::ports::ConsultationFilter;
use crate::rules::Resolution;
use crate::service::commands::{AcceptOutcome, AssignNext, AssignOutcome};

const CUSTOMERS: u8 = 48;
const AGENTS: u8 = 6;
/// What each parallel hand does.
const ROUNDS: u64 = 12;

/// One of many at the desk at the same time.
#[derive(Clone)]
struct Hand<S> {
    store: S,
    app: AppId,
    team: TeamId,
    agents: Vec<Uid>,
}

/// Customers ask, hands assign, agents pick, resolve, leave, return and change their limit, all at once.
pub async fn a_crowd_overruns_nobody_and_overtakes_nobody<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        agents.push(world.hire(&format!("a{number}"), 2).await);
    }
    let hand = Hand {
        store: store.clone(),
        app: world.app.clone(),
        team: world.team,
        agents: agents.clone(),
    };
    let mut tasks = Vec::new();
    for first in 0..4 {
        tasks.push(runtime::spawn("test.ask", hand.clone().ask(first)));
        tasks.push(runtime::spawn("test.assign", hand.clone().assign()));
    }
    for number in 0..AGENTS {
        tasks.push(runtime::spawn("test.serve", hand.clone().serve(number)));
    }
    tasks.push(runtime::spawn("test.unsettle", hand.clone().unsettle()));
    for task in tasks {
        task.await.expect("no hand fails");
    }
    hand.settle().await;

    let audited =
        audit(&all_changes(store).await).unwrap_or_else(|violation| panic!("{violation}"));
    assert!(audited.opened >= usize::from(CUSTOMERS), "{audited:?}");
    assert!(
        audited.assigned > usize::from(AGENTS),
        "a real crowd: {audited:?}"
    );
    let mut served = 0;
    for agent in &agents {
        served += world.load_of(agent).await;
    }
    assert_eq!(served, audited.loads.values().sum::<u32>());
    // Nobody waits while somebody who is there has room.
    let waiting = store
        .count_waiting(&world.app, world.team, None)
        .await
        .unwrap();
    let mut room = 0;
    for agent in &agents {
        let agent = store.find_agent(&world.app, agent).await.unwrap().unwrap();
        if agent.status == AgentStatus::Online {
            room += agent.capacity.get().saturating_sub(agent.load);
        }
    }
    assert!(
        waiting == 0 || room == 0,
        "{waiting} wait although there is room for {room}"
    );
}

impl<S: Subject> Hand<S> {
    async fn ask(self, first: u8) {
        for seq in 1..=ROUNDS {
            let numbers = (first..CUSTOMERS).step_by(4);
            let page: Vec<_> = numbers
                .map(|number| said(&self.app, number, &customer(number), seq, 1_000))
                .collect();
            for half in page.chunks(page.len() / 2) {
                retried(|| commands(&self.store).record_messages(half)).await;
            }
        }
    }

    async fn assign(self) {
        for _ in 0..ROUNDS * 4 {
            self.assign_all().await;
        }
    }

    async fn serve(self, number: u8) {
        let agent = self.agents[usize::from(number)].clone();
        for round in 0..ROUNDS {
            if round % 3 == 0 {
                let outcome =
                    retried(|| commands(&self.store).accept_next(&self.app, &agent, 2_000)).await;
                if let AcceptOutcome::Accepted(one) = outcome {
                    assert_eq!(one.agent.as_ref(), Some(&agent));
                }
            }
            let filter = ConsultationFilter {
                state: Some(ConsultationState::Assigned),
                agent: Some(agent.clone()),
                customer: None,
            };
            let mine = self
                .store
                .list_consultations(&self.app, &filter, None, 1)
                .await
                .unwrap();
            for one in mine {
                let by = if round % 2 == 0 {
                    Resolution::Agent(agent.clone())
                } else {
                    BY_CUSTOMER
                };
                retried(|| {
                    commands(&self.store).resolve_consultation(&self.app, one.id, by.clone(), 3_000)
                })
                .await;
            }
        }
    }

    /// Agents leave, come back and change their limit in the middle of it; some are disabled.
    async fn unsettle(self) {
        for round in 0..ROUNDS as usize * 2 {
            let agent = &self.agents[round % self.agents.len()];
            let status = AgentStatus::ALL[round % 4];
            if round % 5 == 4 {
                let release = disabled(Actor::System);
                retried(|| commands(&self.store).release_agent(&self.app, agent, &release, 4_000))
                    .await;
            }
            retried(|| commands(&self.store).set_agent_status(&self.app, agent, status, 4_000))
                .await;
            let limit = Capacity::new(1 + round as u32 % 3).unwrap();
            retried(|| commands(&self.store).set_agent_capacity(&self.app, agent, limit, 4_000))
                .await;
        }
    }

    async fn settle(&self) {
        for agent in &self.agents {
            retried(|| {
                commands(&self.store).set_agent_status(&self.app, agent, AgentStatus::Online, 5_000)
            })
            .await;
        }
        self.assign_all().await;
    }

    async fn assign_all(&self) {
        let connected: HashSet<Uid> = self.agents.iter().cloned().collect();
        loop {
            let next = AssignNext {
                app: &self.app,
                team: self.team,
                connected: &connected,
                now_ms: 6_000,
            };
            match retried(|| commands(&self.store).assign_next(next)).await {
                AssignOutcome::Assigned(_) => {}
                AssignOutcome::Wait(_) => return,
            }
        }
    }
}

/// A conflict is an honest answer to a lost race; anything else is a fault.
async fn retried<T, F>(command: impl Fn() -> F) -> T
where
    F: Future<Output = Result<T, StoreError>>,
{
    for _ in 0..1_000 {
        match command().await {
            Ok(outcome) => return outcome,
            Err(error) if error.kind == StoreErrorKind::Conflict => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("a conflict that never ends")
}
