//! Delivery: what the log committed goes to the members' connections, in commit order.

use super::Messaging;
use crate::model::{LoggedMessage, Push};
use crate::ports::CommitFeed;

/// Runs until the feed ends (the log was closed). Never waits for a client; a failure to find the members of
/// one conversation delays only that message, which its readers get by sync.
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
        let conversation_id = logged.message.conversation_id;
        let route = match self.directory.find(&logged.app, conversation_id).await {
            Ok(Some(route)) => route,
            Ok(None) => {
                // A message is only stored after its conversation was found, and conversations are not deleted.
                tracing::error!(conversation.id = %conversation_id, "a stored message has no conversation");
                return;
            }
            Err(error) => {
                tracing::warn!(conversation.id = %conversation_id, error = ?error, "could not read members for delivery");
                metrics::counter!("skein_delivery_failures_total").increment(1);
                return;
            }
        };
        route.note_exists(logged.message.seq);
        let push = Push::Message {
            message: logged.message,
            origin: logged.origin,
        };
        self.ports.router.route(route.audience.clone(), push).await;
    }
}
