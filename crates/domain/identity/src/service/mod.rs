//! Use cases of identity. One handle, cheap to clone, shared by gateway and API.

mod app_keys;
mod apps;
pub mod commands;
mod limiter;
mod passwords;
mod setup;
mod sign_in;
mod tokens;
mod users;
mod visitor_blocks;
mod visitors;
mod watched_clock;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use skein_foundation::Clock;

use crate::ports::IdentityStore;
use crate::rules::Moment;
use commands::Commands;
use limiter::SignInLimiter;
use passwords::PasswordWorkshop;
use visitor_blocks::VisitorBlocks;
use watched_clock::WatchedClock;

pub use app_keys::{AppKeyError, NewAppKey};
pub use apps::AppError;
pub use setup::{NewSetupCode, SetupError, SetupInvitation};
pub use sign_in::{NotSignedIn, SignIn, SignInError, SignedIn};
pub use tokens::{IssueError, IssuedToken, TokenError};
pub use users::{UpsertUser, UserError};
pub use visitors::{Arrival, OpenVisitorSession, VisitorError, VisitorSession};

const DEFAULT_VISITOR_BLOCK_MS: i64 = 3_600_000;

/// Everything identity needs from outside.
#[derive(Debug, Clone)]
pub struct IdentityPorts {
    pub store: Arc<dyn IdentityStore>,
    pub clock: Arc<dyn Clock>,
}

/// Who is there and how they prove it.
#[derive(Debug, Clone)]
pub struct Identity {
    ports: IdentityPorts,
    clock: Arc<WatchedClock>,
    passwords: Arc<PasswordWorkshop>,
    sign_in_limiter: Arc<SignInLimiter>,
    visitor_blocks: Arc<VisitorBlocks>,
}

impl Identity {
    /// Takes a moment: hashes once what unknown users are compared with.
    pub fn new(ports: IdentityPorts) -> Self {
        Self {
            clock: Arc::new(WatchedClock::new(Arc::clone(&ports.clock))),
            ports,
            passwords: Arc::new(PasswordWorkshop::new()),
            sign_in_limiter: Arc::new(SignInLimiter::new()),
            visitor_blocks: Arc::new(VisitorBlocks::new(DEFAULT_VISITOR_BLOCK_MS)),
        }
    }

    /// For how long a disabled visitor's addresses bring no new ones; 0 is not at all.
    #[must_use]
    pub fn with_visitor_block_ms(mut self, block_ms: i64) -> Self {
        self.visitor_blocks = Arc::new(VisitorBlocks::new(block_ms));
        self
    }

    fn commands(&self) -> Commands<'_> {
        Commands::on(&*self.ports.store)
    }

    fn look(&self) -> Moment {
        self.clock.look()
    }

    fn now_ms(&self) -> i64 {
        self.look().now_ms
    }
}
