//! What works beside the doors: a row for each in [`table`], and the table in `ARCHITECTURE.md` says the same.
//!
//! What is done once per cluster is done by whoever holds its lease, and ends when the lease does: then it waits for it again.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::{Backoff, StoreError, UserKey, runtime};
use skein_messaging::model::LoggedMessage;
use skein_messaging::ports::{
    ChangeEvent, Consumer, Event, EventBus, EventStream, Lease, Leases, Place,
};
use skein_messaging::service::run_marks;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::consumers;
use crate::storage::Storage;
use crate::wiring::Services;

/// Change events: what follows from a consultation's transitions, and from changes of users.
pub(crate) const DESK_EFFECTS: &str = "desk-effects";
/// How often handled changes are forgotten. They are small, and nobody waits for it.
const FORGET_CHANGES_EVERY: Duration = Duration::from_mins(1);
/// Between attempts to ask for a lease.
const ASK_FIRST: Duration = Duration::from_millis(100);
const ASK_LAST: Duration = Duration::from_secs(10);

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
type Handling = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;
type Handler = Box<dyn Fn(Vec<Event>) -> Handling + Send + Sync>;
type Tick = Box<dyn Fn() -> Task + Send + Sync>;

/// One row.
pub(crate) struct Worker {
    /// Of its task, its lease and its cursor: of what follows a stream it can't be changed later.
    name: &'static str,
    runs: Runs,
}

enum Runs {
    /// On each node, and knows by itself when there is something to do.
    ByItself(Task),
    OnEachNode(Work),
    /// On one node for all of them.
    OncePerCluster(Work),
}

enum Work {
    /// Handles the events of a stream.
    Follows(EventStream, Handler),
    /// Does something every so often.
    Every(Duration, Tick),
}

/// What workers need to run.
#[derive(Debug, Clone)]
pub(crate) struct Means {
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) lifecycle: Lifecycle,
}

/// Everything that works beside the doors, but for delivery: that one begins before anything is written.
pub(crate) fn table(config: &Config, services: &Services, storage: &Storage) -> Vec<Worker> {
    use EventStream::{Changes, Messages};
    use Runs::{ByItself, OnEachNode, OncePerCluster};
    use Work::{Every, Follows};

    let row = |name, runs| Worker { name, runs };
    let check = Duration::from_millis(config.desk.silence_check_ms);
    let mut rows = vec![
        // What a node does for its own connections and memory.
        row("gateway_housekeeping", ByItself(housekeeping(services))),
        row("marks", ByItself(write_marks(services))),
        row("agent_presence", ByItself(tell_the_desk(services))),
        row("keep_in_step", ByItself(keep_in_step(storage))),
        row(
            "routes",
            OnEachNode(Follows(Changes, forget_routes(services))),
        ),
        // What one does for all of them.
        row(
            "desk",
            OncePerCluster(Follows(Messages, hear_messages(services))),
        ),
        row(
            "desk-effects",
            OncePerCluster(Follows(Changes, follow_changes(services))),
        ),
        row(
            "desk_sweeper",
            OncePerCluster(Every(check, sweep(config, services))),
        ),
    ];
    let forget = forget_changes(storage, followers_of(&rows, Changes));
    rows.push(row(
        "forget_changes",
        OncePerCluster(Every(FORGET_CHANGES_EVERY, forget)),
    ));
    rows
}

/// One page of the changes, handled as `desk-effects` does: for who makes a past while nothing runs yet.
pub(crate) async fn follow_once(services: &Services) -> Result<(), StoreError> {
    let lease = services.leases.hold(DESK_EFFECTS).await?;
    let consumer = Consumer {
        stream: EventStream::Changes,
        name: DESK_EFFECTS,
        place: Place::Cursor {
            epoch: lease.epoch(),
        },
    };
    consumers::step(consumer, &*services.bus, &follow_changes(services)).await
}

/// Whose cursors say what all of them have handled.
fn followers_of(rows: &[Worker], stream: EventStream) -> Vec<&'static str> {
    let durable = rows.iter().filter(|row| match &row.runs {
        Runs::OncePerCluster(Work::Follows(followed, _)) => *followed == stream,
        _ => false,
    });
    durable.map(|row| row.name).collect()
}

impl Worker {
    pub(crate) fn by_itself(
        name: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self {
            name,
            runs: Runs::ByItself(Box::pin(work)),
        }
    }

    /// Runs until the server stops.
    pub(crate) fn start(self, means: &Means) -> JoinHandle<()> {
        let Means {
            bus,
            leases,
            lifecycle,
        } = means.clone();
        let Self { name, runs } = self;
        runtime::spawn(name, async move {
            let running = async {
                match runs {
                    Runs::ByItself(task) => task.await,
                    Runs::OnEachNode(work) => work.run(name, &*bus, Place::FromNow).await,
                    Runs::OncePerCluster(work) => run_leased(name, &work, &*bus, &*leases).await,
                }
            };
            lifecycle.run_until_stopped(running).await;
        })
    }
}

