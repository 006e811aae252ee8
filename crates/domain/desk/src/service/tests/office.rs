//! A desk on memory adapters, with the two consumers of events turned by hand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{
    AppId, ClientMsgId, Clock, ConsultationId, ConversationId, ManualClock, Seq, StoreError, Uid,
    UserKey,
};
use skein_messaging::contract::memory_conversations::MemoryConversationStore;
use skein_messaging::model::{
    Append, Appended, Content, LoggedMessage, Member, MemberState, Message, Push, SystemEvent,
    Terminal,
};
use skein_messaging::ports::{
    Audience, ChangeOutbox, CommitFeed, ConversationQueries, HistoryRange, LogPosition, MessageLog,
    PresenceDirectory, Router, TailPage,
};
use skein_messaging::service::{Messaging, MessagingPorts};
use tokio::sync::{Notify, watch};

use crate::contract::MemoryDeskStore;
use crate::model::{AgentStatus, Capacity, ConsultationNotice, ConsultationView, DeskNotice};
use crate::ports::{Person, PersonDirectory};
use crate::service::commands::Commands;
use crate::service::{Desk, DeskPorts};

pub(super) struct Office {
    pub(super) desk: Desk,
    pub(super) app: AppId,
    pub(super) store: MemoryDeskStore,
    pub(super) messaging: Messaging,
    pub(super) log: Arc<MemoryLog>,
    pub(super) router: Arc<Mailroom>,
    pub(super) presence: Arc<Presences>,
    pub(super) clock: Arc<ManualClock>,
    /// Goes on whoever sets the clock.
    pub(super) steady: Arc<ManualClock>,
    pub(super) people: Arc<Phonebook>,
    /// Where the two consumers are.
    heard: LogPosition,
    followed: u64,
    said: u64,
}

pub(super) fn uid(name: &str) -> Uid {
    Uid::parse(name).unwrap()
}

impl Office {
    pub(super) async fn open() -> Self {
        let conversations = Arc::new(MemoryConversationStore::new());
        let log = Arc::new(MemoryLog {
            conversations: Arc::clone(&conversations),
            ..MemoryLog::default()
        });
        let router = Arc::new(Mailroom::default());
        let presence = Arc::new(Presences::default());
        let clock = Arc::new(ManualClock::at(1_000_000));
        let steady = Arc::new(ManualClock::at(5));
        let people = Arc::new(Phonebook::default());
        let store = MemoryDeskStore::new();
        let messaging = Messaging::new(MessagingPorts {
            log: Arc::clone(&log) as Arc<dyn MessageLog>,
            conversations,
            router: Arc::clone(&router) as Arc<dyn Router>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
        });
        let ports = DeskPorts {
            store: Arc::new(store.clone()),
            messaging: messaging.clone(),
            router: Arc::clone(&router) as Arc<dyn Router>,
            presence: Arc::clone(&presence) as Arc<dyn PresenceDirectory>,
            people: Arc::clone(&people) as Arc<dyn PersonDirectory>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            steady: Arc::clone(&steady) as Arc<dyn Clock>,
        };
        let office = Self {
            desk: Desk::new(ports),
            app: AppId::parse("tour").unwrap(),
            store,
            messaging,
            log,
            router,
            presence,
            clock,
            steady,
            people,
            heard: LogPosition::default(),
            followed: 0,
            said: 0,
        };
        office.desk.ensure_default_team(&office.app).await.unwrap();
        office
    }

