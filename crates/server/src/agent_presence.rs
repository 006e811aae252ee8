//! Tells the desk which agents came and went, until it was heard.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use parking_lot::Mutex;
use skein_foundation::{Backoff, UserKey};
use skein_identity::model::Role;
use skein_identity::rules::permissions::{Action, Actor, is_allowed};
use skein_messaging::ports::PresenceObserver;
use tokio::sync::Notify;

const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(10);

/// Keeps only the latest of each agent, so that however often somebody reconnects, what waits is bounded by the number
/// of agents.
#[derive(Debug, Default)]
pub(crate) struct AgentPresence {
    changed: Mutex<HashMap<UserKey, bool>>,
    wake: Notify,
}

impl AgentPresence {
    fn note(&self, user: &UserKey, role: Role, is_here: bool) {
        if is_allowed(Actor::User(role), Action::ServeConsultations) {
            self.changed.lock().insert(user.clone(), is_here);
            self.wake.notify_one();
        }
    }

    /// Runs until dropped. What fails is told again later: a customer may wait for this agent.
    pub(crate) async fn tell_by<F, E>(&self, tell: impl Fn(UserKey, bool) -> F)
    where
        F: Future<Output = Result<(), E>>,
        E: Error,
    {
        let mut backoff = Backoff::new(RETRY_FIRST, RETRY_LAST);
        loop {
            self.wake.notified().await;
            while !self.tell_all(&tell).await {
                // What is new need not wait for what fails.
                tokio::select! {
                    () = backoff.pause() => {}
                    () = self.wake.notified() => {}
                }
            }
            backoff.reset();
        }
    }

    /// False when something is left to be told.
    async fn tell_all<F, E>(&self, tell: &impl Fn(UserKey, bool) -> F) -> bool
    where
        F: Future<Output = Result<(), E>>,
        E: Error,
    {
        let changed = std::mem::take(&mut *self.changed.lock());
        let mut is_told = true;
        for (user, is_here) in changed {
            if let Err(error) = tell(user.clone(), is_here).await {
                tracing::warn!(error = ?error, "the desk was not told of an agent's presence; trying again");
                is_told = false;
                // Unless there is newer word of this agent.
                self.changed.lock().entry(user).or_insert(is_here);
            }
        }
        is_told
    }
}

impl PresenceObserver for AgentPresence {
    fn user_came(&self, user: &UserKey, role: Role) {
        self.note(user, role, true);
    }

    fn user_left(&self, user: &UserKey, role: Role) {
        self.note(user, role, false);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use skein_foundation::{AppId, StoreError, Uid, runtime};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    fn user(name: &str) -> UserKey {
        UserKey::new(AppId::parse("tour").unwrap(), Uid::parse(name).unwrap())
    }

    /// What the desk heard in the end, when it fails `failures` times; `during` happens while it fails.
    async fn heard(
        failures: usize,
        during: impl Fn(&AgentPresence) + Send + Sync + 'static,
    ) -> Vec<bool> {
        let presence = Arc::new(AgentPresence::default());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let left = Arc::new(AtomicUsize::new(failures));
        let told = Arc::new(Notify::new());
        let running = {
            let (presence, heard, told) = (presence.clone(), heard.clone(), told.clone());
            runtime::spawn("presence", async move {
                let desk = |_: UserKey, is_here: bool| {
                    let outcome = if left.load(Ordering::SeqCst) > 0 {
                        left.fetch_sub(1, Ordering::SeqCst);
                        during(&presence);
                        Err(StoreError::unavailable("the disk is full"))
                    } else {
                        heard.lock().push(is_here);
                        told.notify_one();
                        Ok(())
                    };
                    std::future::ready(outcome)
                };
                presence.tell_by(desk).await;
            })
        };
        presence.user_came(&user("ann"), Role::Agent);
        tokio::time::timeout(PATIENCE, told.notified())
            .await
            .expect("the desk is told");
        running.abort();
        heard.lock().clone()
    }

    #[tokio::test]
    async fn a_desk_that_fails_is_told_again() {
        assert_eq!(heard(3, |_| {}).await, [true]);
    }

    #[tokio::test]
    async fn newer_word_replaces_what_failed() {
        let leaves = |presence: &AgentPresence| presence.user_left(&user("ann"), Role::Agent);
        assert_eq!(heard(1, leaves).await, [false]);
    }
}
