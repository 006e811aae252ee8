//! What every operation can reach.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use skein_desk::service::Desk;
use skein_foundation::{Clock, Limits, UserKey};
use skein_identity::service::Identity;
use skein_messaging::ports::{PresenceDirectory, Router};
use skein_messaging::service::Messaging;

use crate::idempotency::Answers;
use crate::minute_limiter::{MinuteLimiter, Subscriber};

/// Set-up codes that are none which one address may try in a minute: a person follows one link.
const SETUP_INSPECTIONS_PER_MINUTE: u32 = 30;
/// Sessions that one visitor who is known may open in a minute, on however many pages.
const SESSIONS_PER_VISITOR_PER_MINUTE: u32 = 60;
/// Threads opened, clues left, ratings and ends that one visitor may make in a minute: each may be a write on disk, and
/// a person opens a page every few seconds at most.
const VISITOR_WRITES_PER_MINUTE: u32 = 60;

/// Whether this node can serve now.
#[async_trait]
pub trait Readiness: Send + Sync + fmt::Debug {
    /// What stands in the way, in words; empty when ready.
    async fn obstacles(&self) -> Vec<String>;
}

/// What the facade needs.
#[derive(Debug, Clone)]
pub struct ApiParts {
    pub identity: Identity,
    pub messaging: Messaging,
    pub desk: Desk,
    pub router: Arc<dyn Router>,
    pub presence: Arc<dyn PresenceDirectory>,
    pub clock: Arc<dyn Clock>,
    pub readiness: Arc<dyn Readiness>,
    pub limits: Limits,
    /// How browsers reach this server: the start of links it hands out.
    pub public_url: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Api {
    parts: Arc<ApiParts>,
    pub(crate) answers: Arc<Answers>,
    pub(crate) visitor_limiter: Arc<MinuteLimiter<Subscriber>>,
    pub(crate) visitor_session_limiter: Arc<MinuteLimiter<UserKey>>,
    pub(crate) setup_limiter: Arc<MinuteLimiter<Subscriber>>,
    pub(crate) visitor_write_limiter: Arc<MinuteLimiter<UserKey>>,
}

impl Api {
    pub(crate) fn new(parts: ApiParts) -> Self {
        let visitors_per_minute = parts.limits.visitor_sessions_per_minute;
        Self {
            parts: Arc::new(parts),
            answers: Arc::default(),
            visitor_limiter: Arc::new(MinuteLimiter::new(visitors_per_minute)),
            visitor_session_limiter: Arc::new(MinuteLimiter::new(SESSIONS_PER_VISITOR_PER_MINUTE)),
            setup_limiter: Arc::new(MinuteLimiter::new(SETUP_INSPECTIONS_PER_MINUTE)),
            visitor_write_limiter: Arc::new(MinuteLimiter::new(VISITOR_WRITES_PER_MINUTE)),
        }
    }
}

impl std::ops::Deref for Api {
    type Target = ApiParts;

    fn deref(&self) -> &ApiParts {
        &self.parts
    }
}