impl Work {
    /// Ends only when another node does it by now.
    async fn run(&self, name: &'static str, bus: &dyn EventBus, place: Place) {
        match self {
            Self::Follows(stream, handler) => {
                let consumer = Consumer {
                    stream: *stream,
                    name,
                    place,
                };
                consumers::follow(consumer, bus, handler).await;
            }
            Self::Every(pause, tick) => {
                let mut interval = tokio::time::interval(*pause);
                interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
                loop {
                    interval.tick().await;
                    tick().await;
                }
            }
        }
    }
}

/// Works whenever the lease is this node's.
async fn run_leased(name: &'static str, work: &Work, bus: &dyn EventBus, leases: &dyn Leases) {
    loop {
        let mut lease = ask(leases, name).await;
        let epoch = lease.epoch();
        tokio::select! {
            () = lease.lost() => {
                tracing::warn!(worker = name, "this is another node's work now");
            }
            () = work.run(name, bus, Place::Cursor { epoch }) => {}
        }
    }
}

async fn ask(leases: &dyn Leases, work: &'static str) -> Lease {
    let mut backoff = Backoff::new(ASK_FIRST, ASK_LAST);
    loop {
        match leases.hold(work).await {
            Ok(lease) => return lease,
            Err(error) => {
                tracing::warn!(worker = work, error = ?error, "there is no word of who does this; asking again");
                backoff.pause().await;
            }
        }
    }
}

pub(crate) fn changes_of(events: Vec<Event>) -> Vec<ChangeEvent> {
    let changes = events.into_iter().filter_map(|event| match event {
        Event::Change(change) => Some(change),
        Event::Message(_) => None,
    });
    changes.collect()
}

fn messages_of(events: Vec<Event>) -> Vec<LoggedMessage> {
    let messages = events.into_iter().filter_map(|event| match event {
        Event::Message(message) => Some(message),
        Event::Change(_) => None,
    });
    messages.collect()
}

fn housekeeping(services: &Services) -> Task {
    Box::pin(services.gateway.clone().run_housekeeping())
}

fn write_marks(services: &Services) -> Task {
    Box::pin(run_marks(services.messaging.clone()))
}

fn keep_in_step(storage: &Storage) -> Task {
    Box::pin(storage.clone().keep_in_step())
}

/// Agents whose connections to this node come and go.
fn tell_the_desk(services: &Services) -> Task {
    let (agents, desk) = (services.agents.clone(), services.desk.clone());
    Box::pin(async move {
        let tell = |user: UserKey, is_here: bool| {
            let desk = desk.clone();
            async move {
                if is_here {
                    desk.agent_connected(&user.app, &user.uid).await
                } else {
                    desk.agent_disconnected(&user.app, &user.uid).await
                }
            }
        };
        agents.tell_by(tell).await;
    })
}

/// Conversations whose members changed, wherever they did.
fn forget_routes(services: &Services) -> Handler {
    let messaging = services.messaging.clone();
    Box::new(move |events| {
        let messaging = messaging.clone();
        Box::pin(async move {
            messaging.on_changes(&changes_of(events));
            Ok(())
        })
    })
}

/// The desk opens consultations and keeps its clocks by what is said.
fn hear_messages(services: &Services) -> Handler {
    let desk = services.desk.clone();
    Box::new(move |events| {
        let desk = desk.clone();
        Box::pin(async move { desk.on_messages(&messages_of(events)).await })
    })
}

/// What follows from a consultation's transitions, and from changes of users.
fn follow_changes(services: &Services) -> Handler {
    let follower = services.follower.clone();
    Box::new(move |events| Box::pin(follower.clone().follow(changes_of(events))))
}

/// Looks now and then after what nobody says any more: agents who are lost, and customers who fell silent.
fn sweep(config: &Config, services: &Services) -> Tick {
    let desk = services.desk.clone();
    let grace_ms = i64::try_from(config.desk.agent_grace_ms).unwrap_or(i64::MAX);
    Box::new(move || {
        let desk = desk.clone();
        Box::pin(async move {
            if let Err(error) = desk.release_lost(grace_ms).await {
                tracing::warn!(error = ?error, "agents who are lost could not be looked at");
            }
            if let Err(error) = desk.resolve_silent().await {
                tracing::warn!(error = ?error, "silent consultations could not be looked at");
            }
        })
    })
}

