//! People of a test: users with tokens, their clients, and witnesses who write down all that a client tells.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use skein_client::wire::content::Kind;
use skein_client::{
    Client, ClientBuilder, ConversationId, Device, Event, Events, Message, StartAt, StaticToken,
    Terminal, Transport,
};
use skein_foundation::runtime;
use skein_testkit::SkeinServer;
use tokio::sync::watch;

use crate::checker::MessageSeen;

/// How long a test waits for anything. Generous: it only matters when something is wrong.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for something that would otherwise be waited for without end; a test that hangs says nothing.
///
/// # Panics
/// When it takes longer than a test is patient.
pub async fn patiently<T>(what: &str, work: impl Future<Output = T>) -> T {
    let Ok(done) = tokio::time::timeout(PATIENCE, work).await else {
        panic!("{what}: not within {PATIENCE:?}")
    };
    done
}

/// A user of the test's app.
#[derive(Debug, Clone)]
pub struct Person {
    pub uid: String,
    pub token: String,
}

impl Person {
    /// Made through the facade, as a business does it.
    pub async fn employee(server: &SkeinServer, uid: &str) -> Result<Self> {
        Self::new(server, uid, "employee").await
    }

    pub async fn customer(server: &SkeinServer, uid: &str) -> Result<Self> {
        Self::new(server, uid, "customer").await
    }

    async fn new(server: &SkeinServer, uid: &str, kind: &str) -> Result<Self> {
        let facade = server.facade();
        facade.create_user(uid, kind).await?;
        Ok(Self {
            uid: uid.to_owned(),
            token: facade.issue_token(uid).await?,
        })
    }

    /// A client that reconnects without delay and shows every conversation from its beginning.
    pub fn client(
        &self,
        server: &SkeinServer,
        transport: Transport,
        terminal: Terminal,
    ) -> ClientBuilder {
        client_with(server, &self.token, transport, device(&self.uid, terminal))
    }

    /// The client, online, and its witness.
    pub async fn join(
        &self,
        server: &SkeinServer,
        transport: Transport,
        terminal: Terminal,
    ) -> Result<(Client, Witness)> {
        let (client, events) = self.client(server, transport, terminal).connect();
        let witness = Witness::start(events);
        client
            .online()
            .await
            .map_err(|cause| anyhow::anyhow!("{} was not let in: {cause:?}", self.uid))?;
        Ok((client, witness))
    }
}

/// Where a server is reached by a transport.
///
/// # Panics
/// When the test has switched the transport off.
pub fn url(server: &SkeinServer, transport: Transport) -> String {
    match transport {
        Transport::WebSocket(_) | Transport::LongPoll => server.http_url(),
        Transport::Tcp => format!("tcp://{}", server.tcp_address().expect("plain TCP is on")),
    }
}

/// A client with any token and device.
pub fn client_with(
    server: &SkeinServer,
    token: &str,
    transport: Transport,
    device: Device,
) -> ClientBuilder {
    Client::builder(&url(server, transport), device, StaticToken::new(token))
        .transport(transport)
        .start_at(StartAt::Beginning)
        .tune(|config| {
            config.backoff_min_ms = 20;
            config.backoff_max_ms = 200;
            config.max_queued_sends = 1_000;
        })
}

/// The device of a user on a terminal.
pub fn device(uid: &str, terminal: Terminal) -> Device {
    Device {
        id: format!("{uid}-{}", terminal.as_str_name()),
        terminal: terminal.into(),
        name: format!("{uid} on {}", terminal.as_str_name()),
    }
}

pub fn conversation_id(text: &str) -> Result<ConversationId> {
    ConversationId::parse(text).with_context(|| format!("{text} is no conversation id"))
}

/// A text as content of a send.
pub fn text(words: impl Into<String>) -> skein_client::Content {
    skein_client::Content {
        kind: Some(Kind::Text(skein_client::wire::Text { text: words.into() })),
    }
}

/// The text of a message; nothing for other kinds.
pub fn words(message: &Message) -> &str {
    match message
        .content
        .as_ref()
        .and_then(|content| content.kind.as_ref())
    {
        Some(Kind::Text(text)) => &text.text,
        _ => "",
    }
}

/// A message as the checker takes it.
pub fn seen(message: &Message) -> MessageSeen {
    MessageSeen {
        seq: message.seq,
        sender: message.sender_uid.clone(),
        client_msg_id: message.client_msg_id.clone(),
        time_ms: message.time_ms,
        text: words(message).to_owned(),
    }
}

/// Writes down all events of a client.
#[derive(Debug, Clone)]
pub struct Witness {
    notes: Arc<watch::Sender<Notes>>,
}

/// What was written down.
#[derive(Debug, Default)]
pub struct Notes {
    /// Everything but messages.
    pub events: Vec<Event>,
    pub messages: BTreeMap<String, Vec<Message>>,
}

impl Notes {
    /// Messages of one conversation, as shown.
    pub fn of(&self, conversation: &str) -> &[Message] {
        self.messages.get(conversation).map_or(&[], Vec::as_slice)
    }
}

impl Witness {
    pub fn start(mut events: Events) -> Self {
        let notes = Arc::new(watch::Sender::new(Notes::default()));
        let writer = Arc::clone(&notes);
        runtime::spawn("witness", async move {
            while let Some(event) = events.next().await {
                writer.send_modify(|notes| match event {
                    Event::Message(message) => {
                        notes
                            .messages
                            .entry(message.conversation_id.clone())
                            .or_default()
                            .push(message);
                    }
                    event => notes.events.push(event),
                });
            }
        });
        Self { notes }
    }

    /// Waits until the notes hold it; the error shows the last notes.
    pub async fn until<T>(&self, what: &str, find: impl Fn(&Notes) -> Option<T>) -> Result<T> {
        let mut notes = self.notes.subscribe();
        let mut found = None;
        let waited = tokio::time::timeout(
            PATIENCE,
            notes.wait_for(|notes| {
                found = find(notes);
                found.is_some()
            }),
        )
        .await
        .map(|_| ());
        match found {
            Some(found) => Ok(found),
            None => bail!(
                "{what}: never seen ({waited:?}) in {:#?}",
                self.notes.borrow().events
            ),
        }
    }

    /// Waits until a conversation was shown up to a seq.
    pub async fn until_shown(&self, conversation: &str, seq: u64) -> Result<()> {
        let what = format!("{conversation} up to {seq}");
        let shown = |notes: &Notes| {
            notes
                .of(conversation)
                .last()
                .is_some_and(|last| last.seq >= seq)
        };
        self.until(&what, |notes| shown(notes).then_some(())).await
    }

    /// Waits for an event that was or will be told.
    pub async fn until_event<T>(
        &self,
        what: &str,
        find: impl Fn(&Event) -> Option<T>,
    ) -> Result<T> {
        self.until(what, |notes| notes.events.iter().find_map(&find))
            .await
    }

    /// Looks at the notes as they are now.
    pub fn look<T>(&self, look: impl FnOnce(&Notes) -> T) -> T {
        look(&self.notes.borrow())
    }
}
