//! Which sessions live on this node, found by user.
//!
//! Invariant: at most one session per (user, terminal). A newer one replaces the older, and removing compares the
//! session, so that a late goodbye of the older can't remove the newer.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::UserKey;
use skein_messaging::model::{PresencePush, Push, Terminal};
use skein_messaging::ports::{Audience, Outlet, PresenceDirectory, PresenceObserver};

use crate::departures::Departures;
use crate::encoded::EncodedPush;
use crate::presence::Watchers;
use crate::session::{End, SessionHandle};

/// Locks are held for a look-up only; this many make waiting for one unlikely.
const SHARDS: usize = 64;

type Sessions = HashMap<UserKey, Vec<Arc<SessionHandle>>>;

#[derive(Debug)]
pub(crate) struct Registry {
    shards: Vec<Mutex<Sessions>>,
    hasher: RandomState,
    sessions: AtomicUsize,
    watchers: Watchers,
    departures: Mutex<Departures>,
    observer: Arc<dyn PresenceObserver>,
}

impl Registry {
    pub(crate) fn new(observer: Arc<dyn PresenceObserver>) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            sessions: AtomicUsize::new(0),
            watchers: Watchers::default(),
            departures: Mutex::default(),
            observer,
        }
    }

    fn shard(&self, user: &UserKey) -> &Mutex<Sessions> {
        &self.shards[self.hasher.hash_one(user) as usize % SHARDS]
    }

    pub(crate) fn session_count(&self) -> usize {
        self.sessions.load(Ordering::Relaxed)
    }

    /// Takes a session in; an older one of the same user on the same terminal is told to go.
    pub(crate) fn register(&self, session: &Arc<SessionHandle>) {
        let mut shard = self.shard(&session.user).lock();
        let sessions = shard.entry(session.user.clone()).or_default();
        let is_first = sessions.is_empty();
        let older = sessions
            .iter()
            .position(|other| other.terminal == session.terminal);
        let replaced = older.map(|at| sessions.swap_remove(at));
        sessions.push(Arc::clone(session));
        if let Some(older) = &replaced {
            older.outbox.end(End::Replaced {
                device_name: session.device_name.clone(),
            });
        } else {
            self.sessions.fetch_add(1, Ordering::Relaxed);
            self.show_presence(&session.user, terminals_of(sessions));
        }
        // Told under the lock, so that coming and leaving are told in the order in which they happen.
        if is_first {
            self.departures.lock().cancel(&session.user);
            self.observer.user_came(&session.user, session.role);
        }
    }

    /// Takes a session out, if it is still the one that stands here.
    pub(crate) fn unregister(&self, session: &Arc<SessionHandle>, now_ms: i64) {
        self.take_out(session, now_ms);
        // Afterwards, when nothing new can be watched.
        self.watchers.watch(session, Vec::new());
    }

    fn take_out(&self, session: &Arc<SessionHandle>, now_ms: i64) {
        let mut shard = self.shard(&session.user).lock();
        let Some(sessions) = shard.get_mut(&session.user) else {
            return;
        };
        let Some(at) = sessions
            .iter()
            .position(|other| Arc::ptr_eq(other, session))
        else {
            return;
        };
        sessions.swap_remove(at);
        self.sessions.fetch_sub(1, Ordering::Relaxed);
        if sessions.is_empty() {
            shard.remove(&session.user);
            self.departures
                .lock()
                .begin(&session.user, session.role, session.terminal, now_ms);
        } else {
            self.show_presence(&session.user, terminals_of(sessions));
        }
    }

    /// Says goodbye for users whose grace is over. Call once a second.
    pub(crate) fn announce_departures(&self, now_ms: i64) {
        loop {
            let due = self.departures.lock().next_due(now_ms);
            let Some((user, role)) = due else { return };
            let shard = self.shard(&user).lock();
            if !shard.contains_key(&user) {
                self.show_presence(&user, Vec::new());
                self.observer.user_left(&user, role);
            }
        }
    }

    /// Replaces the set of users whose presence goes to this session. A session that has left or was replaced while its
    /// request was under way watches nobody: nothing would ever take it off the board again.
    /// So does one that asked for a newer list meanwhile.
    pub(crate) fn watch_presence(
        &self,
        session: &Arc<SessionHandle>,
        list: u64,
        users: Vec<UserKey>,
    ) {
        let shard = self.shard(&session.user).lock();
        let stands_here = shard
            .get(&session.user)
            .is_some_and(|sessions| sessions.iter().any(|other| Arc::ptr_eq(other, session)));
        if stands_here && session.takes_watch_list(list) {
            self.watchers.watch(session, users);
        }
    }

    pub(crate) fn live_terminals(&self, user: &UserKey) -> Vec<Terminal> {
        self.shard(user)
            .lock()
            .get(user)
            .map(|sessions| terminals_of(sessions))
            .unwrap_or_default()
    }

    /// As it is told to those who watch: who is leaving is still there while the grace runs.
    fn shown_terminals(&self, user: &UserKey) -> Vec<Terminal> {
        let shard = self.shard(user).lock();
        match shard.get(user) {
            Some(sessions) => terminals_of(sessions),
            None => Vec::from_iter(self.departures.lock().terminal_of(user)),
        }
    }

    /// Ends the sessions whose token's time is over; their clients come back with the next one. Call once a second.
    pub(crate) fn end_expired(&self, now_ms: i64) {
        for shard in &self.shards {
            for session in shard.lock().values().flatten() {
                if session.has_expired(now_ms) {
                    session.outbox.end(End::TokenExpired);
                }
            }
        }
    }

    /// Asks every session to end.
    pub(crate) fn end_all(&self, end: &End) {
        for shard in &self.shards {
            let sessions: Vec<_> = shard.lock().values().flatten().cloned().collect();
            for session in sessions {
                session.outbox.end(end.clone());
            }
        }
    }

    /// Under the lock of the user's shard, so that what is shown last is what holds.
    fn show_presence(&self, user: &UserKey, terminals: Vec<Terminal>) {
        let watchers = self.watchers.of(user);
        if watchers.is_empty() {
            return;
        }
        let push = Push::Presence(PresencePush {
            uid: user.uid.clone(),
            terminals,
        });
        let Some(encoded) = EncodedPush::new(&push) else {
            return;
        };
        for watcher in watchers {
            encoded.hand_to(&watcher);
        }
    }
}

