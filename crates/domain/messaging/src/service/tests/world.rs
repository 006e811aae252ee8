//! One app with some users on stores in memory, and short names for what the tests do to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{
    AppId, ClientMsgId, ConversationId, ManualClock, Seq, SessionId, StoreError, Uid,
};
use tokio::sync::{Notify, mpsc};

use crate::contract::memory_conversations::{MemoryConversationStore, StoreMoment, StoreWatch};
use crate::contract::memory_message_log::MemoryMessageLog;
use crate::model::{Appended, Content, GroupTitle, MarkPush, Marks, MemberRole, MemberState, Push};
use crate::ports::{Audience, CommitFeed, ConversationQueries, HistoryRange, MessageLog, Router};
use crate::service::{Messaging, MessagingPorts, SendCommand, SendError, run_delivery};

pub(super) const NOW_MS: i64 = 1_763_700_000_000;

pub(super) struct World {
    pub(super) app: AppId,
    pub(super) messaging: Messaging,
    pub(super) store: Arc<MemoryConversationStore>,
    pub(super) watch: Arc<Watch>,
    pub(super) router: Arc<RecordingRouter>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) log: Arc<MemoryMessageLog>,
    feed: Option<CommitFeed>,
}

impl World {
    /// Nobody follows the log: what is sent is stored and not delivered.
    pub(super) fn new() -> Self {
        let mut world = Self::followed();
        world.feed = None;
        world
    }

    /// What is sent waits for [`World::deliver`], a few commits at most.
    pub(super) fn followed() -> Self {
        let log = Arc::new(MemoryMessageLog::new());
        let feed = log.take_commit_feed();
        let watch = Arc::new(Watch::default());
        let store = Arc::new(MemoryConversationStore::watched(watch.clone()));
        let router = Arc::new(RecordingRouter::default());
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let messaging = Messaging::new(MessagingPorts {
            log: log.clone(),
            conversations: store.clone(),
            router: router.clone(),
            clock: clock.clone(),
        });
        Self {
            app: app("tour"),
            messaging,
            store,
            watch,
            router,
            clock,
            log,
            feed,
        }
    }

    /// Delivers everything that was committed.
    pub(super) async fn deliver(&mut self) {
        let feed = self.feed.as_mut().expect("this world is followed");
        let (hand_over, groups) = mpsc::channel(64);
        while let Ok(group) = feed.try_recv() {
            hand_over
                .try_send(group)
                .expect("the log's own feed is shorter");
        }
        drop(hand_over);
        run_delivery(self.messaging.clone(), groups).await;
    }

    pub(super) async fn direct(&self, a: &str, b: &str) -> ConversationId {
        self.messaging
            .open_direct(&self.app, (&uid(a), &uid(b)))
            .await
            .unwrap()
            .id
    }

    pub(super) async fn group(&self, members: &[&str]) -> ConversationId {
        let members: Vec<Uid> = members.iter().map(|name| uid(name)).collect();
        self.messaging
            .create_group(&self.app, &GroupTitle::parse("group").unwrap(), &members)
            .await
            .unwrap()
            .id
    }

    pub(super) async fn send(
        &self,
        sender: &str,
        to: ConversationId,
        id: &str,
    ) -> Result<Appended, SendError> {
        self.send_all(sender, vec![text(to, id)])
            .await
            .pop()
            .unwrap()
    }

    pub(super) async fn send_all(
        &self,
        sender: &str,
        commands: Vec<SendCommand>,
    ) -> Vec<Result<Appended, SendError>> {
        self.messaging
            .send(&self.app, &uid(sender), None, commands)
            .await
    }

    /// Messages 1 to `count` of one sender.
    pub(super) async fn fill(&self, sender: &str, to: ConversationId, count: u64) {
        let commands = (1..=count)
            .map(|number| text(to, &format!("{to} {number}")))
            .collect();
        for sent in self.send_all(sender, commands).await {
            sent.unwrap();
        }
    }

    pub(super) async fn stored(&self, of: ConversationId) -> Vec<(u64, String)> {
        let all = self
            .log
            .read(of, HistoryRange::After(Seq::ZERO), 10_000)
            .await
            .unwrap();
        all.iter()
            .map(|message| (message.seq.0, message.client_msg_id.to_string()))
            .collect()
    }

    pub(super) async fn set_state(&self, of: ConversationId, name: &str, state: MemberState) {
        self.messaging
            .set_member(&self.app, of, &uid(name), MemberRole::Member, state)
            .await
            .unwrap();
    }

