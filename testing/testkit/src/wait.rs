//! Waiting for a level, not for an edge: ask again until it is so, and give up with the last reason.

use std::future::Future;
use std::time::Duration;

use anyhow::{Result, bail};

/// Pause between two attempts: short beside any deadline, long beside a loopback round trip.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs `attempt` until it succeeds, at most for `deadline`; the error then carries `what` and the last reason.
///
/// Use it instead of a fixed sleep: it is as fast as the machine and as patient as the deadline. The attempt must be
/// free to run any number of times. A single attempt that hangs is cut off by the deadline too.
pub async fn eventually<T, F, Attempt>(deadline: Duration, what: &str, mut attempt: F) -> Result<T>
where
    F: FnMut() -> Attempt,
    Attempt: Future<Output = Result<T>>,
{
    let mut last_reason = None;
    let outcome = tokio::time::timeout(deadline, async {
        loop {
            match attempt().await {
                Ok(value) => return value,
                Err(reason) => last_reason = Some(reason),
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
    .await;
    match (outcome, last_reason) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(reason)) => {
            bail!("{what}: not within {deadline:?}; last attempt: {reason:#}")
        }
        (Err(_), None) => bail!("{what}: the first attempt did not end within {deadline:?}"),
    }
}

/// A name nobody else has: `prefix` and 64 random bits. For users, teams and client message ids.
pub fn unique_name(prefix: &str) -> String {
    use rand::Rng as _;
    format!("{prefix}-{:016x}", rand::rng().next_u64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn succeeds_as_soon_as_an_attempt_does() {
        let attempts = Cell::new(0);
        let value = eventually(Duration::from_secs(5), "third attempt", || async {
            attempts.set(attempts.get() + 1);
            anyhow::ensure!(attempts.get() == 3, "only {}", attempts.get());
            Ok("there")
        })
        .await
        .unwrap();
        assert_eq!((value, attempts.get()), ("there", 3));
    }

    #[tokio::test]
    async fn gives_up_with_the_last_reason() {
        let error = eventually::<(), _, _>(Duration::from_millis(50), "the tide", || async {
            bail!("water is low")
        })
        .await
        .unwrap_err();
        let text = format!("{error:#}");
        assert!(
            text.contains("the tide") && text.contains("water is low"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn cuts_off_an_attempt_that_hangs() {
        let error =
            eventually::<(), _, _>(Duration::from_millis(50), "an answer", std::future::pending)
                .await
                .unwrap_err();
        assert!(error.to_string().contains("first attempt"), "{error}");
    }

    #[test]
    fn unique_names_differ() {
        assert_ne!(unique_name("user"), unique_name("user"));
    }
}
