//! Those who send, mark as read, and say again what was acknowledged long ago.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rand::Rng as _;
use skein_client::wire::{Frame, MarkRead, Send, frame::Body};
use skein_client::{Client, ConversationId, Format, RawConnection, RawEvent, SendError, Terminal};
use skein_testkit::{SkeinServer, unique_name};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Diary, Talker};
use crate::checker::{Attempt, MarkSeen, SeenAck, Span};
use crate::people::{PATIENCE, Person, Witness, conversation_id, device, text};

/// Sends of one talker in one conversation that are on their way at a time.
const AT_A_TIME: usize = 6;
/// Acknowledged messages that are sent again after a crash.
const REPEATED: usize = 15;

/// Everything one talker does, until the last life is over.
pub(super) fn start(
    work: &mut JoinSet<Result<()>>,
    talker: &Talker,
    diary: &Diary,
    lives: &watch::Receiver<usize>,
    messages_a_life: usize,
) {
    for conversation in &talker.conversations {
        for _ in 0..AT_A_TIME {
            let sender = Sender {
                uid: talker.person.uid.clone(),
                client: talker.client.clone(),
                conversation: conversation.clone(),
                diary: diary.clone(),
            };
            let messages = messages_a_life.div_ceil(AT_A_TIME);
            work.spawn(sender.run(lives.clone(), messages));
        }
        let reader = Reader {
            uid: talker.person.uid.clone(),
            client: talker.client.clone(),
            witness: talker.witness.clone(),
            conversation: conversation.clone(),
            diary: diary.clone(),
        };
        work.spawn(reader.run(lives.clone()));
    }
}

struct Sender {
    uid: String,
    client: Client,
    conversation: String,
    diary: Diary,
}

impl Sender {
    /// Some messages a life; each is over only when it is acknowledged, in whichever life.
    async fn run(self, mut lives: watch::Receiver<usize>, messages: usize) -> Result<()> {
        let id = conversation_id(&self.conversation)?;
        loop {
            lives.borrow_and_update();
            for _ in 0..messages {
                self.say(id).await?;
            }
            if lives.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    async fn say(&self, id: ConversationId) -> Result<()> {
        let client_msg_id = unique_name("m");
        let padding = "雁".repeat((rand::rng().next_u64() % 60) as usize);
        let words = format!("{} says {client_msg_id} {padding}", self.uid);
        let attempt = Attempt {
            sender: self.uid.clone(),
            client_msg_id: client_msg_id.clone(),
            conversation: self.conversation.clone(),
            text: words.clone(),
        };
        self.diary
            .note(|observed| observed.attempts.push(attempt))
            .await;
        match self.client.send(id, client_msg_id, text(words)).await {
            Ok(ack) => {
                let ack = SeenAck {
                    sender: self.uid.clone(),
                    client_msg_id: ack.client_msg_id,
                    conversation: ack.conversation_id,
                    seq: ack.seq,
                    time_ms: ack.time_ms,
                    at: self.diary.clock.now(),
                };
                self.diary.note(|observed| observed.acks.push(ack)).await;
                Ok(())
            }
            Err(error @ (SendError::Refused(_) | SendError::QueueFull | SendError::Closed)) => {
                Err(error).context("a send that breaks no rule was not taken")
            }
        }
    }
}

struct Reader {
    uid: String,
    client: Client,
    witness: Witness,
    conversation: String,
    diary: Diary,
}

impl Reader {
    /// Marks what was shown as read, now and then something older too.
    async fn run(self, mut lives: watch::Receiver<usize>) -> Result<()> {
        loop {
            lives.borrow_and_update();
            let shown = self
                .witness
                .look(|notes| notes.of(&self.conversation).len()) as u64;
            for read_seq in [shown, shown / 2] {
                let mark = MarkRead {
                    conversation_id: self.conversation.clone(),
                    seq: read_seq,
                };
                let started = self.diary.clock.now();
                // Refused or lost is not confirmed, and promises nothing.
                if let Ok(Body::Done(_)) = self.client.request(mark).await {
                    let mark = MarkSeen {
                        observer: format!("{} themselves", self.uid),
                        conversation: self.conversation.clone(),
                        uid: self.uid.clone(),
                        read_seq,
                        is_set: true,
                        span: Span {
                            started,
                            ended: self.diary.clock.now(),
                        },
                    };
                    self.diary.note(|observed| observed.marks.push(mark)).await;
                }
            }
            let pause = tokio::time::sleep(Duration::from_millis(150));
            tokio::select! {
                () = pause => {}
                changed = lives.changed() => if changed.is_err() { return Ok(()) },
            }
        }
    }
}

/// Sends again what this person was told is stored: the ack must say the same as then.
pub(super) async fn repeat_acknowledged(
    server: &SkeinServer,
    person: &Person,
    diary: &Diary,
) -> Result<()> {
    let again: Vec<Attempt> = {
        let observed = diary.observations.lock().await;
        let mut own: Vec<&SeenAck> = observed
            .acks
            .iter()
            .filter(|ack| ack.sender == person.uid)
            .collect();
        // The newest are the ones a crash could have taken.
        own.reverse();
        own.truncate(REPEATED);
        let is_own = |attempt: &&Attempt| {
            own.iter()
                .any(|ack| ack.client_msg_id == attempt.client_msg_id)
        };
        observed.attempts.iter().filter(is_own).cloned().collect()
    };
    let mut connection = RawConnection::connect(&server.http_url(), Format::Json).await?;
    connection
        .hello(&person.token, device(&person.uid, Terminal::Server))
        .await?;
    let mut expected = again.len();
    for (attempt, id) in again.into_iter().zip(10..) {
        let send = Send {
            conversation_id: attempt.conversation,
            client_msg_id: attempt.client_msg_id,
            content: Some(text(attempt.text)),
        };
        connection.send(&Frame::reply(id, send)).await?;
    }
    while expected > 0 {
        let event = tokio::time::timeout(PATIENCE, connection.receive())
            .await
            .context("no ack came")??;
        let frame = match event {
            RawEvent::Frame(frame) => frame,
            closed @ RawEvent::Closed { .. } => bail!("the server hung up: {closed:?}"),
        };
        match frame.body {
            Some(Body::Ack(ack)) => {
                expected -= 1;
                let ack = SeenAck {
                    sender: person.uid.clone(),
                    client_msg_id: ack.client_msg_id,
                    conversation: ack.conversation_id,
                    seq: ack.seq,
                    time_ms: ack.time_ms,
                    at: diary.clock.now(),
                };
                diary.note(|observed| observed.acks.push(ack)).await;
            }
            Some(Body::Error(error)) => bail!("a repeated send was refused: {error:?}"),
            _ => {}
        }
    }
    Ok(())
}
