//! A desk for tests: visitors of a site, agents of its team, and what they see and do.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use skein_client::wire::{ConsultationNotice, notice};
use skein_client::{Client, ConversationId, Event, Format, Terminal, Transport};
use skein_testkit::{Rest, SkeinServer};

use crate::people::{Person, Witness, conversation_id};

/// Of the site that `--demo` makes for the app of the test.
pub const SITE: &str = "demo";

/// A server with a site, and the team that answers.
#[derive(Debug)]
pub struct Office {
    pub server: SkeinServer,
    pub team_id: String,
}

/// Somebody on the site who wants an answer.
#[derive(Debug)]
pub struct Visitor {
    pub uid: String,
    /// With which the same browser comes back.
    pub visitor_token: String,
    pub rest: Rest,
    pub client: Client,
    pub witness: Witness,
    /// The conversation id of the thread, as text and parsed.
    pub thread: String,
    pub thread_id: ConversationId,
}

/// An agent with a signed-in console.
#[derive(Debug)]
pub struct AgentDesk {
    pub uid: String,
    pub rest: Rest,
    pub client: Client,
    pub witness: Witness,
}

impl Office {
    pub async fn open() -> Result<Self> {
        let server = SkeinServer::builder()
            .argument("--demo")
            .config("desk.silence_check_ms", 200)
            .start()
            .await?;
        Self::of(server).await
    }

    /// In a server that was started with `--demo`.
    pub async fn of(server: SkeinServer) -> Result<Self> {
        let teams = server.facade().rest().get("/v1/teams").await?.success()?;
        let team_id = teams["items"][0]["id"]
            .as_str()
            .context("an app has a team")?
            .to_owned();
        Ok(Self { server, team_id })
    }

    /// What the site answers a page that asks for a session.
    pub async fn session(&self, request: &Value) -> Result<Value> {
        let origin = format!(
            "http://{}",
            self.server.demo_address().context("the shop is open")?
        );
        let path = format!("/v1/widget/sites/{SITE}/sessions");
        let answer = self
            .server
            .rest()
            .request(reqwest::Method::POST, &path)
            .header("origin", origin)
            .json(request)
            .send()
            .await?
            .error_for_status()?;
        Ok(answer.json().await?)
    }

    /// A new visitor, with an open page and a thread.
    pub async fn visitor(&self, page_title: &str) -> Result<Visitor> {
        let session = self.session(&json!({"locale": "en"})).await?;
        let text = |value: &Value| {
            value
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("not in {session}"))
        };
        let person = Person {
            uid: text(&session["uid"])?,
            token: text(&session["token"])?,
        };
        let rest = self.server.rest().with_bearer(&person.token);
        let clue = json!({"clue": {"channel": "web", "pageTitle": page_title}});
        let opened = rest.post("/v1/widget/thread", &clue).await?.success()?;
        let thread = opened["conversationId"]
            .as_str()
            .context("a thread has an id")?
            .to_owned();
        let transport = Transport::WebSocket(Format::Json);
        let (client, witness) = person.join(&self.server, transport, Terminal::Web).await?;
        let thread_id = conversation_id(&thread)?;
        Ok(Visitor {
            uid: person.uid,
            visitor_token: text(&session["visitorToken"])?,
            rest,
            client,
            witness,
            thread,
            thread_id,
        })
    }

    /// A new agent who has chosen a password and signed in, but is offline.
    pub async fn agent(&self, uid: &str, capacity: u32) -> Result<AgentDesk> {
        let made = self
            .server
            .facade()
            .create_agent(uid, capacity, &[&self.team_id])
            .await?;
        let link = made["setupLink"]
            .as_str()
            .context("an agent is made with a link")?;
        let (_, code) = link.split_once("code=").context("a link holds a code")?;
        let setup = json!({"code": code, "password": format!("the password of {uid}")});
        let session = self
            .server
            .rest()
            .post("/v1/console/setup", &setup)
            .await?
            .success()?;
        let token = session["token"]
            .as_str()
            .context("a session has a token")?
            .to_owned();
        let person = Person {
            uid: uid.to_owned(),
            token,
        };
        let (client, witness) = person
            .join(&self.server, Transport::default(), Terminal::Web)
            .await?;
        let rest = self.server.rest().with_bearer(&person.token);
        Ok(AgentDesk {
            uid: uid.to_owned(),
            rest,
            client,
            witness,
        })
    }

    /// The newest consultation of a visitor, as the business sees it.
    pub async fn consultation(&self, visitor: &Visitor) -> Result<Value> {
        let all = self.server.facade().consultations_of(&visitor.uid).await?;
        all.into_iter()
            .next()
            .context("the visitor has asked nothing so far")
    }
}

impl Visitor {
    pub async fn ask(&self, words: &str) -> Result<u64> {
        Ok(self.client.send_text(self.thread_id, words).await?.seq)
    }

    /// Waits for a notice about the own consultation.
    pub async fn until_notice(
        &self,
        what: &str,
        is_it: impl Fn(&ConsultationNotice) -> bool,
    ) -> Result<ConsultationNotice> {
        let find = |event: &Event| match event {
            Event::Notice(notice) => match &notice.event {
                Some(notice::Event::Consultation(told)) if is_it(told) => Some(told.clone()),
                _ => None,
            },
            _ => None,
        };
        self.witness.until_event(what, find).await
    }
}

impl AgentDesk {
    pub async fn set_status(&self, status: &str) -> Result<Value> {
        self.rest
            .put("/v1/desk/status", &json!({"status": status}))
            .await?
            .success()
    }

    pub async fn resolve(&self, consultation_id: &str) -> Result<Value> {
        self.rest
            .post(
                &format!("/v1/desk/consultations/{consultation_id}/resolve"),
                &json!({}),
            )
            .await?
            .success()
    }

    /// Answers what is on the screen: the talk comes a moment after the assignment.
    pub async fn answer(&self, visitor: &Visitor, words: &str) -> Result<u64> {
        self.witness.until_shown(&visitor.thread, 1).await?;
        Ok(self.client.send_text(visitor.thread_id, words).await?.seq)
    }
}
