//! Crowds of people who talk for a while and leave: WebSocket in both formats, long poll, plain TCP, REST. Each crowd is checked as a
//! whole when it leaves: nothing lost, nothing twice, one order for everybody.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use skein_e2e::checker::check;
use skein_e2e::storm::Crowd;

use crate::run::{Soak, count};

/// Twice a second everybody says something.
const TICK: Duration = Duration::from_millis(500);
/// A crowd stays for two minutes.
const TICKS: usize = 240;

pub(crate) async fn come_and_go(soak: Arc<Soak>, messages: usize) -> Result<()> {
    let mut number = 1;
    while soak.goes_on() {
        one_crowd(&soak, number, messages, TICKS).await?;
        number += 1;
    }
    Ok(())
}

pub(crate) async fn one_crowd(
    soak: &Soak,
    number: usize,
    messages: usize,
    ticks: usize,
) -> Result<()> {
    let server = &soak.office.server;
    let name = format!("crowd-{number}-");
    let crowd = loop {
        match Crowd::gather(server, &name, messages).await {
            Ok(crowd) => break crowd,
            Err(error) => {
                soak.note_error("a crowd that gathers", &error, *soak.phase.borrow());
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    };
    let mut before = 0;
    for _ in 0..ticks {
        if !soak.goes_on() {
            break;
        }
        tokio::time::sleep(TICK).await;
        crowd.say_more();
        let acks = crowd.acks().await;
        count(&soak.counts.acks, (acks - before) as u64);
        before = acks;
    }
    let outcome = crowd.finish(server).await?;
    count(
        &soak.counts.acks,
        (outcome.observations.acks.len() - before) as u64,
    );
    count(&soak.counts.crowds, 1);
    if let Err(violations) = check(&outcome.observations) {
        soak.note_broken(format!("{name}: {violations}"));
    }
    for straggler in outcome.stragglers {
        soak.note_broken(format!("{name}: {straggler} never saw the end"));
    }
    Ok(())
}
