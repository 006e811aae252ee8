//! Two apps with people in them, and calls of the facade as they come from a socket.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use skein_api::{ApiParts, Readiness};
use skein_desk::contract::MemoryDeskStore;
use skein_desk::ports::{Person, PersonDirectory};
use skein_desk::service::{Desk, DeskPorts};
use skein_foundation::{
    AppId, ClientMsgId, Clock, Limits, ManualClock, StoreError, TeamId, Uid, UserKey,
};
use skein_identity::contract::memory::MemoryIdentityStore;
use skein_identity::model::{
    Accent, AllowedOrigins, DisplayName, IdentityMode, LocalisedText, Origin, Role, Site, SiteKey,
    UserKind,
};
use skein_identity::service::{Identity, IdentityPorts, UpsertUser};
use skein_messaging::contract::memory_conversations::MemoryConversationStore;
use skein_messaging::contract::memory_message_log::MemoryMessageLog;
use skein_messaging::model::{Content, Push, Terminal};
use skein_messaging::ports::{
    Audience, ChangeOutbox, LogPosition, MessageLog, PresenceDirectory, Router as PushRouter,
};
use skein_messaging::service::{Messaging, MessagingPorts, SendCommand};
use tower::ServiceExt as _;

pub(crate) const NOW_MS: i64 = 1_763_700_000_000;
pub(crate) const SITE: &str = "tour-web";
pub(crate) const SHOP: &str = "https://shop.example";

pub(crate) struct World {
    pub(crate) routes: Router,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) identity: Identity,
    pub(crate) messaging: Messaging,
    pub(crate) tour: AppId,
    pub(crate) app_key: String,
    pub(crate) other_key: String,
    /// The thread of lin, in which she asked something, and the consultation of it, which amy serves.
    pub(crate) thread: String,
    pub(crate) consultation: String,
    pub(crate) team: String,
    pub(crate) doorkeeper: Arc<Doorkeeper>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// A call before it is made.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) address: IpAddr,
}

pub(crate) fn call(method: &str, path: &str) -> Call {
    Call {
        method: method.to_uppercase().parse().unwrap(),
        path: path.to_owned(),
        headers: Vec::new(),
        body: String::new(),
        address: [203, 0, 113, 7].into(),
    }
}

impl Call {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn bearing(self, credential: &str) -> Self {
        let value = format!("Bearer {credential}");
        self.with("authorization", &value)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text(&body.to_string())
    }