/// Keeps the outbox of changes short.
fn forget_changes(storage: &Storage, followers: Vec<&'static str>) -> Tick {
    let store = storage.store.clone();
    let followers: Arc<[&'static str]> = followers.into();
    Box::new(move || {
        let (store, followers) = (store.clone(), followers.clone());
        Box::pin(async move {
            let forgotten = skein_cluster::forget_handled_changes(&store, &store, &followers);
            if let Err(error) = forgotten.await {
                tracing::warn!(error = ?error, "handled changes were not forgotten; trying again");
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use parking_lot::Mutex;
    use skein_messaging::ports::EventPage;
    use tokio::sync::watch;

    use super::*;
    use crate::config::{Overrides, load};
    use crate::wiring;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Gives each lease once it is asked for; the test takes them away.
    #[derive(Debug, Default)]
    struct Given {
        leases: Mutex<Vec<watch::Sender<bool>>>,
        refusals: AtomicUsize,
    }

    #[async_trait]
    impl Leases for Given {
        async fn hold(&self, _work: &'static str) -> Result<Lease, StoreError> {
            let left = self
                .refusals
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
            if left.is_ok() {
                return Err(StoreError::unavailable("nobody answers"));
            }
            let (lost, lease) = watch::channel(false);
            let mut leases = self.leases.lock();
            leases.push(lost);
            Ok(Lease::until(leases.len() as u64, lease))
        }
    }

    impl Given {
        fn take_newest(&self) {
            let leases = self.leases.lock();
            leases.last().expect("one was given").send_replace(true);
        }
    }

    /// Notes by which right it is asked; nothing ever happens.
    #[derive(Debug, Default)]
    struct Silent {
        places: Mutex<Vec<Place>>,
    }

    #[async_trait]
    impl EventBus for Silent {
        async fn next(&self, consumer: Consumer, _: usize) -> Result<EventPage, StoreError> {
            self.places.lock().push(consumer.place);
            std::future::pending().await
        }

        async fn acknowledge(&self, _: Consumer, _: u64) -> Result<(), StoreError> {
            Ok(())
        }
    }

    async fn until(what: &str, holds: impl Fn() -> bool) {
        let waiting = async {
            while !holds() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect(what);
    }

    #[tokio::test]
    async fn what_is_done_once_is_done_by_the_lease_and_under_its_epoch() {
        let (bus, leases) = (Arc::new(Silent::default()), Arc::new(Given::default()));
        leases.refusals.store(1, Ordering::SeqCst);
        let means = Means {
            bus: bus.clone(),
            leases: leases.clone(),
            lifecycle: Lifecycle::new(),
        };
        let nothing: Handler = Box::new(|_| Box::pin(std::future::ready(Ok(()))));
        let worker = Worker {
            name: "tested",
            runs: Runs::OncePerCluster(Work::Follows(EventStream::Changes, nothing)),
        };
        let running = worker.start(&means);
        let under = |epoch| Place::Cursor { epoch };
        for epoch in 1..=3 {
            until("it follows", || {
                bus.places.lock().last() == Some(&under(epoch))
            })
            .await;
            leases.take_newest();
        }
        means.lifecycle.stop();
        let stopped = tokio::time::timeout(PATIENCE, running).await;
        stopped.expect("it stops when asked").unwrap();
    }

    #[tokio::test]
    async fn what_is_done_every_so_often_pauses_without_the_lease() {
        let leases = Arc::new(Given::default());
        let means = Means {
            bus: Arc::new(Silent::default()),
            leases: leases.clone(),
            lifecycle: Lifecycle::new(),
        };
        let done = Arc::new(AtomicUsize::new(0));
        let counting = done.clone();
        let tick: Tick = Box::new(move || {
            counting.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::ready(()))
        });
        let worker = Worker {
            name: "tested",
            runs: Runs::OncePerCluster(Work::Every(Duration::from_millis(1), tick)),
        };
        let running = worker.start(&means);
        until("it works", || done.load(Ordering::SeqCst) > 3).await;
        leases.refusals.store(usize::MAX, Ordering::SeqCst);
        leases.take_newest();
        until("the lease is asked for", || {
            leases.refusals.load(Ordering::SeqCst) < usize::MAX
        })
        .await;
        let before = done.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(done.load(Ordering::SeqCst), before);
        running.abort();
    }

    /// The rows of the table under "Workers", as (name, where).
    fn written_down() -> BTreeSet<(String, String)> {
        let text = include_str!("../../../ARCHITECTURE.md");
        let section = text.split("## Workers").nth(1).expect("the section");
        let section = section.split("\n## ").next().expect("its text");
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        rows.map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[1].replace('`', ""), cells[2].to_owned())
        })
        .collect()
    }

    #[tokio::test]
    async fn the_table_is_the_one_that_is_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let config = load(&Overrides {
            data_dir: Some(folder.path().to_owned()),
            ..Overrides::default()
        })
        .unwrap();
        let storage = Storage::open(&config).await.unwrap();
        let services = wiring::build(&config, &storage, &Lifecycle::new(), String::new());
        let rows = table(&config, &services, &storage);
        let here = rows.iter().map(|row| {
            let runs = match row.runs {
                Runs::ByItself(_) | Runs::OnEachNode(_) => "each node",
                Runs::OncePerCluster(_) => "once",
            };
            (row.name.to_owned(), runs.to_owned())
        });
        let mut here: BTreeSet<_> = here.collect();
        // Those that `serve` starts itself.
        for name in ["delivery", "figures", "reload"] {
            here.insert((name.to_owned(), "each node".to_owned()));
        }
        assert_eq!(here, written_down());
        drop(rows);
        storage.close().await;
    }
}
