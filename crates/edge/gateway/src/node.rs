//! What all connections of this node share.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::{Clock, Limits, SessionId, SteadyClock};
use skein_identity::model::Principal;
use skein_identity::rules::tokens::Refusal;
use skein_identity::service::{Identity, TokenError};
use skein_messaging::ports::{Outlet, PresenceDirectory, PresenceObserver};
use skein_messaging::service::Messaging;
use skein_protocol::frame::HelloRequest;
use skein_protocol::session::{Accepted, OutstandingPushes, SessionConfig};
use skein_protocol::wire::ErrorCode;

use crate::admission::Admission;
use crate::convert;
use crate::encoded::Encoding;
use crate::registry::Registry;
use crate::session::{End, Resumable, SessionHandle, SessionIdentity, Strangers, Wheel};
use crate::transports::long_poll::{PollBodies, PollSessions};

/// The connections of this node. Built before messaging, which delivers into it, and completed by
/// [`Connections::into_gateway`].
#[derive(Debug, Clone)]
pub struct Connections {
    registry: Arc<Registry>,
}

impl Connections {
    pub fn new(observer: Arc<dyn PresenceObserver>) -> Self {
        Self {
            registry: Arc::new(Registry::new(observer)),
        }
    }

    /// Where pushes for this node go.
    pub fn outlet(&self) -> Arc<dyn Outlet> {
        self.registry.clone()
    }

    /// Who is connected to this node.
    pub fn presence(&self) -> Arc<dyn PresenceDirectory> {
        self.registry.clone()
    }

    pub fn into_gateway(self, parts: GatewayParts) -> Gateway {
        let session = Arc::new(SessionConfig::new(parts.limits.clone()));
        let admission = Admission::new(
            parts.limits.max_connections,
            parts.limits.max_connections_per_address,
        );
        let max_poll_sessions = parts.limits.max_connections;
        let max_http_body_bytes = parts.limits.max_http_body_bytes;
        Gateway(Arc::new(Node {
            identity: parts.identity,
            messaging: parts.messaging,
            steady_clock: SteadyClock::from(&*parts.clock),
            clock: parts.clock,
            lifecycle: parts.lifecycle,
            limits: parts.limits,
            session,
            admission,
            registry: self.registry,
            wheel: Wheel::new(),
            resumable: Mutex::new(Resumable::default()),
            poll_sessions: PollSessions::new(max_poll_sessions),
            poll_bodies: PollBodies::new(max_http_body_bytes),
            strangers: Strangers::new(),
            drain_spread_ms: OnceLock::new(),
        }))
    }
}

/// What the gateway needs.
#[derive(Debug)]
pub struct GatewayParts {
    pub identity: Identity,
    pub messaging: Messaging,
    pub clock: Arc<dyn Clock>,
    pub lifecycle: Lifecycle,
    pub limits: Limits,
}

/// The gateway of this node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gateway(pub(crate) Arc<Node>);

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) identity: Identity,
    pub(crate) messaging: Messaging,
    /// The time of day.
    clock: Arc<dyn Clock>,
    steady_clock: SteadyClock,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) limits: Limits,
    pub(crate) session: Arc<SessionConfig>,
    pub(crate) admission: Arc<Admission>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) wheel: Wheel,
    resumable: Mutex<Resumable>,
    pub(crate) poll_sessions: PollSessions,
    pub(crate) poll_bodies: PollBodies,
    pub(crate) strangers: Strangers,
    /// Set when the node drains.
    drain_spread_ms: OnceLock<u32>,
}

/// A session that was let in.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) handle: Arc<SessionHandle>,
    pub(crate) accepted: Accepted,
}

/// Why a hello is not let in.
#[derive(Debug)]
pub(crate) struct Denied {
    pub(crate) code: ErrorCode,
    pub(crate) detail: Cow<'static, str>,
}

impl Node {
    /// The time of sessions, which nobody can set.
    pub(crate) fn now_ms(&self) -> i64 {
        self.steady_clock.now_ms()
    }

