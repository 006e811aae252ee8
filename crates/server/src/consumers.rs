//! The loops that feed durable consumers: fetch, handle, acknowledge. A failure, also a panic, is retried from the same
//! place, so a consumer sees every event at least once. What fails again and again by itself is passed over at last and
//! said aloud: one damaged row must not stop the desk of every app.

use std::future::Future;
use std::time::Duration;

use skein_foundation::{Backoff, Clock as _, StoreError, StoreErrorKind, SystemClock, runtime};
use skein_messaging::ports::{Consumer, Event, EventBus};
use tokio_util::task::AbortOnDropHandle;

const EVENTS_AT_ONCE: usize = 256;
const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(10);
/// Attempts at an event that stands alone and fails by itself, and the pause after the first, which grows. A change that
/// somebody else made at the same time has passed by then; a constraint that it breaks never will.
const ATTEMPTS: u32 = 4;
const ATTEMPT_PAUSE: Duration = Duration::from_millis(25);

/// Follows until another node does in this one's place: then it ends.
pub(crate) async fn follow<H, F>(consumer: Consumer, bus: &dyn EventBus, handle: H)
where
    H: Fn(Vec<Event>) -> F,
    F: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    // In a task of its own each time: its panic is an error like any other, and ends with the loop.
    let guarded = move |events| {
        let handling = AbortOnDropHandle::new(runtime::spawn(consumer.name, handle(events)));
        async move {
            handling
                .await
                .unwrap_or_else(|panic| Err(StoreError::internal(panic)))
        }
    };
    consume(consumer, bus, guarded).await;
}

async fn consume<H, F>(consumer: Consumer, bus: &dyn EventBus, handle: H)
where
    H: Fn(Vec<Event>) -> F,
    F: Future<Output = Result<(), StoreError>>,
{
    let mut backoff = Backoff::new(RETRY_FIRST, RETRY_LAST);
    loop {
        match step(consumer, bus, &handle).await {
            Ok(()) => backoff.reset(),
            // Handled events fail by themselves and are passed over: only the place of the consumer is contested.
            Err(error) if error.kind == StoreErrorKind::Conflict => {
                tracing::warn!(
                    consumer = consumer.name,
                    "another node follows in this one's place"
                );
                return;
            }
            Err(error) => {
                if error.kind == StoreErrorKind::Corrupt {
                    // What can't be read can't be passed over either: nobody knows what it was.
                    tracing::error!(consumer = consumer.name, error = ?error,
                        "what is stored is damaged: nothing behind it is handled; stop, and ask skein doctor");
                } else {
                    tracing::warn!(consumer = consumer.name, error = ?error, "events were not handled; trying again");
                }
                metrics::counter!("skein_consumer_failures_total", "consumer" => consumer.name)
                    .increment(1);
                backoff.pause().await;
            }
        }
    }
}

/// One round: waits for events, handles and acknowledges them.
pub(crate) async fn step<H, F>(
    consumer: Consumer,
    bus: &dyn EventBus,
    handle: &H,
) -> Result<(), StoreError>
where
    H: Fn(Vec<Event>) -> F,
    F: Future<Output = Result<(), StoreError>>,
{
    let page = bus.next(consumer, EVENTS_AT_ONCE).await?;
    let count = page.events.len();
    metrics::gauge!("skein_consumer_behind_events", "consumer" => consumer.name)
        .set((page.behind + count as u64) as f64);
    if let Some(oldest) = page.events.first() {
        let age_ms = SystemClock.now_ms().saturating_sub(oldest.time_ms());
        metrics::gauge!("skein_consumer_oldest_event_age_seconds", "consumer" => consumer.name)
            .set(age_ms.max(0) as f64 / 1_000.0);
    }
    handle_in_parts(consumer, page.events, handle).await?;
    bus.acknowledge(consumer, page.next).await?;
    metrics::gauge!("skein_consumer_behind_events", "consumer" => consumer.name)
        .set(page.behind as f64);
    metrics::counter!("skein_consumer_events_total", "consumer" => consumer.name)
        .increment(count as u64);
    Ok(())
}

