//! The sends of one connection on their way into the log, in the order in which they came.
//!
//! All sends of one read go as one batch. A batch enters the log when it is first polled, and batches are polled in
//! order, so a conversation keeps the order of its sender without waiting for one ack before the next send. Only
//! when a conversation has to be read from the store first does the next batch wait for that.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use skein_foundation::UserKey;
use skein_messaging::model::Appended;
use skein_messaging::service::{SendCommand, SendError};

use super::handle::SessionHandle;
use crate::node::Node;
use crate::requests::SendInFlight;

type Outcomes = Vec<Result<Appended, SendError>>;

struct Batch {
    in_flight: Vec<SendInFlight>,
    progress: Progress,
    /// It is in the log's queue: the next may follow.
    entered: bool,
}

enum Progress {
    Running(Pin<Box<dyn Future<Output = Outcomes> + Send>>),
    Done(Outcomes),
}

impl Batch {
    fn advance(&mut self, context: &mut Context<'_>) {
        if let Progress::Running(running) = &mut self.progress
            && let Poll::Ready(outcomes) = running.as_mut().poll(context)
        {
            self.progress = Progress::Done(outcomes);
            self.entered = true;
        }
    }
}

/// Made when there is one, so that idle connections own none.
#[derive(Default)]
pub(super) struct Sends(Option<Box<Work>>);

#[derive(Default)]
struct Work {
    batches: VecDeque<Batch>,
    collecting: Vec<(SendInFlight, SendCommand)>,
}

impl Sends {
    pub(super) fn collect(&mut self, send: (SendInFlight, SendCommand)) {
        self.0.get_or_insert_default().collecting.push(send);
    }

    /// Starts what was collected, if what came before has entered the log.
    pub(super) fn start(
        &mut self,
        node: &Arc<Node>,
        session: &Arc<SessionHandle>,
        context: &mut Context<'_>,
    ) {
        if let Some(work) = &mut self.0 {
            work.start(node, session, context);
        }
    }

    /// The next batch that is stored or refused, in order.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Vec<(SendInFlight, Result<Appended, SendError>)>> {
        let Some(work) = &mut self.0 else {
            return Poll::Pending;
        };
        let Some(first) = work.batches.front_mut() else {
            if work.collecting.is_empty() {
                self.0 = None;
            }
            return Poll::Pending;
        };
        first.advance(context);
        if matches!(first.progress, Progress::Running(_)) {
            return Poll::Pending;
        }
        match work.batches.pop_front() {
            Some(Batch {
                in_flight,
                progress: Progress::Done(outcomes),
                ..
            }) => Poll::Ready(in_flight.into_iter().zip(outcomes).collect()),
            _ => Poll::Pending,
        }
    }
}

impl Work {
    fn start(&mut self, node: &Arc<Node>, session: &Arc<SessionHandle>, context: &mut Context<'_>) {
        if self.collecting.is_empty() {
            return;
        }
        // Those that wait for room in the log first: it may have come, and belongs to them.
        for batch in &mut self.batches {
            batch.advance(context);
        }
        if self.batches.back().is_some_and(|batch| !batch.entered) {
            return;
        }
        let (in_flight, commands): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.collecting).into_iter().unzip();
        let UserKey { app, uid } = &session.user;
        let node = Arc::clone(node);
        let (entered, running): (bool, Pin<Box<dyn Future<Output = Outcomes> + Send>>) = match node
            .messaging
            .authorise_sends_now(app, uid, Some(session.id), commands)
        {
            Ok(authorised) => (
                true,
                Box::pin(async move { node.messaging.append_authorised(authorised).await }),
            ),
            Err(commands) => {
                let session = Arc::clone(session);
                let send = async move {
                    let UserKey { app, uid } = &session.user;
                    node.messaging
                        .send(app, uid, Some(session.id), commands)
                        .await
                };
                (false, Box::pin(send))
            }
        };
        let mut batch = Batch {
            in_flight,
            progress: Progress::Running(running),
            entered,
        };
        // Polled now, so that its place in the log is before whatever starts next.
        batch.advance(context);
        self.batches.push_back(batch);
    }
}