    pub(super) fn commands(&self) -> Commands<'_> {
        Commands::on(&self.store)
    }

    /// Time passes; setting `clock` alone is somebody setting the clock of the machine.
    pub(super) fn passes(&self, ms: i64) {
        self.clock.advance_ms(ms);
        self.steady.advance_ms(ms);
    }

    /// The server is started again after a while: a new desk over the same store.
    pub(super) fn starts_again(&mut self, after_ms: i64) {
        self.clock.advance_ms(after_ms);
        self.steady = Arc::new(ManualClock::at(77));
        self.presence.nobody();
        self.desk = Desk::new(DeskPorts {
            store: Arc::new(self.store.clone()),
            messaging: self.messaging.clone(),
            router: Arc::clone(&self.router) as Arc<dyn Router>,
            presence: Arc::clone(&self.presence) as Arc<dyn PresenceDirectory>,
            people: Arc::clone(&self.people) as Arc<dyn PersonDirectory>,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            steady: Arc::clone(&self.steady) as Arc<dyn Clock>,
        });
    }

    /// The agent's last connection comes or goes, and the desk is told.
    pub(super) async fn connection(&mut self, agent: &Uid, is_here: bool) {
        if is_here {
            self.presence.connect(&self.app, agent);
            self.desk.agent_connected(&self.app, agent).await.unwrap();
        } else {
            self.presence.disconnect(&self.app, agent);
            self.desk
                .agent_disconnected(&self.app, agent)
                .await
                .unwrap();
        }
        self.settle().await;
    }

    /// An agent of the default team, with a connection, in the given status.
    pub(super) async fn hire(&self, name: &str, capacity: u32, status: AgentStatus) -> Uid {
        let agent = uid(name);
        self.presence.connect(&self.app, &agent);
        let capacity = Some(Capacity::new(capacity).unwrap());
        self.desk
            .create_agent(&self.app, &agent, capacity, &[])
            .await
            .unwrap();
        self.desk
            .set_status(&self.app, &agent, status)
            .await
            .unwrap();
        agent
    }

    /// Somebody writes into the thread of a customer; nothing has followed from it yet.
    pub(super) async fn writes(&mut self, customer: &str, sender: &str) -> ConversationId {
        self.passes(1_000);
        self.said += 1;
        let thread = self
            .messaging
            .open_thread(&self.app, &uid(customer))
            .await
            .unwrap()
            .id;
        let append = Append {
            app: self.app.clone(),
            conversation_id: thread,
            sender: Some(uid(sender)),
            client_msg_id: ClientMsgId::parse(&format!("m{}", self.said)).unwrap(),
            time_ms: self.clock.now_ms(),
            content: Content::text(format!("message\n{}", self.said)),
            origin: None,
        };
        self.log.append(vec![append]).await.unwrap();
        thread
    }

    pub(super) async fn thread_of(&self, customer: &str) -> ConversationId {
        let thread = self.messaging.open_thread(&self.app, &uid(customer)).await;
        thread.unwrap().id
    }

    /// A customer writes, and everything follows.
    pub(super) async fn asks(&mut self, customer: &str) -> ConsultationView {
        self.writes(customer, customer).await;
        self.settle().await;
        self.newest_of(customer).await
    }

    /// The agent writes to the customer, and everything follows.
    pub(super) async fn answers(&mut self, customer: &str, agent: &Uid) {
        self.writes(customer, agent.as_str()).await;
        self.settle().await;
    }

    pub(super) async fn newest_of(&self, customer: &str) -> ConsultationView {
        let mut newest = self
            .desk
            .consultations_of_customer(&self.app, &uid(customer), 1)
            .await
            .unwrap();
        newest.pop().expect("the customer asked")
    }

    /// Both consumers go on until there is nothing new.
    pub(super) async fn settle(&mut self) {
        loop {
            let page = self.log.tail(self.heard, 100).await.unwrap();
            let changes = self.store.list_changes(self.followed, 100).await.unwrap();
            if page.messages.is_empty() && changes.is_empty() {
                return;
            }
            self.desk.on_messages(&page.messages).await.unwrap();
            self.heard = page.next;
            self.desk.on_changes(&changes).await.unwrap();
            self.followed = changes
                .last()
                .map_or(self.followed, |change| change.position);
        }
    }

    /// Both consumers lost their place and see everything again.
    pub(super) async fn replay(&mut self) {
        self.heard = LogPosition::default();
        self.followed = 0;
        self.settle().await;
    }

    /// System events of a thread, as `word reason`.
    pub(super) fn events(&self, thread: ConversationId) -> Vec<String> {
        self.log
            .of(thread)
            .iter()
            .filter_map(|message| match &message.content {
                Content::System(SystemEvent { kind, reason, .. }) => {
                    Some(format!("{kind:?} {reason}").replace("Consultation", ""))
                }
                _ => None,
            })
            .collect()
    }

    pub(super) async fn member_state(
        &self,
        thread: ConversationId,
        uid: &Uid,
    ) -> Option<MemberState> {
        let member = self.member(thread, uid).await;
        member.map(|member| member.membership.state)
    }

    pub(super) async fn member(&self, thread: ConversationId, uid: &Uid) -> Option<Member> {
        let found = self.messaging.find_member(&self.app, thread, uid).await;
        found.unwrap()
    }
}

