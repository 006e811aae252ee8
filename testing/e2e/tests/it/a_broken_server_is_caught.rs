//! The crash test must fail when the server is broken, or it proves nothing: debug builds break promises on request.

use skein_e2e::checker::{Violation, check};
use skein_e2e::storm::{Plan, rage};
use skein_testkit::SkeinServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_acknowledges_before_it_stores() {
    let violations = violations_with("ack-before-durable", 6).await;
    let is_loss = |violation: &Violation| {
        matches!(
            violation,
            Violation::AcknowledgedButLost { .. } | Violation::AckChanged { .. }
        )
    };
    assert!(violations.iter().any(is_loss), "{violations:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_stores_a_repeated_message_again() {
    let violations = violations_with("no-dedup", 3).await;
    let is_copy = |violation: &Violation| matches!(violation, Violation::StoredTwice { .. });
    assert!(violations.iter().any(is_copy), "{violations:#?}");
}

async fn violations_with(fault: &str, kills: usize) -> Vec<Violation> {
    let server = SkeinServer::builder().environment("SKEIN_FAULT", fault);
    let outcome = rage(
        server,
        Plan {
            kills,
            messages_a_life: 30,
        },
    )
    .await
    .unwrap();
    match check(&outcome.observations) {
        Ok(()) => panic!("the checker did not notice {fault}"),
        Err(violations) => violations.0,
    }
}
