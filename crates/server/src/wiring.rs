//! Puts the parts together: stores into services, services into doors. Read top to bottom, this is the server.

use std::sync::Arc;

use async_trait::async_trait;
use skein_api::{ApiParts, Readiness};
use skein_cluster::{EmbeddedEventBus, EmbeddedLeases, LocalRouter};
use skein_desk::service::{Desk, DeskPorts};
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::{Clock, SteadyClock, SystemClock};
use skein_gateway::{Connections, Gateway, GatewayParts};
use skein_identity::service::{Identity, IdentityPorts};
use skein_messaging::ports::{EventBus, Leases, MessageLog, Router};
use skein_messaging::service::{Messaging, MessagingPorts};

use crate::agent_presence::AgentPresence;
use crate::changes::Follower;
use crate::config::Config;
use crate::service_clock::ServiceClock;
use crate::storage::Storage;

/// Everything that runs.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) identity: Identity,
    pub(crate) messaging: Messaging,
    pub(crate) desk: Desk,
    pub(crate) gateway: Gateway,
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) agents: Arc<AgentPresence>,
    pub(crate) api: ApiParts,
    pub(crate) follower: Follower,
    pub(crate) clock: Arc<ServiceClock>,
}

/// Without anything that listens: for the commands.
pub(crate) fn identity(storage: &Storage) -> Identity {
    identity_by(storage, Arc::new(SystemClock))
}

fn identity_by(storage: &Storage, clock: Arc<dyn Clock>) -> Identity {
    Identity::new(IdentityPorts {
        store: Arc::new(storage.store.clone()),
        clock,
    })
}

pub(crate) fn build(
    config: &Config,
    storage: &Storage,
    lifecycle: &Lifecycle,
    public_url: String,
) -> Services {
    let service_clock = Arc::new(ServiceClock::default());
    let clock: Arc<dyn Clock> = service_clock.clone();
    let store = Arc::new(storage.store.clone());
    let log: Arc<dyn MessageLog> = storage.log.clone();
    let identity = identity_by(storage, clock.clone())
        .with_visitor_block_ms(i64::from(config.limits.visitor_block_s) * 1_000);

    let agents = Arc::new(AgentPresence::default());
    let connections = Connections::new(agents.clone());
    let presence = connections.presence();
    let router: Arc<dyn Router> = Arc::new(LocalRouter::new(connections.outlet()));

    let messaging = Messaging::new(MessagingPorts {
        log: log.clone(),
        conversations: store.clone(),
        router: router.clone(),
        clock: clock.clone(),
    });
    let desk = Desk::new(DeskPorts {
        store: store.clone(),
        messaging: messaging.clone(),
        router: router.clone(),
        presence: presence.clone(),
        people: store.clone(),
        clock: clock.clone(),
        steady: Arc::new(SteadyClock::from(&*clock)),
    });
    let gateway = connections.into_gateway(GatewayParts {
        identity: identity.clone(),
        messaging: messaging.clone(),
        clock: clock.clone(),
        lifecycle: lifecycle.clone(),
        limits: config.limits.clone(),
    });
    let bus: Arc<dyn EventBus> = Arc::new(EmbeddedEventBus::new(log, store.clone(), store));
    let readiness = Arc::new(NodeReadiness {
        storage: storage.clone(),
        lifecycle: lifecycle.clone(),
    });
    let api = ApiParts {
        identity: identity.clone(),
        messaging: messaging.clone(),
        desk: desk.clone(),
        router,
        presence,
        clock,
        readiness,
        limits: config.limits.clone(),
        public_url,
    };
    let follower = Follower {
        desk: desk.clone(),
        router: api.router.clone(),
        identity: identity.clone(),
    };
    Services {
        identity,
        messaging,
        desk,
        gateway,
        bus,
        leases: Arc::new(EmbeddedLeases),
        agents,
        api,
        follower,
        clock: service_clock,
    }
}

#[derive(Debug)]
struct NodeReadiness {
    storage: Storage,
    lifecycle: Lifecycle,
}

#[async_trait]
impl Readiness for NodeReadiness {
    async fn obstacles(&self) -> Vec<String> {
        let mut obstacles = Vec::new();
        if self.lifecycle.is_draining() {
            obstacles.push("the node is stopping".to_owned());
        }
        if self.storage.store.ping().await.is_err() {
            obstacles.push("the store does not answer".to_owned());
        }
        if self.storage.log.is_broken() {
            obstacles.push("the message log has stopped working".to_owned());
        }
        obstacles
    }
}