/// Keeps what was appended, in order.
#[derive(Debug, Default)]
pub(super) struct MemoryLog {
    messages: Mutex<Vec<LoggedMessage>>,
    /// Who takes part decides who gets a message: asked when it is appended, as delivery does.
    conversations: Arc<MemoryConversationStore>,
    audiences: Mutex<HashMap<ClientMsgId, Vec<Uid>>>,
    /// A conversation that can't be read any more.
    pub(super) damaged: Mutex<Option<ConversationId>>,
    newest: watch::Sender<LogPosition>,
}

impl MemoryLog {
    pub(super) fn of(&self, thread: ConversationId) -> Vec<Arc<Message>> {
        let messages = self.messages.lock();
        let here = messages
            .iter()
            .filter(|one| one.message.conversation_id == thread);
        here.map(|one| Arc::clone(&one.message)).collect()
    }

    /// Who took part when the system event of that word was appended.
    pub(super) fn audience_of(&self, consultation: ConsultationId, word: &str) -> Vec<Uid> {
        let id = format!("consultation:{consultation}:{word}");
        let audiences = self.audiences.lock();
        audiences
            .get(&ClientMsgId::parse(&id).unwrap())
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.messages.lock().len()
    }
}

#[async_trait]
impl MessageLog for MemoryLog {
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
        for append in &batch {
            let thread = append.conversation_id;
            let found = self.conversations.find_roster(&append.app, thread).await?;
            let active = found.into_iter().flat_map(|roster| roster.active);
            let audience = active.map(|(uid, _)| uid).collect();
            self.audiences
                .lock()
                .entry(append.client_msg_id.clone())
                .or_insert(audience);
        }
        let mut messages = self.messages.lock();
        let mut answers = Vec::new();
        for append in batch {
            let known = messages.iter().find(|one| {
                one.app == append.app
                    && one.message.sender == append.sender
                    && one.message.client_msg_id == append.client_msg_id
            });
            if let Some(known) = known {
                answers.push(Appended {
                    conversation_id: known.message.conversation_id,
                    seq: known.message.seq,
                    time_ms: known.message.time_ms,
                    repeated: true,
                });
                continue;
            }
            let before = messages
                .iter()
                .filter(|one| one.message.conversation_id == append.conversation_id);
            let seq = Seq(before.count() as u64 + 1);
            answers.push(Appended {
                conversation_id: append.conversation_id,
                seq,
                time_ms: append.time_ms,
                repeated: false,
            });
            let message = Message {
                conversation_id: append.conversation_id,
                seq,
                sender: append.sender,
                client_msg_id: append.client_msg_id,
                time_ms: append.time_ms,
                content: append.content,
            };
            messages.push(LoggedMessage {
                app: append.app,
                message: Arc::new(message),
                origin: None,
            });
        }
        Ok(answers)
    }

    async fn read(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        if *self.damaged.lock() == Some(conversation_id) {
            return Err(StoreError::corrupt("a run"));
        }
        let mut messages: Vec<Message> = self
            .of(conversation_id)
            .iter()
            .map(|message| (**message).clone())
            .collect();
        match range {
            HistoryRange::After(after) => {
                messages.retain(|message| message.seq > after);
                messages.truncate(limit);
            }
            HistoryRange::Before(before) => {
                messages.retain(|message| message.seq < before);
                messages.drain(..messages.len().saturating_sub(limit));
            }
            HistoryRange::Newest => {
                messages.drain(..messages.len().saturating_sub(limit));
            }
        }
        Ok(messages)
    }

    async fn last_seqs(&self, conversations: &[ConversationId]) -> Result<Vec<Seq>, StoreError> {
        Ok(conversations
            .iter()
            .map(|id| Seq(self.of(*id).len() as u64))
            .collect())
    }

    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError> {
        let messages: Vec<LoggedMessage> = self
            .messages
            .lock()
            .iter()
            .skip(after.0 as usize)
            .take(limit)
            .cloned()
            .collect();
        let next = LogPosition(after.0 + messages.len() as u64);
        Ok(TailPage { messages, next })
    }

    fn watch_committed(&self) -> watch::Receiver<LogPosition> {
        self.newest.subscribe()
    }

    fn take_commit_feed(&self) -> Option<CommitFeed> {
        None
    }
}