fn terminals_of(sessions: &[Arc<SessionHandle>]) -> Vec<Terminal> {
    let mut terminals: Vec<Terminal> = sessions.iter().map(|session| session.terminal).collect();
    terminals.sort_unstable();
    terminals
}

impl Outlet for Registry {
    fn deliver(&self, audience: &Audience, push: &Push) {
        let encoded = EncodedPush::new(push);
        let Some(first) = audience.uids.first() else {
            return;
        };
        // One key for all: the count of who holds the app's id is shared by every thread that handles messages.
        let mut user = UserKey::new(audience.app.clone(), first.clone());
        for uid in audience.uids.iter() {
            user.uid.clone_from(uid);
            let shard = self.shard(&user).lock();
            let Some(sessions) = shard.get(&user) else {
                continue;
            };
            for session in sessions {
                match (push, &encoded) {
                    (Push::Revoked { sign_in }, _) => {
                        if sign_in.is_none() || *sign_in == session.sign_in {
                            session.outbox.end(End::Revoked);
                        }
                    }
                    (_, Some(encoded)) => encoded.hand_to(session),
                    (_, None) => {}
                }
            }
        }
    }
}

#[async_trait]
impl PresenceDirectory for Registry {
    async fn terminals_of(&self, user: &UserKey) -> Vec<Terminal> {
        self.live_terminals(user)
    }

