//! Promises 1 to 4: whatever was acknowledged survives any crash, once, in its place, and read marks never go back.

use skein_e2e::checker::check;
use skein_e2e::storm::{Plan, rage};
use skein_testkit::SkeinServer;

/// The server is killed twenty-two times in the middle of full load; only what clients saw is evidence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_more_than_twenty_crashes_under_full_load() {
    let plan = Plan {
        kills: 22,
        messages_a_life: 30,
    };
    let outcome = rage(SkeinServer::builder(), plan).await.unwrap();
    if let Err(violations) = check(&outcome.observations) {
        panic!("{violations}");
    }
    assert_eq!(
        outcome.stragglers,
        Vec::<String>::new(),
        "some clients never caught up"
    );
    let observed = &outcome.observations;
    println!(
        "{} messages acknowledged, {} in flight at the kills, {} full reads, {} streams, {} marks",
        observed.acks.len(),
        outcome.in_flight_at_kills,
        observed.reads.len(),
        observed.streams.len(),
        observed.marks.len()
    );
    // Without these the test would have proven nothing.
    assert!(
        outcome.in_flight_at_kills > 0,
        "no crash came while something was on its way"
    );
    assert!(observed.acks.len() > 1_000, "hardly anything was said");
}
