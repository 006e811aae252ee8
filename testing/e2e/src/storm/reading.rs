//! Those who read: from beginning to end over every door, and the marks again and again.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use skein_client::{HistoryRange, StartAt, Terminal, Transport};
use skein_foundation::runtime;
use skein_testkit::{Facade, SkeinServer};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Diary, Talker};
use crate::checker::{FullRead, MarkSeen, MessageSeen, Span, Stream};
use crate::people::{Witness, conversation_id, seen};

const PAGE: u32 = 100;

/// Newest seq of a conversation, as REST tells it.
pub(super) async fn last_seq(server: &SkeinServer, conversation: &str) -> Result<u64> {
    let path = format!("/v1/conversations/{conversation}");
    let state = server.facade().rest().get(&path).await?.success()?;
    state["lastSeq"]
        .as_u64()
        .with_context(|| format!("no lastSeq in {state}"))
}

/// Reads the marks of a conversation until the last life is over. Answers that a crash cut off are left out.
pub(super) fn watch_marks(
    server: &SkeinServer,
    conversation: &str,
    diary: &Diary,
    mut lives: watch::Receiver<usize>,
) -> JoinHandle<()> {
    let (facade, conversation, diary) = (server.facade(), conversation.to_owned(), diary.clone());
    runtime::spawn("mark_watcher", async move {
        loop {
            let _ = read_marks(&facade, &conversation, &diary).await;
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(50)) => {}
                changed = lives.changed() => if changed.is_err() { return },
            }
        }
    })
}

async fn read_marks(facade: &Facade, conversation: &str, diary: &Diary) -> Result<()> {
    let started = diary.clock.now();
    let state = facade
        .rest()
        .get(&format!("/v1/conversations/{conversation}"))
        .await?
        .success()?;
    let span = Span {
        started,
        ended: diary.clock.now(),
    };
    let members = state["members"]
        .as_array()
        .context("a conversation has members")?;
    for member in members {
        let mark = MarkSeen {
            observer: "rest".to_owned(),
            conversation: conversation.to_owned(),
            uid: member["uid"]
                .as_str()
                .context("a member has a uid")?
                .to_owned(),
            read_seq: member["readSeq"]
                .as_u64()
                .context("a member has a read mark")?,
            is_set: false,
            span,
        };
        diary.note(|observed| observed.marks.push(mark)).await;
    }
    Ok(())
}

/// Every conversation over every door: history of each member's own connection, REST, and a client that has nothing
/// yet and gets all by long-poll sync.
pub(super) async fn read_everything(
    server: &SkeinServer,
    talkers: &[Talker],
    diary: &Diary,
) -> Result<()> {
    let mut conversations: Vec<&String> = talkers
        .iter()
        .flat_map(|talker| &talker.conversations)
        .collect();
    conversations.sort_unstable();
    conversations.dedup();
    for conversation in conversations {
        let facade = server.facade();
        read_by_rest(&facade, conversation, diary).await?;
        read_marks(&facade, conversation, diary).await?;
    }
    for talker in talkers {
        for conversation in &talker.conversations {
            read_by_history(talker, conversation, diary).await?;
        }
    }
    for talker in talkers
        .iter()
        .filter(|talker| talker.name.contains("LongPoll"))
    {
        read_by_sync(server, talker, diary).await?;
    }
    Ok(())
}

pub(super) async fn read_by_rest(facade: &Facade, conversation: &str, diary: &Diary) -> Result<()> {
    let started = diary.clock.now();
    let (mut messages, mut last_seq, mut after) = (Vec::new(), 0, 0);
    loop {
        let path = format!("/v1/conversations/{conversation}/messages?after={after}&limit={PAGE}");
        let page = facade.rest().get(&path).await?.success()?;
        let items = page["items"]
            .as_array()
            .with_context(|| format!("no items in {page}"))?;
        if messages.is_empty() {
            last_seq = page["lastSeq"]
                .as_u64()
                .context("a page names the newest seq")?;
        }
        for item in items {
            messages.push(seen_by_rest(item)?);
        }
        after = messages.last().map_or(0, |message| message.seq);
        if page["hasMore"] != true || after >= last_seq {
            break;
        }
    }
    // What came while it was read is another read's business.
    messages.retain(|message| message.seq <= last_seq);
    note_read(
        diary,
        "the business by REST".to_owned(),
        conversation,
        messages,
        last_seq,
        started,
    )
    .await;
    Ok(())
}

fn seen_by_rest(item: &Value) -> Result<MessageSeen> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let message = (|| {
        Some(MessageSeen {
            seq: item["seq"].as_u64()?,
            sender: text(&item["senderUid"])?,
            client_msg_id: text(&item["clientMsgId"])?,
            time_ms: item["timeMs"].as_i64()?,
            text: text(&item["content"]["text"])
                .or_else(|| text(&item["content"]["text"]["text"]))?,
        })
    })();
    message.with_context(|| format!("not a message: {item}"))
}

async fn read_by_history(talker: &Talker, conversation: &str, diary: &Diary) -> Result<()> {
    let (id, started) = (conversation_id(conversation)?, diary.clock.now());
    let (mut messages, mut after) = (Vec::new(), 0);
    let last_seq = loop {
        let page = talker
            .client
            .history(id, HistoryRange::After(after), PAGE)
            .await?;
        messages.extend(page.messages.iter().map(seen));
        after = page.messages.last().map_or(after, |message| message.seq);
        if !page.has_more {
            break page.last_seq;
        }
    };
    note_read(
        diary,
        format!("{} by history", talker.name),
        conversation,
        messages,
        last_seq,
        started,
    )
    .await;
    Ok(())
}

/// A new device of the same person, that has nothing.
async fn read_by_sync(server: &SkeinServer, talker: &Talker, diary: &Diary) -> Result<()> {
    let builder = talker
        .person
        .client(server, Transport::LongPoll, Terminal::Windows);
    let (client, events) = builder.start_at(StartAt::Beginning).connect();
    let witness = Witness::start(events);
    for conversation in &talker.conversations {
        let last_seq = last_seq(server, conversation).await?;
        // The checker says what is missing.
        let _ = witness.until_shown(conversation, last_seq).await;
        let messages = witness.look(|notes| notes.of(conversation).iter().map(seen).collect());
        let stream = Stream {
            reader: format!("a new device of {} by long-poll sync", talker.person.uid),
            conversation: conversation.clone(),
            messages,
        };
        diary.note(|observed| observed.streams.push(stream)).await;
    }
    client.close().await;
    Ok(())
}

async fn note_read(
    diary: &Diary,
    name: String,
    conversation: &str,
    messages: Vec<MessageSeen>,
    last_seq: u64,
    started: u64,
) {
    let span = Span {
        started,
        ended: diary.clock.now(),
    };
    let read = FullRead {
        name,
        conversation: conversation.to_owned(),
        messages,
        last_seq,
        span,
    };
    diary.note(|observed| observed.reads.push(read)).await;
}