    async fn shown_terminals_of(&self, user: &UserKey) -> Vec<Terminal> {
        self.shown_terminals(user)
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use skein_foundation::{AppId, ConversationId, DeviceId, Seq, SessionId, Uid};
    use skein_identity::model::{Role, SignInId};
    use skein_messaging::model::{MarkPush, TypingPush};

    use super::*;
    use crate::encoded::Encoding;
    use crate::session::{SessionIdentity, Waiting};

    #[derive(Debug, Default)]
    struct Told(Mutex<Vec<String>>);

    impl PresenceObserver for Told {
        fn user_came(&self, user: &UserKey, _: Role) {
            self.0.lock().push(format!("{} came", user.uid));
        }

        fn user_left(&self, user: &UserKey, _: Role) {
            self.0.lock().push(format!("{} left", user.uid));
        }
    }

    struct World {
        registry: Registry,
        told: Arc<Told>,
    }

    impl World {
        fn new() -> Self {
            let told = Arc::new(Told::default());
            Self {
                registry: Registry::new(told.clone()),
                told,
            }
        }

        fn enter(&self, name: &str, terminal: Terminal) -> Arc<SessionHandle> {
            self.enter_by(name, terminal, None, i64::MAX)
        }

        fn enter_by(
            &self,
            name: &str,
            terminal: Terminal,
            sign_in: Option<SignInId>,
            token_ends_ms: i64,
        ) -> Arc<SessionHandle> {
            let identity = SessionIdentity {
                id: SessionId::generate(0),
                user: user("app", name),
                role: Role::Agent,
                sign_in,
                token_ends_ms,
                terminal,
                device_id: DeviceId::parse("device").expect("a device id"),
                device_name: format!("{name}'s newer"),
            };
            let session = Arc::new(SessionHandle::new(identity, Encoding::Poll, 1_000));
            self.registry.register(&session);
            session
        }

        fn told(&self) -> Vec<String> {
            std::mem::take(&mut self.told.0.lock())
        }
    }

    fn uid(name: &str) -> Uid {
        Uid::parse(name).expect("a uid")
    }

    fn user(app: &str, name: &str) -> UserKey {
        UserKey::new(AppId::parse(app).expect("an app id"), uid(name))
    }

    fn taken(session: &SessionHandle) -> Option<Waiting> {
        match session
            .outbox
            .poll_take(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(waiting) => Some(waiting),
            Poll::Pending => None,
        }
    }

    fn text(session: &SessionHandle) -> String {
        taken(session).map_or_else(String::new, |waiting| {
            String::from_utf8(waiting.bytes).expect("JSON is text")
        })
    }

    #[test]
    fn a_newer_session_replaces_the_older_whose_late_goodbye_removes_nobody() {
        let world = World::new();
        let older = world.enter("ann", Terminal::Web);
        let phone = world.enter("ann", Terminal::Ios);
        let newer = world.enter("ann", Terminal::Web);
        let end = taken(&older).and_then(|waiting| waiting.end);
        assert_eq!(
            end,
            Some(End::Replaced {
                device_name: "ann's newer".into()
            })
        );
        assert!(taken(&phone).is_none() && taken(&newer).is_none());
        assert_eq!(world.registry.session_count(), 2);
        world.registry.unregister(&older, 0);
        assert_eq!(world.registry.session_count(), 2);
        assert_eq!(
            world.registry.live_terminals(&user("app", "ann")),
            [Terminal::Web, Terminal::Ios]
        );
        world.registry.unregister(&newer, 0);
        world.registry.unregister(&newer, 0);
        assert_eq!(
            world.registry.live_terminals(&user("app", "ann")),
            [Terminal::Ios]
        );
        assert_eq!(world.registry.session_count(), 1);
    }

    #[test]
    fn a_reload_is_no_goodbye_and_a_goodbye_is_said_once_a_grace_after_the_last_one() {
        let world = World::new();
        let first = world.enter("ann", Terminal::Web);
        world.registry.unregister(&first, 0);
        let second = world.enter("ann", Terminal::Web);
        // Gone again shortly before the first grace would have ended: the grace begins anew.
        world.registry.unregister(&second, 9_000);
        let shown = || world.registry.shown_terminals(&user("app", "ann"));
        for now_ms in [10_000, 15_000, 18_999] {
            world.registry.announce_departures(now_ms);
            assert_eq!(shown(), [Terminal::Web], "whoever asks is told the same");
        }
        assert!(
            world
                .registry
                .live_terminals(&user("app", "ann"))
                .is_empty()
        );
        assert_eq!(world.told(), ["ann came", "ann came"]);
        world.registry.announce_departures(19_000);
        assert_eq!(world.told(), ["ann left"]);
        assert_eq!(shown(), []);
        world.registry.announce_departures(90_000);
        assert!(world.told().is_empty());

        let third = world.enter("ann", Terminal::Web);
        let phone = world.enter("ann", Terminal::Ios);
        world.registry.unregister(&third, 100_000);
        world.registry.announce_departures(200_000);
        assert_eq!(world.told(), ["ann came"], "the phone is still there");
        drop(phone);
    }

    #[test]
    fn watchers_see_terminals_come_and_go_and_leave_no_trace() {
        let world = World::new();
        let watcher = world.enter("bob", Terminal::Web);
        world.registry.watch_presence(
            &watcher,
            watcher.number_watch_list(),
            vec![user("app", "ann"), user("app", "cid")],
        );
        let web = world.enter("ann", Terminal::Web);
        assert!(text(&watcher).contains("PRESENCE_STATE_ONLINE"));
        let phone = world.enter("ann", Terminal::Ios);
        // Nothing was taken meanwhile: the latest state is all there is to see.
        world.registry.unregister(&web, 0);
        let seen = text(&watcher);
        assert!(
            seen.contains("TERMINAL_IOS") && !seen.contains("TERMINAL_WEB"),
            "{seen}"
        );
        world.registry.unregister(&phone, 0);
        assert_eq!(text(&watcher), "", "not before the grace is over");
        world.registry.announce_departures(10_000);
        assert!(text(&watcher).contains("PRESENCE_STATE_OFFLINE"));

        world.registry.watch_presence(
            &watcher,
            watcher.number_watch_list(),
            vec![user("app", "cid")],
        );
        world.enter("ann", Terminal::Web);
        assert_eq!(text(&watcher), "");
        world.registry.unregister(&watcher, 0);
        world.enter("cid", Terminal::Web);
        assert_eq!(text(&watcher), "");
    }

    #[test]
    fn of_two_lists_the_one_that_was_asked_for_last_holds() {
        let world = World::new();
        let watcher = world.enter("bob", Terminal::Web);
        let (older, newer) = (watcher.number_watch_list(), watcher.number_watch_list());
        let watch = |list: u64, name: &str| {
            let users = vec![user("app", name)];
            world.registry.watch_presence(&watcher, list, users);
        };
        watch(newer, "ann");
        // It took longer to look up.
        watch(older, "cid");
        world.enter("cid", Terminal::Web);
        assert_eq!(text(&watcher), "");
        world.enter("ann", Terminal::Web);
        assert!(text(&watcher).contains("PRESENCE_STATE_ONLINE"));
    }

    #[test]
    fn who_has_left_or_was_replaced_watches_nobody_any_more() {
        let world = World::new();
        let gone = world.enter("bob", Terminal::Web);
        world.registry.unregister(&gone, 0);
        let replaced = world.enter("cid", Terminal::Web);
        world.enter("cid", Terminal::Web);
        taken(&replaced);
        for watcher in [&gone, &replaced] {
            // A request that was under way while its session ended.
            world.registry.watch_presence(
                watcher,
                watcher.number_watch_list(),
                vec![user("app", "ann")],
            );
        }
        world.enter("ann", Terminal::Web);
        assert_eq!(
            (text(&gone), text(&replaced)),
            (String::new(), String::new())
        );
        assert!(world.registry.watchers.is_empty());
    }

    fn mark(read: u64, received: u64) -> Push {
        Push::Mark(MarkPush {
            conversation_id: ConversationId::from_bytes([1; 16]),
            uid: uid("cid"),
            read: Seq(read),
            received: Seq(received),
        })
    }

    #[test]
    fn pushes_reach_the_audience_in_its_app_and_nobody_else() {
        let world = World::new();
        let ann = world.enter("ann", Terminal::Web);
        let bob = world.enter("bob", Terminal::Web);
        let app = AppId::parse("app").expect("an app id");
        let to_ann = Audience::one(app.clone(), uid("ann"));
        world.registry.deliver(&to_ann, &mark(4, 4));
        world.registry.deliver(&to_ann, &mark(0, 7));
        world.registry.deliver(&to_ann, &mark(5, 5));
        let seen = text(&ann);
        assert!(
            seen.contains("\"readSeq\":\"5\"") && !seen.contains("\"readSeq\":\"4\""),
            "{seen}"
        );
        assert!(
            seen.contains("\"receivedSeq\":\"7\""),
            "a read mark hides no received mark: {seen}"
        );
        assert_eq!(text(&bob), "");
        let elsewhere = Audience::one(AppId::parse("other").expect("an app id"), uid("bob"));
        world.registry.deliver(&elsewhere, &mark(1, 1));
        world
            .registry
            .deliver(&elsewhere, &Push::Revoked { sign_in: None });
        assert!(
            taken(&bob).is_none(),
            "the same name in another app is somebody else"
        );
        world.registry.deliver(
            &Audience::one(app, uid("bob")),
            &Push::Revoked { sign_in: None },
        );
        assert_eq!(
            taken(&bob).and_then(|waiting| waiting.end),
            Some(End::Revoked)
        );
    }

    #[test]
    fn who_types_sees_nothing_of_it_on_that_device() {
        let world = World::new();
        let web = world.enter("ann", Terminal::Web);
        let phone = world.enter("ann", Terminal::Ios);
        let typing = Push::Typing(TypingPush {
            conversation_id: ConversationId::from_bytes([1; 16]),
            uid: uid("ann"),
            typing: true,
            origin: web.id,
        });
        let app = AppId::parse("app").expect("an app id");
        world
            .registry
            .deliver(&Audience::one(app, uid("ann")), &typing);
        assert_eq!(text(&web), "");
        assert!(text(&phone).contains("typing"));
    }

    fn end_of(session: &SessionHandle) -> Option<End> {
        taken(session).and_then(|waiting| waiting.end)
    }

    #[test]
    fn signing_out_of_one_browser_ends_what_was_opened_there_and_nothing_else() {
        let world = World::new();
        let (office, home) = (SignInId::generate(), SignInId::generate());
        let enter = |terminal, sign_in| world.enter_by("ann", terminal, sign_in, i64::MAX);
        let here = enter(Terminal::Web, Some(office.clone()));
        let there = enter(Terminal::Windows, Some(home));
        let app = enter(Terminal::Ios, None);
        let sign_out = Push::Revoked {
            sign_in: Some(office),
        };
        let to_ann = Audience::one(AppId::parse("app").expect("an app id"), uid("ann"));
        world.registry.deliver(&to_ann, &sign_out);
        assert_eq!(end_of(&here), Some(End::Revoked));
        assert_eq!((end_of(&there), end_of(&app)), (None, None));
    }

    #[test]
    fn a_session_ends_with_the_time_that_its_token_was_granted_for() {
        let world = World::new();
        let short = world.enter_by("ann", Terminal::Web, None, 1_000);
        let long = world.enter_by("bob", Terminal::Web, None, 2_000);
        world.registry.end_expired(999);
        assert_eq!(end_of(&short), None);
        world.registry.end_expired(1_000);
        assert_eq!(end_of(&short), Some(End::TokenExpired));
        assert_eq!(end_of(&long), None);
    }
}
