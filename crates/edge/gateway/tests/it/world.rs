//! A gateway on a free port with two employees who share a conversation.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::{
    AppId, Clock, ConversationId, Limits, Seq, StoreError, SystemClock, Uid, UserKey, runtime,
};
use skein_gateway::{
    Connections, Gateway, GatewayParts, HttpServer, HttpTimes, TcpServer, TrustedProxies,
    serve_http, serve_tcp,
};
use skein_identity::contract::memory::MemoryIdentityStore;
use skein_identity::model::{DisplayName, Role, UserKind};
use skein_identity::service::{Identity, IdentityPorts, UpsertUser};
use skein_messaging::contract::memory_conversations::MemoryConversationStore;
use skein_messaging::contract::memory_message_log::MemoryMessageLog;
use skein_messaging::model::{Append, Appended, Message, Push};
use skein_messaging::ports::{
    Audience, CommitFeed, HistoryRange, LogPosition, MessageLog, Outlet, PresenceDirectory,
    PresenceObserver, Router, TailPage,
};
use skein_messaging::service::{Messaging, MessagingPorts, run_delivery};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::held_look_ups::HeldLookUps;
use crate::held_users::HeldUsers;
use crate::socket_client::Link;

/// Far longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct World {
    pub(crate) address: SocketAddr,
    /// Of plain TCP.
    pub(crate) tcp_address: SocketAddr,
    pub(crate) gateway: Gateway,
    pub(crate) identity: Identity,
    pub(crate) users: Arc<HeldUsers>,
    pub(crate) messaging: Messaging,
    pub(crate) log: Arc<GatedLog>,
    pub(crate) look_ups: Arc<HeldLookUps>,
    pub(crate) observer: Arc<Arrivals>,
    pub(crate) router: Arc<dyn Router>,
    presence: Arc<dyn PresenceDirectory>,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) app: AppId,
    /// The conversation of ann and bob.
    pub(crate) talk: ConversationId,
}

/// What a test changes of the usual.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) limits: Limits,
    pub(crate) times: HttpTimes,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) proxies: TrustedProxies,
}

impl Default for Setting {
    fn default() -> Self {
        let limits = Limits {
            sends_per_second: 0,
            requests_per_second: 0,
            ..Limits::default()
        };
        Self {
            limits,
            times: HttpTimes::default(),
            clock: Arc::new(SystemClock),
            proxies: TrustedProxies::default(),
        }
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Setting::default()).await
    }

    pub(crate) async fn with(setting: Setting) -> Self {
        let app = AppId::parse("tour").unwrap();
        let users = Arc::new(HeldUsers::default());
        let identity = identity(&app, users.clone()).await;
        let observer = Arc::new(Arrivals::default());
        let connections = Connections::new(observer.clone());
        let presence = connections.presence();
        let router: Arc<dyn Router> = Arc::new(ToOutlet(connections.outlet()));
        let log = Arc::new(GatedLog::default());
        let look_ups = Arc::new(HeldLookUps::default());
        let messaging = Messaging::new(MessagingPorts {
            log: log.clone(),
            conversations: Arc::new(MemoryConversationStore::watched(look_ups.clone())),
            router: router.clone(),
            clock: Arc::new(SystemClock),
        });
        let lifecycle = Lifecycle::new();
        let gateway = connections.into_gateway(GatewayParts {
            identity: identity.clone(),
            messaging: messaging.clone(),
            clock: setting.clock,
            lifecycle: lifecycle.clone(),
            limits: setting.limits,
        });
        let feed = messaging.log().take_commit_feed().unwrap();
        runtime::spawn("delivery", run_delivery(messaging.clone(), feed));
        runtime::spawn("housekeeping", gateway.clone().run_housekeeping());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = HttpServer {
            listener,
            routes: gateway.routes(),
            admission: gateway.admission().clone(),
            proxies: setting.proxies,
            lifecycle: lifecycle.clone(),
            times: setting.times,
        };
        let tcp_listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp_address = tcp_listener.local_addr().unwrap();
        let tcp = TcpServer {
            listener: tcp_listener,
            gateway: gateway.clone(),
            proxies: server.proxies.clone(),
            send_time: server.times.send,
        };
        runtime::spawn("tcp", serve_tcp(tcp));
        runtime::spawn("http", serve_http(server));
        let talk = messaging
            .open_direct(&app, (&uid("ann"), &uid("bob")))
            .await
            .unwrap()
            .id;
        Self {
            address,
            tcp_address,
            gateway,
            identity,
            users,
            messaging,
            log,
            look_ups,
            observer,
            router,
            presence,
            lifecycle,
            app,
            talk,
        }
    }

    pub(crate) async fn token(&self, name: &str) -> String {
        let key = UserKey::new(self.app.clone(), uid(name));
        self.identity
            .issue_user_token(&key, 3_600)
            .await
            .unwrap()
            .token
            .expose()
            .to_owned()
    }

    pub(crate) fn address_of(&self, link: Link) -> SocketAddr {
        match link {
            Link::WebSocket(_) => self.address,
            Link::Tcp => self.tcp_address,
        }
    }

    /// Messages in the log, in their order.
    pub(crate) async fn stored(&self) -> Vec<String> {
        let all = self
            .log
            .read(self.talk, HistoryRange::After(Seq::ZERO), 100_000)
            .await
            .unwrap();
        all.into_iter()
            .map(|message| message.client_msg_id.to_string())
            .collect()
    }

    /// Waits until as many sessions are open.
    pub(crate) async fn until_sessions(&self, count: usize) {
        until(&format!("{count} sessions"), async || {
            self.sessions().await == count
        })
        .await;
    }

    pub(crate) async fn sessions(&self) -> usize {
        let mut sessions = 0;
        for name in ["ann", "bob", "cid", "lin"] {
            let user = UserKey::new(self.app.clone(), uid(name));
            sessions += self.presence.terminals_of(&user).await.len();
        }
        sessions
    }

    pub(crate) async fn revoke(&self, name: &str) {
        self.router
            .route(
                Audience::one(self.app.clone(), uid(name)),
                Push::Revoked { sign_in: None },
            )
            .await;
    }
}

