//! The door of the log: batches wait here for the log thread, within a limit of bytes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::{Condvar, Mutex};
use skein_foundation::StoreError;
use skein_messaging::model::{Append, Appended};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::fault::Fault;
use crate::metrics;

pub(crate) type Answer = oneshot::Sender<Result<Vec<Appended>, StoreError>>;

/// A batch that waits, with its share of the room.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) batch: Vec<Append>,
    pub(crate) bytes: usize,
    pub(crate) answer: Answer,
    /// Given back when the request was answered.
    pub(crate) room: OwnedSemaphorePermit,
}

#[derive(Debug)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    room: Arc<Semaphore>,
    room_bytes: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    requests: VecDeque<Request>,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(room_bytes: usize) -> Self {
        let room_bytes = room_bytes.clamp(1, u32::MAX as usize);
        Self {
            waiting: Mutex::default(),
            arrived: Condvar::new(),
            room: Arc::new(Semaphore::new(room_bytes)),
            room_bytes,
        }
    }

    /// Waits for room, then hands the batch in. Cancel-safe: until it returns, nothing was handed in.
    pub(crate) async fn push(
        &self,
        batch: Vec<Append>,
    ) -> Result<oneshot::Receiver<Result<Vec<Appended>, StoreError>>, Fault> {
        let bytes = batch.iter().map(size_of_append).sum::<usize>();
        // A batch that is larger than the whole room gets in when it is alone.
        let share = bytes.clamp(1, self.room_bytes) as u32;
        let room = Arc::clone(&self.room)
            .acquire_many_owned(share)
            .await
            .map_err(|_| Fault::Closed)?;
        let (answer, answered) = oneshot::channel();
        let messages = batch.len();
        {
            let mut waiting = self.waiting.lock();
            if waiting.closed {
                return Err(Fault::Closed);
            }
            waiting.requests.push_back(Request {
                batch,
                bytes,
                answer,
                room,
            });
        }
        metrics::queued(messages);
        self.arrived.notify_one();
        Ok(answered)
    }

    /// Everything that waits, up to the limits, but at least one request, unless none comes until the deadline. `None`
    /// when the queue is closed and empty.
    pub(crate) fn take_group(
        &self,
        max_messages: usize,
        max_bytes: usize,
        deadline: Option<Instant>,
    ) -> Option<Vec<Request>> {
        let mut waiting = self.waiting.lock();
        while waiting.requests.is_empty() {
            if waiting.closed {
                return None;
            }
            let Some(deadline) = deadline else {
                self.arrived.wait(&mut waiting);
                continue;
            };
            if self.arrived.wait_until(&mut waiting, deadline).timed_out() {
                break;
            }
        }
        let (mut count, mut messages, mut bytes) = (0, 0, 0);
        for request in &waiting.requests {
            messages += request.batch.len();
            bytes += request.bytes;
            if count > 0 && (messages > max_messages || bytes > max_bytes) {
                break;
            }
            count += 1;
        }
        let group = if count == waiting.requests.len() {
            Vec::from(std::mem::take(&mut waiting.requests))
        } else {
            waiting.requests.drain(..count).collect()
        };
        drop(waiting);
        metrics::taken(group.iter().map(|request| request.batch.len()).sum());
        Some(group)
    }

    /// Lets nobody in any more. What waits is still written.
    pub(crate) fn close(&self) {
        self.waiting.lock().closed = true;
        self.room.close();
        self.arrived.notify_all();
    }
}

fn size_of_append(append: &Append) -> usize {
    size_of::<Append>() + append.client_msg_id.as_str().len() + append.content.held_bytes()
}
