//! Delivery: what the log committed goes to the members' connections, in commit order.

use std::sync::Arc;
use std::time::Duration;

use skein_foundation::Backoff;

use super::Messaging;
use super::routes::Route;
use crate::model::{LoggedMessage, Push};
use crate::ports::CommitFeed;

const RETRY_FIRST: Duration = Duration::from_millis(50);
const RETRY_LAST: Duration = Duration::from_secs(2);

/// Runs until the feed ends (the log was closed). Never waits for a client, but for the store when it does not say who
/// the members are: who is connected syncs only with the next welcome, so a push that is left out stays away.
/// Meanwhile the feed fills up and appends wait, which is better than senders who believe that they were heard.
pub async fn run_delivery(messaging: Messaging, mut feed: CommitFeed) {
    while let Some(group) = feed.recv().await {
        metrics::histogram!("skein_delivery_group_messages").record(group.len() as f64);
        for logged in group {
            messaging.deliver(logged).await;
        }
    }
}

impl Messaging {
    async fn deliver(&self, logged: LoggedMessage) {
        let Some(route) = self.route_of(&logged).await else {
            return;
        };
        route.note_exists(logged.message.seq);
        let push = Push::Message {
            message: logged.message,
            origin: logged.origin,
        };
        self.ports.router.route(route.audience.clone(), push).await;
    }

    /// `None` when there is nobody to deliver to, however often one looks.
    async fn route_of(&self, logged: &LoggedMessage) -> Option<Arc<Route>> {
        let conversation_id = logged.message.conversation_id;
        let mut backoff = Backoff::new(RETRY_FIRST, RETRY_LAST);
        loop {
            let error = match self.routes.find(&logged.app, conversation_id).await {
                Ok(Some(route)) => return Some(route),
                Ok(None) => {
                    // A message is only stored after its conversation was found, and conversations are not deleted.
                    tracing::error!(conversation.id = %conversation_id, "a stored message has no conversation");
                    return None;
                }
                Err(error) => error,
            };
            metrics::counter!("skein_delivery_failures_total").increment(1);
            if !error.is_retryable() {
                // One damaged row must not keep everybody else's messages.
                tracing::error!(conversation.id = %conversation_id, error = ?error, "a message can't be delivered");
                return None;
            }
            tracing::warn!(conversation.id = %conversation_id, error = ?error, "could not read members for delivery; trying again");
            backoff.pause().await;
        }
    }
}
