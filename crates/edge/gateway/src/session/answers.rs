//! Requests of one connection other than sends: a few are carried out at a time, the rest wait in the small form in
//! which they came, and reading pauses until none waits.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::stream::{FuturesUnordered, Stream as _};
use skein_protocol::session::{Action, Slot};
use skein_protocol::wire::Frame;

use super::handle::SessionHandle;
use crate::node::Node;

/// Carried out at one time. Each may hold a page of messages, so this bounds what a connection can make the node read.
const MAX_RUNNING: usize = 8;

type Answering = Pin<Box<dyn Future<Output = (Vec<Frame>, Option<Slot>)> + Send>>;

/// Made when there is one, so that idle connections own none.
#[derive(Default)]
pub(super) struct Answers(Option<Box<Work>>);

#[derive(Default)]
struct Work {
    running: FuturesUnordered<Answering>,
    /// Bounded by what one read brings.
    waiting: VecDeque<Action>,
}

impl Answers {
    /// True while requests wait: nothing more should be read.
    pub(super) fn is_behind(&self) -> bool {
        let work = self.0.as_ref();
        work.is_some_and(|work| !work.waiting.is_empty())
    }

    pub(super) fn push(&mut self, node: &Arc<Node>, session: &Arc<SessionHandle>, action: Action) {
        // Who types matters only now.
        if self.is_behind() && matches!(action, Action::SetTyping { .. }) {
            return;
        }
        let work = self.0.get_or_insert_default();
        work.waiting.push_back(action);
        work.start(node, session);
    }

    /// The next one that is carried out, with the place it held.
    pub(super) fn poll_next(
        &mut self,
        node: &Arc<Node>,
        session: &Arc<SessionHandle>,
        context: &mut Context<'_>,
    ) -> Poll<(Vec<Frame>, Option<Slot>)> {
        let Some(work) = &mut self.0 else {
            return Poll::Pending;
        };
        match Pin::new(&mut work.running).poll_next(context) {
            Poll::Ready(Some(answer)) => {
                work.start(node, session);
                Poll::Ready(answer)
            }
            // Nothing waits either: it would have been started.
            Poll::Ready(None) => {
                self.0 = None;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Work {
    fn start(&mut self, node: &Arc<Node>, session: &Arc<SessionHandle>) {
        while self.running.len() < MAX_RUNNING
            && let Some(action) = self.waiting.pop_front()
        {
            let slot = match &action {
                Action::Request { slot, .. } => Some(*slot),
                _ => None,
            };
            let (node, session) = (Arc::clone(node), Arc::clone(session));
            self.running.push(Box::pin(async move {
                (node.carry_out_action(&session, action).await, slot)
            }));
        }
    }
}