    pub(crate) fn text(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self.with("content-type", "application/json")
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let identity = identity(clock.clone());
        let tour = app(&identity, "tour").await;
        let bank = app(&identity, "bank").await;
        for (app, name, kind, role) in [
            (&tour, "lin", UserKind::Customer, Role::Customer),
            (&tour, "amy", UserKind::Agent, Role::Agent),
            (&tour, "sue", UserKind::Agent, Role::Supervisor),
            (&tour, "ada", UserKind::Agent, Role::Admin),
            (&bank, "ben", UserKind::Customer, Role::Customer),
        ] {
            add_user(&identity, app, name, kind, role).await;
        }
        let parts = parts(clock.clone(), identity.clone(), limits);
        let Served {
            thread,
            consultation,
            team,
        } = serve_a_customer(&parts, &tour).await;
        put_site(&identity, &tour).await;
        clock.advance_ms(1_000);
        Self {
            app_key: key(&identity, &tour).await,
            other_key: key(&identity, &bank).await,
            doorkeeper: parts.doorkeeper,
            messaging: parts.api.messaging.clone(),
            routes: skein_api::routes(parts.api),
            clock,
            identity,
            tour,
            thread,
            consultation,
            team,
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// As the business would, for an hour.
    pub(crate) async fn sign_identity(&self, name: &str) -> String {
        let app = self.identity.find_app(&self.tour).await.unwrap().unwrap();
        let expires_at_s = self.now_ms() / 1_000 + 3_600;
        let claims = serde_json::json!({ "sub": name, "aud": SITE, "exp": expires_at_s });
        let secret = app.secrets.current.expose().as_bytes();
        let key = jsonwebtoken::EncodingKey::from_secret(secret);
        jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap()
    }

    pub(crate) async fn token(&self, name: &str) -> String {
        let key = UserKey::new(self.tour.clone(), uid(name));
        self.identity
            .issue_user_token(&key, 3_600)
            .await
            .unwrap()
            .token
            .expose()
            .to_owned()
    }

    pub(crate) async fn answer(&self, call: Call) -> Answer {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(Body::from(call.body)).unwrap();
        let address = SocketAddr::new(call.address, 4_711);
        request.extensions_mut().insert(ConnectInfo(address));
        let (head, body) = self
            .routes
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: head.status,
            headers: head.headers,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        }
    }
}

fn identity(clock: Arc<ManualClock>) -> Identity {
    Identity::new(IdentityPorts {
        store: Arc::new(MemoryIdentityStore::new()),
        clock,
    })
}

async fn app(identity: &Identity, id: &str) -> AppId {
    let app = AppId::parse(id).unwrap();
    identity
        .create_app(app.clone(), DisplayName::parse(id).unwrap())
        .await
        .unwrap();
    app
}

async fn key(identity: &Identity, app: &AppId) -> String {
    let made = identity
        .create_app_key(app, DisplayName::parse("key").unwrap())
        .await
        .unwrap();
    made.text.expose().to_owned()
}

async fn add_user(identity: &Identity, app: &AppId, name: &str, kind: UserKind, role: Role) {
    let user = UpsertUser {
        key: UserKey::new(app.clone(), uid(name)),
        kind,
        role: Some(role),
        name: DisplayName::parse(name).unwrap(),
        traits: None,
    };
    identity.upsert_user(user).await.unwrap();
}

async fn put_site(identity: &Identity, app: &AppId) {
    let site = Site {
        app: app.clone(),
        key: SiteKey::parse(SITE).unwrap(),
        name: DisplayName::parse("Tour").unwrap(),
        accent: Accent::parse("#2F5FE0").unwrap(),
        greeting: LocalisedText::default(),
        title: LocalisedText::default(),
        allowed_origins: AllowedOrigins::Only(vec![Origin::parse(SHOP).unwrap()]),
        identity_mode: IdentityMode::Optional,
        created_at_ms: NOW_MS,
    };
    identity.put_site(&site).await.unwrap();
}

struct Parts {
    api: ApiParts,
    log: Arc<MemoryMessageLog>,
    changes: MemoryDeskStore,
    doorkeeper: Arc<Doorkeeper>,
}

fn parts(clock: Arc<ManualClock>, identity: Identity, limits: Limits) -> Parts {
    let clock: Arc<dyn Clock> = clock;
    let log = Arc::new(MemoryMessageLog::new());
    drop(log.take_commit_feed());
    let doorkeeper = Arc::new(Doorkeeper::default());
    let router: Arc<dyn PushRouter> = doorkeeper.clone();
    let presence: Arc<dyn PresenceDirectory> = Arc::new(Everybody);
    let messaging = Messaging::new(MessagingPorts {
        log: log.clone(),
        conversations: Arc::new(MemoryConversationStore::new()),
        router: router.clone(),
        clock: clock.clone(),
    });
    let changes = MemoryDeskStore::new();
    let desk = Desk::new(DeskPorts {
        store: Arc::new(changes.clone()),
        messaging: messaging.clone(),
        router: router.clone(),
        presence: presence.clone(),
        people: Arc::new(Phonebook(identity.clone())),
        clock: clock.clone(),
        steady: clock.clone(),
    });
    let api = ApiParts {
        identity,
        messaging,
        desk,
        router,
        presence,
        clock,
        readiness: Arc::new(Ready),
        limits,
        public_url: "https://skein.example".to_owned(),
    };
    Parts {
        api,
        log,
        changes,
        doorkeeper,
    }
}

struct Served {
    thread: String,
    consultation: String,
    team: String,
}

/// Agents come to work, lin asks, and amy gets it.
async fn serve_a_customer(parts: &Parts, app: &AppId) -> Served {
    let desk = &parts.api.desk;
    let team = desk.ensure_default_team(app).await.unwrap();
    for name in ["amy", "sue", "ada"] {
        desk.create_agent(app, &uid(name), None, &[]).await.unwrap();
    }
    desk.set_status(app, &uid("amy"), skein_desk::model::AgentStatus::Online)
        .await
        .unwrap();
    let (thread, _) = desk
        .thread_for_customer(app, &uid("lin"), None)
        .await
        .unwrap();
    let question = SendCommand {
        conversation_id: thread.id,
        client_msg_id: ClientMsgId::parse("q1").unwrap(),
        content: Content::text("Is the tour on Sunday?"),
    };
    parts
        .api
        .messaging
        .send(app, &uid("lin"), None, vec![question])
        .await
        .pop()
        .unwrap()
        .unwrap();
    let heard = parts.log.tail(LogPosition(0), 100).await.unwrap();
    desk.on_messages(&heard.messages).await.unwrap();
    let changes = parts.changes.list_changes(0, 100).await.unwrap();
    desk.on_changes(&changes).await.unwrap();
    let views = desk
        .consultations_of_customer(app, &uid("lin"), 1)
        .await
        .unwrap();
    Served {
        thread: thread.id.to_string(),
        consultation: views[0].consultation.id.to_string(),
        team: TeamId::to_string(&team.team.id),
    }
}

pub(crate) fn uid(name: &str) -> Uid {
    Uid::parse(name).unwrap()
}

/// Nobody is connected; whose sessions would have ended is noted.
#[derive(Debug, Default)]
pub(crate) struct Doorkeeper(Mutex<Vec<Uid>>);

impl Doorkeeper {
    /// Since the last call.
    pub(crate) fn sent_away(&self) -> Vec<Uid> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[async_trait]
impl PushRouter for Doorkeeper {
    async fn route(&self, audience: Audience, push: Push) {
        if matches!(push, Push::Revoked { .. }) {
            self.0.lock().unwrap().extend(audience.uids.iter().cloned());
        }
    }
}

#[derive(Debug)]
struct Everybody;

#[async_trait]
impl PresenceDirectory for Everybody {
    async fn terminals_of(&self, _: &UserKey) -> Vec<Terminal> {
        vec![Terminal::Web]
    }
}

#[derive(Debug)]
struct Phonebook(Identity);

#[async_trait]
impl PersonDirectory for Phonebook {
    async fn describe_people(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Person>, StoreError> {
        let users = self.0.find_users(app, uids).await?;
        let describe = |user: skein_identity::model::User| Person {
            uid: user.key.uid,
            name: user.name.to_string(),
            verified: user.verified,
            disabled: user.disabled,
        };
        Ok(users.into_iter().map(describe).collect())
    }
}

#[derive(Debug)]
struct Ready;

#[async_trait]
impl Readiness for Ready {
    async fn obstacles(&self) -> Vec<String> {
        Vec::new()
    }
}