/// Keeps every notice by whom it was for.
#[derive(Debug, Default)]
pub(super) struct Mailroom {
    notices: Mutex<HashMap<Uid, Vec<(u64, DeskNotice)>>>,
}

impl Mailroom {
    /// As a screen sees them: without those that are older than one that came.
    pub(super) fn take(&self, to: &Uid) -> Vec<DeskNotice> {
        let mut newest: HashMap<String, u64> = HashMap::new();
        let mut shown = self.notices.lock().remove(to).unwrap_or_default();
        shown.retain(|(revision, notice)| {
            let raw = notice.at(*revision);
            let newest = newest.entry(raw.kind + &raw.subject).or_default();
            let is_news = *revision >= *newest;
            *newest = *revision.max(newest);
            is_news
        });
        shown.into_iter().map(|(_, notice)| notice).collect()
    }

    /// What a customer's screen showed in the end: state, position, estimate.
    pub(super) fn last_place(&self, to: &str) -> (&'static str, u32, u32) {
        match self.take(&uid(to)).pop() {
            Some(DeskNotice::Consultation(one)) => {
                (one.state.as_str(), one.queue_position, one.wait_estimate_s)
            }
            other => panic!("{to} got {other:?}"),
        }
    }

    /// The last that somebody was told of a consultation.
    pub(super) fn last_consultation(&self, to: &Uid) -> ConsultationNotice {
        let mut told = self.take(to).into_iter().rev();
        told.find_map(|notice| match notice {
            DeskNotice::Consultation(one) => Some(one),
            _ => None,
        })
        .expect("told of a consultation")
    }
}

#[async_trait]
impl Router for Mailroom {
    async fn route(&self, audience: Audience, push: Push) {
        let Push::Notice(notice) = push else {
            panic!("the desk pushes notices only")
        };
        let parsed = DeskNotice::parse(&notice).expect("of the desk").unwrap();
        for to in audience.uids.iter() {
            let mut notices = self.notices.lock();
            let of = notices.entry(to.clone()).or_default();
            of.push((notice.revision, parsed.clone()));
        }
    }
}

/// Who is connected. A look at it can be held up in the middle.
#[derive(Debug, Default)]
pub(super) struct Presences {
    connected: Mutex<HashSet<UserKey>>,
    /// So many looks from now, one waits until [`Presences::let_go`].
    pub(super) hold_after: Mutex<Option<usize>>,
    pub(super) is_held: Notify,
    go_on: Notify,
}

impl Presences {
    pub(super) fn connect(&self, app: &AppId, uid: &Uid) {
        let user = UserKey::new(app.clone(), uid.clone());
        self.connected.lock().insert(user);
    }

    pub(super) fn disconnect(&self, app: &AppId, uid: &Uid) {
        let user = UserKey::new(app.clone(), uid.clone());
        self.connected.lock().remove(&user);
    }

    pub(super) fn nobody(&self) {
        self.connected.lock().clear();
    }

    pub(super) fn let_go(&self) {
        self.go_on.notify_one();
    }

    fn is_to_be_held(&self) -> bool {
        let mut hold_after = self.hold_after.lock();
        let looks = hold_after.take();
        *hold_after = looks.and_then(|looks| looks.checked_sub(1));
        looks == Some(0)
    }
}

#[async_trait]
impl PresenceDirectory for Presences {
    async fn terminals_of(&self, user: &UserKey) -> Vec<Terminal> {
        if self.is_to_be_held() {
            self.is_held.notify_one();
            self.go_on.notified().await;
        }
        if self.connected.lock().contains(user) {
            vec![Terminal::Web]
        } else {
            Vec::new()
        }
    }
}

/// Knows everybody whose name does not begin with `x`; the `v` ones are verified.
#[derive(Debug, Default)]
pub(super) struct Phonebook {
    pub(super) disabled: Mutex<HashSet<Uid>>,
}

#[async_trait]
impl PersonDirectory for Phonebook {
    async fn describe_people(&self, _app: &AppId, uids: &[Uid]) -> Result<Vec<Person>, StoreError> {
        let known = uids.iter().filter(|uid| !uid.as_str().starts_with('x'));
        Ok(known
            .map(|uid| Person {
                uid: uid.clone(),
                name: format!("Name of {uid}"),
                verified: uid.as_str().starts_with('v'),
                disabled: self.disabled.lock().contains(uid),
            })
            .collect())
    }
}