async fn identity(app: &AppId, users: Arc<HeldUsers>) -> Identity {
    let identity = Identity::new(IdentityPorts {
        store: Arc::new(MemoryIdentityStore::watched(users)),
        clock: Arc::new(SystemClock),
    });
    identity
        .create_app(app.clone(), DisplayName::parse("Tour").unwrap())
        .await
        .unwrap();
    for (name, kind) in [
        ("ann", UserKind::Employee),
        ("bob", UserKind::Employee),
        ("cid", UserKind::Employee),
        ("lin", UserKind::Customer),
    ] {
        let user = UpsertUser {
            key: UserKey::new(app.clone(), uid(name)),
            kind,
            role: None,
            name: DisplayName::parse(name).unwrap(),
            traits: None,
        };
        identity.upsert_user(user).await.unwrap();
    }
    identity
}

pub(crate) fn uid(name: &str) -> Uid {
    Uid::parse(name).unwrap()
}

/// Waits, with patience, until it holds.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .unwrap_or_else(|_| panic!("never came: {what}"));
}

#[derive(Debug)]
struct ToOutlet(Arc<dyn Outlet>);

#[async_trait]
impl Router for ToOutlet {
    async fn route(&self, audience: Audience, push: Push) {
        self.0.deliver(&audience, &push);
    }
}

/// Who came and left.
#[derive(Debug, Default)]
pub(crate) struct Arrivals(pub(crate) Mutex<Vec<String>>);

impl PresenceObserver for Arrivals {
    fn user_came(&self, user: &UserKey, _: Role) {
        self.0.lock().push(format!("{} came", user.uid));
    }

    fn user_left(&self, user: &UserKey, _: Role) {
        self.0.lock().push(format!("{} left", user.uid));
    }
}

/// The log in memory, whose reads of history can be held up.
#[derive(Debug, Default)]
pub(crate) struct GatedLog {
    inner: MemoryMessageLog,
    is_held: AtomicBool,
    go_on: Notify,
    pub(crate) reads: std::sync::atomic::AtomicUsize,
}

impl GatedLog {
    pub(crate) fn hold_reads(&self) {
        self.is_held.store(true, Ordering::SeqCst);
    }

    pub(crate) fn let_reads_go(&self) {
        self.is_held.store(false, Ordering::SeqCst);
        self.go_on.notify_waiters();
    }
}

#[async_trait]
impl MessageLog for GatedLog {
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
        self.inner.append(batch).await
    }

    async fn read(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let going_on = self.go_on.notified();
        if self.is_held.load(Ordering::SeqCst) {
            going_on.await;
        }
        self.inner.read(conversation_id, range, limit).await
    }

    async fn last_seqs(&self, conversation_ids: &[ConversationId]) -> Result<Vec<Seq>, StoreError> {
        self.inner.last_seqs(conversation_ids).await
    }

    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError> {
        self.inner.tail(after, limit).await
    }

    fn watch_committed(&self) -> watch::Receiver<LogPosition> {
        self.inner.watch_committed()
    }

    fn take_commit_feed(&self) -> Option<CommitFeed> {
        self.inner.take_commit_feed()
    }
}
