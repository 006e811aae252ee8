//! Business servers by REST, browsers that load pages, scrapers, and strangers who say nothing or nonsense.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use skein_testkit::{Rest, unique_name};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::disturbances::Phase;
use crate::run::{Soak, count};

const PAGES: [&str; 6] = [
    "/console/",
    "/widget/loader.js",
    "/widget/frame?site=demo",
    "/live",
    "/ready",
    "/nowhere",
];
/// Strangers who are there at a time and say nothing.
const SILENT: usize = 50;

pub(crate) fn start(load: &mut JoinSet<Result<()>>, soak: &Arc<Soak>) {
    load.spawn(repeat(Arc::clone(soak), "a business server", 50, business));
    load.spawn(repeat(Arc::clone(soak), "a browser", 100, browse));
    load.spawn(repeat(Arc::clone(soak), "a scraper", 5_000, scrape));
    load.spawn(repeat(Arc::clone(soak), "strangers", 2_000, strangers));
}

/// Again and again until the soak is over.
async fn repeat<F: Future<Output = Result<()>>>(
    soak: Arc<Soak>,
    who: &'static str,
    pause_ms: u64,
    visit: impl Fn(Arc<Soak>) -> F,
) -> Result<()> {
    while soak.goes_on() {
        let phase = *soak.phase.borrow();
        if let Err(error) = visit(Arc::clone(&soak)).await {
            soak.note_error(who, &error, phase);
        }
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
    }
    Ok(())
}

/// A new customer with a token, an order conversation, a message that is sent twice and stored once, marks and lists.
async fn business(soak: Arc<Soak>) -> Result<()> {
    let facade = soak.office.server.facade();
    let (buyer, seller) = (unique_name("buyer"), unique_name("seller"));
    facade.create_user(&buyer, "employee").await?;
    facade.create_user(&seller, "employee").await?;
    facade.issue_token(&buyer).await?;
    let talk = facade.create_direct(&buyer, &seller).await?;
    for _ in 0..2 {
        let seq = facade.send_text(&talk, &buyer, "order-1", "hello").await?;
        ensure!(seq == 1, "the repeat of seq 1 got seq {seq}");
    }
    facade.mark_read(&talk, &seller, 1).await?;
    let stored = facade.messages_after(&talk, 0, 10).await?;
    if stored.len() != 1 {
        soak.note_broken(format!("one message was sent, {} are stored", stored.len()));
    }
    facade
        .rest()
        .get("/v1/consultations?limit=20")
        .await?
        .success()?;
    facade.revoke_tokens(&buyer).await?;
    count(&soak.counts.requests, 10);
    Ok(())
}

async fn browse(soak: Arc<Soak>) -> Result<()> {
    let rest = soak.office.server.rest();
    for page in PAGES {
        let answer = rest.request(Method::GET, page).send().await?;
        let status = answer.status().as_u16();
        answer.bytes().await?;
        // A server without web pages has none; one that is refused by its disk is not ready.
        ensure!(status < 500 || page == "/ready", "{page} is {status}");
        count(&soak.counts.requests, 1);
    }
    Ok(())
}

async fn scrape(soak: Arc<Soak>) -> Result<()> {
    if *soak.phase.borrow() != Phase::Scraped {
        return Ok(());
    }
    let address = soak
        .office
        .server
        .operations_address()
        .context("figures are served")?;
    let answer = Rest::new(&format!("http://{address}"))
        .request(Method::GET, "/metrics")
        .send()
        .await?;
    ensure!(answer.status().is_success(), "{}", answer.status());
    ensure!(answer.text().await?.contains("skein_log_appends_total"));
    Ok(())
}

/// Some connect and say nothing for two seconds, some say what nobody understands, some show a token that nobody issued.
async fn strangers(soak: Arc<Soak>) -> Result<()> {
    let address = soak.office.server.address().to_owned();
    let mut silent = Vec::with_capacity(SILENT);
    for _ in 0..SILENT {
        silent.push(TcpStream::connect(&address).await?);
    }
    let mut rude = TcpStream::connect(&address).await?;
    rude.write_all(b"\x16\x03\x01 no such protocol\r\n\r\n")
        .await?;
    let mut answer = Vec::new();
    rude.read_to_end(&mut answer).await?;
    let rest = soak.office.server.rest().with_bearer("nobody.issued.this");
    let refused = rest.get("/v1/desk/queue").await?;
    ensure!(
        refused.status == 401,
        "a forged token got {}",
        refused.status
    );
    let hello: Value = json!({"frames": [{"id": 1, "hello": {"token": "forged"}}]});
    rest.post("/v1/poll", &hello).await?;
    count(&soak.counts.strangers, SILENT as u64 + 3);
    Ok(())
}