    /// Everything up to the seq arrived at the member.
    pub(super) async fn receives(&self, member: &str, talk: ConversationId, seq: u64) {
        self.messaging
            .note_received(&self.app, &uid(member), talk, Seq(seq))
            .await
            .unwrap();
    }

    pub(super) async fn stored_marks(&self, of: ConversationId, name: &str) -> Marks {
        let uid = uid(name);
        let found = self
            .store
            .find_members(&self.app, of, &[uid])
            .await
            .unwrap();
        found.first().expect("a member").marks
    }
}

pub(super) fn app(name: &str) -> AppId {
    AppId::parse(name).unwrap()
}

pub(super) fn uid(name: &str) -> Uid {
    Uid::parse(name).unwrap()
}

pub(super) fn session(number: u8) -> SessionId {
    SessionId::from_bytes([number; 16])
}

pub(super) fn nowhere() -> ConversationId {
    ConversationId::from_bytes([0xEE; 16])
}

pub(super) fn text(to: ConversationId, id: &str) -> SendCommand {
    SendCommand {
        conversation_id: to,
        client_msg_id: ClientMsgId::parse(id).unwrap(),
        content: Content::text(id),
    }
}

/// Remembers what was routed to whom.
#[derive(Debug, Default)]
pub(super) struct RecordingRouter {
    routed: Mutex<Vec<(Vec<Uid>, Push)>>,
}

#[async_trait]
impl Router for RecordingRouter {
    async fn route(&self, audience: Audience, push: Push) {
        self.routed.lock().push((audience.uids.to_vec(), push));
    }
}

impl RecordingRouter {
    /// What was routed since the last call.
    pub(super) fn take(&self) -> Vec<(Vec<Uid>, Push)> {
        std::mem::take(&mut self.routed.lock())
    }

    /// Client message ids and audiences of the messages routed since the last call.
    pub(super) fn take_messages(&self) -> Vec<(String, Vec<Uid>)> {
        let messages = self.take().into_iter().filter_map(|(to, push)| match push {
            Push::Message { message, .. } => Some((message.client_msg_id.to_string(), to)),
            _ => None,
        });
        messages.collect()
    }

    pub(super) fn take_marks(&self) -> Vec<(Vec<Uid>, MarkPush)> {
        let marks = self.take().into_iter().filter_map(|(to, push)| match push {
            Push::Mark(mark) => Some((to, mark)),
            _ => None,
        });
        marks.collect()
    }
}

/// Counts reads of the store, holds one up in the middle, and fails what a test wants to fail.
#[derive(Debug, Default)]
pub(super) struct Watch {
    finds: AtomicUsize,
    pub(super) mark_batches: AtomicUsize,
    /// The next read waits, with its answer in hand, until [`Watch::let_go`].
    pub(super) hold_next_find: AtomicBool,
    pub(super) is_held: Notify,
    go_on: Notify,
    /// The next reads that fail, and with what.
    pub(super) failing_finds: Mutex<Vec<StoreError>>,
    pub(super) fail_marks: AtomicBool,
    pub(super) fail_after_set_member: AtomicBool,
}

impl Watch {
    pub(super) fn let_go(&self) {
        self.go_on.notify_one();
    }

    pub(super) fn count_finds(&self) -> usize {
        self.finds.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl StoreWatch for Watch {
    async fn pass(&self, moment: StoreMoment) -> Result<(), StoreError> {
        match moment {
            StoreMoment::MarksComing => {
                self.mark_batches.fetch_add(1, Ordering::SeqCst);
                if self.fail_marks.load(Ordering::SeqCst) {
                    return Err(StoreError::unavailable("the disk is full"));
                }
            }
            StoreMoment::MemberSet => {
                if self.fail_after_set_member.load(Ordering::SeqCst) {
                    return Err(StoreError::unavailable("the answer was lost"));
                }
            }
            StoreMoment::RosterFound => {
                self.finds.fetch_add(1, Ordering::SeqCst);
                if let Some(error) = self.failing_finds.lock().pop() {
                    return Err(error);
                }
                if self.hold_next_find.swap(false, Ordering::SeqCst) {
                    self.is_held.notify_one();
                    self.go_on.notified().await;
                }
            }
            StoreMoment::MembersFound
            | StoreMoment::MembershipsListed
            | StoreMoment::AcquaintedListed => {
                self.finds.fetch_add(1, Ordering::SeqCst);
            }
        }
        Ok(())
    }
}