/// Handles the events, halving a part that fails until what can't be handled stands alone; it gets a few more attempts and
/// is passed over. Nobody behind it waits for longer than those take. Only a store that is unavailable is waited for.
async fn handle_in_parts<H, F>(
    consumer: Consumer,
    events: Vec<Event>,
    handle: &H,
) -> Result<(), StoreError>
where
    H: Fn(Vec<Event>) -> F,
    F: Future<Output = Result<(), StoreError>>,
{
    let mut parts = vec![(events, 1)];
    while let Some((mut part, attempt)) = parts.pop() {
        let Err(error) = handle(part.clone()).await else {
            continue;
        };
        if error.kind == StoreErrorKind::Unavailable {
            return Err(error);
        }
        metrics::counter!("skein_consumer_failures_total", "consumer" => consumer.name)
            .increment(1);
        if let [event] = part.as_slice() {
            let place = place_of(event);
            if attempt < ATTEMPTS {
                tracing::warn!(consumer = consumer.name, event = %place, error = ?error,
                    "an event was not handled; trying again");
                tokio::time::sleep(ATTEMPT_PAUSE * attempt).await;
                parts.push((part, attempt + 1));
                continue;
            }
            tracing::error!(consumer = consumer.name, event = %place, error = ?error,
                "an event can't be handled and is passed over");
            metrics::counter!("skein_consumer_events_skipped_total", "consumer" => consumer.name)
                .increment(1);
        } else {
            let second = part.split_off(part.len() / 2);
            let halves = [second, part].into_iter().filter(|part| !part.is_empty());
            parts.extend(halves.map(|part| (part, 1)));
        }
    }
    Ok(())
}