    /// Checks the token and takes the session in. The handle is registered when this returns, so that nothing
    /// sent from then on is missed.
    pub(crate) async fn enter(
        &self,
        hello: HelloRequest,
        encoding: Encoding,
    ) -> Result<Entered, Denied> {
        let principal = self.authenticate(&hello.token).await?;
        let terminal = convert::terminal_from_wire(hello.device.terminal).ok_or(Denied {
            code: ErrorCode::Invalid,
            detail: "device.terminal is missing".into(),
        })?;
        let server_time_ms = self.clock.now_ms();
        let resumed = hello.resume_session_id.and_then(|id| {
            let outstanding = self
                .resumable
                .lock()
                .take(id, &principal.user, &hello.device.id)?;
            Some((id, outstanding))
        });
        let (id, resumed) = match resumed {
            Some((id, outstanding)) => (id, Some(outstanding)),
            None => (SessionId::generate(server_time_ms), None),
        };
        let identity = SessionIdentity {
            id,
            user: principal.user.clone(),
            role: principal.role,
            sign_in: principal.sign_in.clone(),
            terminal,
            device_id: hello.device.id,
            device_name: hello.device.name,
            token_ends_ms: self.now_ms().saturating_add(principal.ends_in_ms),
        };
        let handle = Arc::new(SessionHandle::new(
            identity,
            encoding,
            self.limits.max_outbox_bytes,
        ));
        let registered = Registered::new(self, &handle);
        // Who comes in after everybody was asked to leave was not among them.
        if let Some(&spread_ms) = self.drain_spread_ms.get() {
            handle.outbox.end(End::Drain { spread_ms });
        }
        // Ending the sessions of a user ends those that are registered. Who was revoked after the token was checked and
        // before that is found here, whichever node it was said to: the store is asked, not the memory of this one.
        self.identity
            .verify_again(&principal)
            .await
            .map_err(denied)?;
        registered.stay();
        let accepted = Accepted {
            session_id: id,
            uid: principal.user.uid,
            role: convert::role(principal.role),
            server_time_ms,
            resumed,
        };
        Ok(Entered { handle, accepted })
    }

    async fn authenticate(&self, token: &str) -> Result<Principal, Denied> {
        self.identity.verify_user_token(token).await.map_err(denied)
    }

    /// The connection of the session is gone; what was on its way is kept for a moment.
    pub(crate) fn leave(&self, handle: &Arc<SessionHandle>, outstanding: OutstandingPushes) {
        let now_ms = self.now_ms();
        self.registry.unregister(handle, now_ms);
        self.resumable.lock().keep(handle, outstanding, now_ms);
    }
}

fn denied(error: TokenError) -> Denied {
    match error {
        TokenError::Refused(refusal) => {
            tracing::info!(reason = refusal.name(), "a hello was refused for its token");
            Denied {
                code: match refusal {
                    Refusal::Expired => ErrorCode::TokenExpired,
                    _ => ErrorCode::Unauthenticated,
                },
                detail: format!("{}: the token {refusal}", refusal.name()).into(),
            }
        }
        TokenError::Disabled => Denied {
            code: ErrorCode::Forbidden,
            detail: "the user is disabled".into(),
        },
        TokenError::Store(error) => {
            tracing::warn!(error = ?error, "a token could not be checked");
            Denied {
                code: ErrorCode::Overloaded,
                detail: "the token can't be checked now".into(),
            }
        }
    }
}

/// A session that stands in the registry and is taken out again when it is refused, or given up by who asked for it.
struct Registered<'n> {
    node: &'n Node,
    handle: &'n Arc<SessionHandle>,
    stays: bool,
}

impl<'n> Registered<'n> {
    fn new(node: &'n Node, handle: &'n Arc<SessionHandle>) -> Self {
        node.registry.register(handle);
        Self {
            node,
            handle,
            stays: false,
        }
    }

    fn stay(mut self) {
        self.stays = true;
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        if !self.stays {
            let now_ms = self.node.now_ms();
            self.node.registry.unregister(self.handle, now_ms);
        }
    }
}

impl Gateway {
    pub fn admission(&self) -> &Arc<Admission> {
        &self.0.admission
    }

    /// Turns the heartbeat wheel and does what happens once a second, until stopped.
    pub async fn run_housekeeping(self) {
        let node = self.0;
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut turned_ms = node.now_ms();
        loop {
            tokio::select! {
                () = node.lifecycle.stopped() => return,
                _ = tick.tick() => {}
            }
            let now_ms = node.now_ms();
            node.wheel.turn(turned_ms, now_ms);
            turned_ms = now_ms;
            node.registry.announce_departures(now_ms);
            node.registry.end_expired(now_ms);
            node.resumable.lock().forget_old(now_ms);
            node.poll_sessions.look_after(&node, now_ms);
            metrics::gauge!("skein_gateway_sessions_open")
                .set(node.registry.session_count() as f64);
            metrics::gauge!("skein_gateway_connections_open")
                .set(node.admission.connections() as f64);
        }
    }

    /// Asks every client to go elsewhere within the spread.
    pub fn drain(&self, spread_ms: u32) {
        // First, so that nobody comes in between and is not asked.
        let spread_ms = *self.0.drain_spread_ms.get_or_init(|| spread_ms);
        self.0.registry.end_all(&End::Drain { spread_ms });
    }
}
