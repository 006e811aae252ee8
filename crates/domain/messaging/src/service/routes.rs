//! Conversations as the message path sees them: who may send and who gets a copy, from a cache that is bounded by weight.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{Conversation, MemberRole, Membership, Roster};
use crate::ports::{Audience, ConversationStore};

/// Bytes of all routes that are kept in memory; what does not fit is read from the store when it is needed again.
const MAX_CACHED_BYTES: u64 = 64 << 20;
/// A route without its members, with its place in the cache.
const ROUTE_BYTES: usize = 384;
/// For the first size of the cache's table: most conversations have two members.
const USUAL_BYTES: u64 = 640;

/// A conversation on the message path: its active members, and the audience made once.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) conversation: Conversation,
    /// Active members, ascending by uid.
    pub(super) audience: Audience,
    /// Of each of the audience.
    memberships: Box<[Membership]>,
    /// A seq that surely exists: what a client may confirm without asking the log.
    known_seq: AtomicU64,
}

impl Route {
    fn new(roster: Roster) -> Self {
        let Roster {
            conversation,
            mut active,
        } = roster;
        // Engines sort texts in ways of their own.
        active.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let (uids, memberships): (Vec<Uid>, Vec<Membership>) = active.into_iter().unzip();
        Self {
            audience: Audience::new(conversation.app.clone(), uids),
            memberships: memberships.into(),
            conversation,
            known_seq: AtomicU64::new(0),
        }
    }

    /// Of an active member.
    pub(super) fn active(&self, uid: &Uid) -> Option<&Membership> {
        let place = self.audience.uids.binary_search(uid).ok()?;
        self.memberships.get(place)
    }

    /// The first active member in that role.
    pub(super) fn in_role(&self, role: MemberRole) -> Option<&Uid> {
        let place = self.memberships.iter().position(|one| one.role == role)?;
        self.audience.uids.get(place)
    }

    /// Active members but for one.
    pub(super) fn others(&self, uid: &Uid) -> impl Iterator<Item = &Uid> {
        self.audience.uids.iter().filter(move |other| *other != uid)
    }

    pub(super) fn note_exists(&self, seq: Seq) {
        self.known_seq.fetch_max(seq.0, Ordering::Relaxed);
    }

    pub(super) fn surely_exists(&self, seq: Seq) -> bool {
        seq.0 <= self.known_seq.load(Ordering::Relaxed)
    }

    fn bytes(&self) -> usize {
        let uids: usize = self
            .audience
            .uids
            .iter()
            .map(|uid| uid.as_str().len())
            .sum();
        let each = size_of::<Uid>() + size_of::<Membership>();
        ROUTE_BYTES + self.conversation.title.len() + uids + each * self.memberships.len()
    }
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<ConversationId, Arc<Route>> for ByBytes {
    fn weight(&self, _id: &ConversationId, route: &Arc<Route>) -> u64 {
        route.bytes() as u64
    }
}

#[derive(Debug)]
pub(super) struct Routes {
    store: Arc<dyn ConversationStore>,
    cache: Cache<ConversationId, Arc<Route>, ByBytes>,
    /// Counts changes of members, so that what was read before a change is not kept after it. Held while a route is
    /// kept or forgotten: else one could be kept between the two halves of forgetting.
    changes: Mutex<u64>,
}

impl Routes {
    pub(super) fn new(store: Arc<dyn ConversationStore>) -> Self {
        Self::of_bytes(store, MAX_CACHED_BYTES)
    }

    fn of_bytes(store: Arc<dyn ConversationStore>, max_bytes: u64) -> Self {
        let expected = (max_bytes / USUAL_BYTES) as usize;
        Self {
            store,
            cache: Cache::with_weighter(expected, max_bytes, ByBytes),
            changes: Mutex::new(0),
        }
    }

    /// From the cache only. A conversation of another app is not found.
    pub(super) fn cached(&self, app: &AppId, id: ConversationId) -> Option<Arc<Route>> {
        self.cache
            .get(&id)
            .filter(|route| route.conversation.app == *app)
    }

    pub(super) async fn find(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Arc<Route>>, StoreError> {
        if let Some(route) = self.cached(app, id) {
            return Ok(Some(route));
        }
        let changes_before = *self.changes.lock();
        let Some(roster) = self.store.find_roster(app, id).await? else {
            return Ok(None);
        };
        let route = Arc::new(Route::new(roster));
        let changes = self.changes.lock();
        // Members may have changed while they were read: then it is used once and not kept.
        if *changes == changes_before {
            self.cache.insert(id, Arc::clone(&route));
        }
        Ok(Some(route))
    }

    pub(super) fn forget(&self, id: ConversationId) {
        let mut changes = self.changes.lock();
        *changes += 1;
        self.cache.remove(&id);
    }
}

/// Forgets a conversation however the change of its members ends: a failed or abandoned one may have happened.
pub(super) struct Forgetting<'r> {
    routes: &'r Routes,
    id: ConversationId,
}

impl<'r> Forgetting<'r> {
    pub(super) fn new(routes: &'r Routes, id: ConversationId) -> Self {
        Self { routes, id }
    }
}

impl Drop for Forgetting<'_> {
    fn drop(&mut self) {
        self.routes.forget(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::memory_conversations::MemoryConversationStore;
    use crate::service::commands::{Commands, NewConversation};

    fn id(number: u64) -> ConversationId {
        let mut bytes = [7; 16];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        ConversationId::from_bytes(bytes)
    }

    async fn routes_of_groups(sizes: &[usize], max_bytes: u64) -> (AppId, Routes) {
        let store = MemoryConversationStore::new();
        let app = AppId::parse("tour").expect("an app");
        for (number, size) in sizes.iter().enumerate() {
            let members: Vec<Uid> = (0..*size)
                .map(|member| Uid::parse(&format!("member-{member}")).expect("a uid"))
                .collect();
            let new = NewConversation {
                app: &app,
                id: id(number as u64),
                now_ms: 1,
            };
            Commands::on(&store)
                .create_group("group", &members, &new)
                .await
                .expect("a group");
        }
        (app, Routes::of_bytes(Arc::new(store), max_bytes))
    }

    #[tokio::test]
    async fn large_groups_take_the_room_of_many_small_ones() {
        let mut sizes = vec![2; 400];
        sizes.extend([5_000; 40]);
        let (app, routes) = routes_of_groups(&sizes, 4 << 20).await;
        for number in 0..sizes.len() as u64 {
            let found = routes.find(&app, id(number)).await.expect("a store");
            assert!(found.is_some());
            assert!(routes.cache.weight() <= 4 << 20);
        }
        let held: usize = (0..sizes.len() as u64)
            .filter_map(|number| routes.cached(&app, id(number)))
            .map(|route| route.memberships.len())
            .sum();
        assert!(
            (5_000..80_000).contains(&held),
            "{held} members of 200,000 in 4 MiB"
        );
    }

    #[tokio::test]
    async fn a_member_is_found_in_a_large_group() {
        let (app, routes) = routes_of_groups(&[5_000], MAX_CACHED_BYTES).await;
        let route = routes.find(&app, id(0)).await.expect("a store");
        let route = route.expect("the group");
        for member in [0, 1, 2_499, 4_999] {
            let uid = Uid::parse(&format!("member-{member}")).expect("a uid");
            assert!(route.active(&uid).is_some());
        }
        assert!(
            route
                .active(&Uid::parse("stranger").expect("a uid"))
                .is_none()
        );
        assert!(route.bytes() < 400_000, "{}", route.bytes());
    }
}
