//! The loops that feed durable consumers: fetch, handle, acknowledge. A failure is retried from the same place, so
//! a consumer sees every event at least once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::{StoreError, runtime};
use skein_messaging::ports::{Event, EventBus, EventStream};

const EVENTS_AT_ONCE: usize = 256;
const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(10);

/// One consumer: its durable name and the stream it follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Consumer {
    pub(crate) stream: EventStream,
    pub(crate) name: &'static str,
}

/// Starts the loop of a consumer. It runs until the server stops.
pub(crate) fn start<H, F>(
    consumer: Consumer,
    bus: Arc<dyn EventBus>,
    lifecycle: Lifecycle,
    handle: H,
) -> tokio::task::JoinHandle<()>
where
    H: Fn(Vec<Event>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    runtime::spawn(consumer.name, async move {
        lifecycle
            .run_until_stopped(consume(consumer, &*bus, handle))
            .await;
    })
}

async fn consume<H, F>(consumer: Consumer, bus: &dyn EventBus, handle: H)
where
    H: Fn(Vec<Event>) -> F,
    F: Future<Output = Result<(), StoreError>>,
{
    let mut retry = RETRY_FIRST;
    loop {
        match step(consumer, bus, &handle).await {
            Ok(()) => retry = RETRY_FIRST,
            Err(error) => {
                tracing::warn!(consumer = consumer.name, error = ?error, "events were not handled; trying again");
                metrics::counter!("skein_consumer_failures_total", "consumer" => consumer.name)
                    .increment(1);
                tokio::time::sleep(retry).await;
                retry = (retry * 2).min(RETRY_LAST);
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
    let page = bus
        .next(consumer.stream, consumer.name, EVENTS_AT_ONCE)
        .await?;
    let count = page.events.len() as u64;
    handle(page.events).await?;
    bus.acknowledge(consumer.stream, consumer.name, page.next)
        .await?;
    metrics::counter!("skein_consumer_events_total", "consumer" => consumer.name).increment(count);
    Ok(())
}