/// Where an operator finds it.
fn place_of(event: &Event) -> String {
    match event {
        Event::Change(change) => format!("change {}", change.position),
        Event::Message(logged) => format!(
            "message {} of {}",
            logged.message.seq, logged.message.conversation_id
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use parking_lot::Mutex;
    use skein_foundation::AppId;
    use skein_messaging::ports::{ChangeEvent, EventPage, EventStream, Place};

    use super::*;

    const CONSUMER: Consumer = Consumer {
        stream: EventStream::Changes,
        name: "tested",
        place: Place::Cursor { epoch: 1 },
    };

    fn start<H, F>(bus: &Arc<Pages>, handle: H) -> tokio::task::JoinHandle<()>
    where
        H: Fn(Vec<Event>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let bus = Arc::clone(bus);
        runtime::spawn("test.consumer", async move {
            follow(CONSUMER, &*bus, handle).await;
        })
    }
    const DEADLINE: Duration = Duration::from_mins(1);

    /// So many events a page, up to `last`; then nothing more comes.
    #[derive(Debug)]
    struct Pages {
        last: u64,
        at_once: u64,
        acknowledged: Mutex<Vec<u64>>,
        failing_reads: AtomicUsize,
        failing_acknowledgements: AtomicUsize,
        /// Another node takes over while this page is handled.
        taken_at: Option<u64>,
    }

    fn fails(countdown: &AtomicUsize) -> Result<(), StoreError> {
        let left = countdown.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        });
        if left.is_ok() {
            return Err(StoreError::unavailable("the disk is full"));
        }
        Ok(())
    }

    #[async_trait]
    impl EventBus for Pages {
        async fn next(&self, _: Consumer, _: usize) -> Result<EventPage, StoreError> {
            fails(&self.failing_reads)?;
            let position = self.acknowledged.lock().last().copied().unwrap_or(0) + 1;
            if position > self.last {
                std::future::pending::<()>().await;
            }
            let next = self.last.min(position + self.at_once - 1);
            let event = |position| ChangeEvent {
                position,
                app: AppId::parse("tour").unwrap(),
                kind: format!("event {position}"),
                payload: "{}".to_owned(),
                time_ms: 0,
            };
            Ok(EventPage {
                events: (position..=next)
                    .map(|position| Event::Change(event(position)))
                    .collect(),
                next,
                behind: self.last - next,
            })
        }

        async fn acknowledge(&self, _: Consumer, next: u64) -> Result<(), StoreError> {
            fails(&self.failing_acknowledgements)?;
            if self.taken_at == Some(next) {
                return Err(StoreError::conflict("another node follows by now"));
            }
            self.acknowledged.lock().push(next);
            Ok(())
        }
    }

    impl Pages {
        async fn until_all_is_acknowledged(&self) {
            let all = async {
                while self.acknowledged.lock().last() != Some(&self.last) {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::time::timeout(DEADLINE, all)
                .await
                .expect("it goes on to the end");
        }
    }

    fn change(event: &Event) -> &ChangeEvent {
        match event {
            Event::Change(change) => change,
            Event::Message(_) => panic!("only changes were asked for"),
        }
    }

    /// Runs a consumer until everything is acknowledged; what its handler saw, which does as `outcome` says by attempt.
    async fn consumed(
        bus: Arc<Pages>,
        outcome: impl Fn(usize) -> Result<(), StoreError> + Send + Sync + 'static,
    ) -> Vec<String> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let outcome = Arc::new(outcome);
        let noting = Arc::clone(&seen);
        let running = start(&bus, move |events| {
            let (seen, outcome) = (Arc::clone(&noting), Arc::clone(&outcome));
            async move {
                let attempt = {
                    let mut seen = seen.lock();
                    seen.extend(events.iter().map(|event| change(event).kind.clone()));
                    seen.len()
                };
                outcome(attempt)
            }
        });
        bus.until_all_is_acknowledged().await;
        running.abort();
        let seen = seen.lock();
        seen.clone()
    }

    fn pages(last: u64) -> Pages {
        Pages {
            last,
            at_once: 1,
            acknowledged: Mutex::default(),
            failing_reads: AtomicUsize::new(0),
            failing_acknowledgements: AtomicUsize::new(0),
            taken_at: None,
        }
    }

    #[tokio::test]
    async fn what_always_fails_is_passed_over_and_nothing_beside_it() {
        let bus = Arc::new(Pages {
            at_once: 6,
            ..pages(8)
        });
        let done = Arc::new(Mutex::new(Vec::new()));
        let handled = Arc::clone(&done);
        let handling = start(&bus, move |events| {
            let positions: Vec<u64> = events.iter().map(|event| change(event).position).collect();
            let outcome = if positions.iter().any(|position| [2, 5].contains(position)) {
                Err(StoreError::corrupt("a row"))
            } else {
                handled.lock().extend(positions);
                Ok(())
            };
            std::future::ready(outcome)
        });
        bus.until_all_is_acknowledged().await;
        handling.abort();
        assert_eq!(*done.lock(), [1, 3, 4, 6, 7, 8]);
    }

    #[tokio::test]
    async fn a_conflict_that_stays_is_passed_over_and_one_that_passes_is_not() {
        for failures in [2, usize::MAX] {
            let bus = Arc::new(Pages {
                at_once: 3,
                ..pages(3)
            });
            let left = AtomicUsize::new(failures);
            let done = Arc::new(Mutex::new(Vec::new()));
            let handled = Arc::clone(&done);
            let handling = start(&bus, move |events| {
                let positions: Vec<u64> =
                    events.iter().map(|event| change(event).position).collect();
                let is_refused = positions == [2]
                    && left
                        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                            left.checked_sub(1)
                        })
                        .is_ok();
                let outcome = if is_refused || positions.len() > 1 {
                    Err(StoreError::conflict("a row is there already"))
                } else {
                    handled.lock().extend(positions);
                    Ok(())
                };
                std::future::ready(outcome)
            });
            bus.until_all_is_acknowledged().await;
            handling.abort();
            let expected: &[u64] = if failures == 2 { &[1, 2, 3] } else { &[1, 3] };
            assert_eq!(*done.lock(), expected);
        }
    }

    #[tokio::test]
    async fn what_may_pass_is_never_passed_over() {
        let bus = Arc::new(pages(2));
        let seen = consumed(bus, |attempt| match attempt {
            1..=6 => Err(StoreError::unavailable("the disk is full")),
            _ => Ok(()),
        })
        .await;
        assert_eq!(seen.len(), 8);
    }

    #[tokio::test]
    async fn a_failed_page_comes_again_before_anything_else() {
        let bus = Arc::new(pages(3));
        let seen = consumed(bus.clone(), |attempt| match attempt {
            2 | 3 => Err(StoreError::unavailable("not now")),
            _ => Ok(()),
        })
        .await;
        assert_eq!(
            seen,
            ["event 1", "event 2", "event 2", "event 2", "event 3"]
        );
        assert_eq!(
            *bus.acknowledged.lock(),
            [1, 2, 3],
            "each once, after it was handled"
        );
    }

    #[tokio::test]
    async fn a_panic_ends_no_consumer() {
        let bus = Arc::new(pages(2));
        let seen = consumed(bus, |attempt| {
            assert_ne!(attempt, 1, "a bug");
            Ok(())
        })
        .await;
        assert_eq!(seen, ["event 1", "event 1", "event 2"]);
    }

    #[tokio::test]
    async fn a_bus_that_fails_is_asked_again() {
        let bus = Arc::new(Pages {
            failing_reads: AtomicUsize::new(2),
            failing_acknowledgements: AtomicUsize::new(1),
            ..pages(1)
        });
        let seen = consumed(bus, |_| Ok(())).await;
        assert_eq!(
            seen,
            ["event 1", "event 1"],
            "handled, not acknowledged: at least once"
        );
    }

    #[tokio::test]
    async fn who_lost_the_place_handles_nothing_more() {
        let bus = Arc::new(Pages {
            taken_at: Some(2),
            ..pages(3)
        });
        let handled = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&handled);
        let following = start(&bus, move |events| {
            counting.fetch_add(events.len(), Ordering::SeqCst);
            std::future::ready(Ok(()))
        });
        let ended = tokio::time::timeout(DEADLINE, following).await;
        ended.expect("it ends").expect("and does not panic");
        assert_eq!(handled.load(Ordering::SeqCst), 2);
        assert_eq!(*bus.acknowledged.lock(), [1]);
    }
}
