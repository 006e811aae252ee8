//! Visitors who ask, agents who answer: sessions of the widget, sign-ins at the console, consultations from the question
//! to the rating. Agents work in shifts; each visitor comes once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use skein_e2e::office::{AgentDesk, Visitor};
use skein_e2e::people::PATIENCE;
use skein_testkit::{eventually, unique_name};
use tokio::task::JoinSet;

use crate::run::{Soak, count};

const AGENTS: usize = 3;
/// As many visitors talk at a time.
const VISITORS: usize = 8;
const SHIFT: Duration = Duration::from_mins(3);
const CAPACITY: u32 = 100;

pub(crate) async fn serve_visitors(soak: Arc<Soak>) -> Result<()> {
    let mut number = 1;
    while soak.goes_on() {
        let phase = *soak.phase.borrow();
        if let Err(error) = one_shift(&soak, number, SHIFT).await {
            soak.note_error("a shift", &error, phase);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        number += 1;
    }
    Ok(())
}

pub(crate) async fn one_shift(soak: &Arc<Soak>, number: usize, lasts: Duration) -> Result<()> {
    let mut agents = HashMap::new();
    for at in 0..AGENTS {
        let uid = unique_name(&format!("agent-{number}-{at}"));
        let agent = soak.office.agent(&uid, CAPACITY).await?;
        agent.set_status("online").await?;
        agents.insert(uid, agent);
    }
    let agents = Arc::new(agents);
    let until = Instant::now() + lasts;
    let mut visits = JoinSet::new();
    for _ in 0..VISITORS {
        visits.spawn(visits_until(Arc::clone(soak), Arc::clone(&agents), until));
    }
    visits.join_all().await;
    for agent in agents.values() {
        let phase = *soak.phase.borrow();
        if let Err(error) = agent.set_status("offline").await {
            soak.note_error("an agent who goes", &error, phase);
        }
        sign_in_again(soak, agent).await;
        agent.client.close().await;
    }
    Ok(())
}

async fn visits_until(soak: Arc<Soak>, agents: Arc<HashMap<String, AgentDesk>>, until: Instant) {
    while soak.goes_on() && Instant::now() < until {
        let phase = *soak.phase.borrow();
        match one_visit(&soak, &agents).await {
            Ok(()) => count(&soak.counts.consultations, 1),
            Err(error) => soak.note_error("a visit", &error, phase),
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// From the question to the rating.
async fn one_visit(soak: &Soak, agents: &HashMap<String, AgentDesk>) -> Result<()> {
    let visitor = soak.office.visitor("the page of a soak").await?;
    let visited = talk(soak, agents, &visitor).await;
    visitor.client.close().await;
    visited
}

async fn talk(soak: &Soak, agents: &HashMap<String, AgentDesk>, visitor: &Visitor) -> Result<()> {
    visitor.ask("where is my order?").await?;
    let served = eventually(PATIENCE, "somebody serves the visitor", || async {
        let consultation = soak.office.consultation(visitor).await?;
        ensure!(consultation["state"] == "assigned", "{consultation}");
        Ok(consultation)
    })
    .await?;
    let id = served["id"].as_str().context("it has an id")?;
    let uid = served["agent"]["uid"].as_str().context("somebody serves")?;
    // Left over from a shift that ended early.
    let agent = agents.get(uid).context("an agent of this shift")?;
    let seq = agent.answer(visitor, "on its way").await?;
    visitor.witness.until_shown(&visitor.thread, seq).await?;
    agent.resolve(id).await?;
    let rating = json!({"score": 5, "tags": [], "comment": "thanks"});
    visitor
        .rest
        .post(&format!("/v1/widget/consultations/{id}/rating"), &rating)
        .await?
        .success()?;
    let stored = soak
        .office
        .server
        .facade()
        .messages_after(&visitor.thread, 0, 100)
        .await?;
    let said: Vec<&Value> = stored
        .iter()
        .map(|message| &message["content"]["text"])
        .filter(|text| !text.is_null())
        .collect();
    if said != ["where is my order?", "on its way"] {
        soak.note_broken(format!("the thread of a visitor holds {said:?}"));
    }
    Ok(())
}

/// With the password, as somebody does who comes back.
async fn sign_in_again(soak: &Soak, agent: &AgentDesk) {
    let phase = *soak.phase.borrow();
    let attempt = async {
        let rest = soak.office.server.rest();
        let uid = &agent.uid;
        let who =
            json!({"appId": "demo", "uid": uid, "password": format!("the password of {uid}")});
        let session = rest.post("/v1/console/login", &who).await?.success()?;
        let token = session["token"].as_str().context("a session has a token")?;
        let me = rest.with_bearer(token).get("/v1/console/me").await?;
        me.success()?;
        anyhow::Ok(())
    };
    match attempt.await {
        Ok(()) => count(&soak.counts.sign_ins, 1),
        Err(error) => soak.note_error("a sign-in", &error, phase),
    }
}
