//! Members: how they change, and how very many are listed.

use skein_foundation::{Seq, StoreErrorKind, Uid};

use super::{advance, app, becomes, id, make_group, make_thread, member, set_member, uid, uids_of};
use crate::model::{MemberChange, MemberRole, MemberState, Membership, MembershipFilter};
use crate::ports::{ConversationStore, MAX_GROUP_MEMBERS};
use crate::service::commands::{Commands, MemberSet};

pub async fn a_member_changes_and_keeps_its_marks(store: &impl ConversationStore) {
    let (visitor, agent) = (uid("v_1"), uid("lin"));
    let thread = make_thread(store, &app(), &visitor, id(1), 5)
        .await
        .unwrap();
    for state in [MemberState::Active, MemberState::Past, MemberState::Active] {
        let change = becomes(MemberRole::Agent, state);
        let is_now = set_member(store, &app(), thread.id, &agent, &change, 6)
            .await
            .unwrap();
        store
            .advance_marks(&[advance(thread.id, &agent, 3, 0)])
            .await
            .unwrap();
        let stored = member(store, thread.id, &agent).await.unwrap();
        assert_eq!(stored.membership, is_now);
        assert_eq!((is_now.role, is_now.state), (MemberRole::Agent, state));
        assert_eq!(stored.marks.read, Seq(3));
        let customer = member(store, thread.id, &visitor).await.unwrap();
        assert_eq!(
            customer.membership,
            Membership::active(MemberRole::Customer)
        );
        let active = if state == MemberState::Active { 2 } else { 1 };
        let roster = store.find_roster(&app(), thread.id).await.unwrap().unwrap();
        assert_eq!(roster.active.len(), active);
        assert_eq!(roster.conversation.member_count as usize, active);
    }
    assert_eq!(
        store
            .list_memberships(&app(), &agent, MembershipFilter::All, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn a_membership_keeps_where_it_begins_and_ends(store: &impl ConversationStore) {
    use MemberState::{Active, Past};

    let (amy, bob) = (uid("amy"), uid("bob"));
    make_group(store, &app(), ("g", std::slice::from_ref(&amy)), id(1), 5)
        .await
        .unwrap();
    let step = async |uid: &Uid, state, at, from_now| {
        let change = MemberChange {
            role: MemberRole::Member,
            state,
            at: Seq(at),
            from_now,
        };
        let now = set_member(store, &app(), id(1), uid, &change, 6)
            .await
            .unwrap();
        assert_eq!(member(store, id(1), uid).await.unwrap().membership, now);
        (now.since_seq.0, now.until_seq.map(|seq| seq.0))
    };
    assert_eq!(step(&bob, Active, 4, true).await, (4, None));
    assert_eq!(step(&bob, Active, 5, true).await, (4, None));
    assert_eq!(step(&bob, Past, 7, true).await, (4, Some(7)));
    assert_eq!(step(&bob, Past, 9, true).await, (4, Some(7)));
    assert_eq!(step(&bob, Active, 9, true).await, (4, None));
    assert_eq!(step(&amy, Past, 9, false).await, (0, Some(9)));
    let group = store.find_conversation(&app(), id(1)).await.unwrap();
    assert_eq!(group.unwrap().member_count, 1);
}

pub async fn a_member_of_nothing_is_refused(store: &impl ConversationStore) {
    let amy = uid("amy");
    let refused = set_member(
        store,
        &app(),
        id(1),
        &amy,
        &becomes(MemberRole::Member, MemberState::Active),
        6,
    )
    .await;
    assert_eq!(refused.unwrap_err().kind, StoreErrorKind::Conflict);
    assert_eq!(
        store
            .list_memberships(&app(), &amy, MembershipFilter::All, None, 10)
            .await
            .unwrap(),
        []
    );
}

pub async fn a_large_group_is_made_counted_and_paged(store: &impl ConversationStore) {
    let uids: Vec<Uid> = (0..MAX_GROUP_MEMBERS)
        .map(|number| uid(&format!("m{number:04}")))
        .collect();
    let group = make_group(store, &app(), ("all", &uids), id(1), 5)
        .await
        .unwrap();
    assert_eq!(group.member_count as usize, MAX_GROUP_MEMBERS);
    let roster = store.find_roster(&app(), id(1)).await.unwrap().unwrap();
    assert!(roster.active.iter().map(|(uid, _)| uid).eq(&uids));
    let found = store
        .find_members(&app(), id(1), &uids[4_000..])
        .await
        .unwrap();
    assert_eq!(found.len(), 1_000);
    let last = &uids[MAX_GROUP_MEMBERS - 2];
    let page = store
        .list_members(&app(), id(1), MemberState::Active, Some(last), 10)
        .await
        .unwrap();
    assert_eq!(uids_of(&page), [&uids[MAX_GROUP_MEMBERS - 1]]);
}

pub async fn members_are_listed_by_state_in_pages(store: &impl ConversationStore) {
    let uids = ["a", "b", "c", "d", "e"].map(uid);
    make_group(store, &app(), ("g", &uids), id(1), 5)
        .await
        .unwrap();
    for past in [&uids[1], &uids[3]] {
        let change = becomes(MemberRole::Member, MemberState::Past);
        set_member(store, &app(), id(1), past, &change, 6)
            .await
            .unwrap();
    }
    let listed = async |state, after: Option<&Uid>, limit| {
        let page = store.list_members(&app(), id(1), state, after, limit).await;
        let uids = page.unwrap().into_iter().map(|member| member.uid);
        uids.map(|uid| uid.to_string()).collect::<String>()
    };
    let active = MemberState::Active;
    assert_eq!(listed(active, None, 10).await, "ace");
    assert_eq!(listed(active, None, 2).await, "ac");
    assert_eq!(listed(active, Some(&uids[1]), 10).await, "ce");
    assert_eq!(listed(active, Some(&uids[4]), 10).await, "");
    assert_eq!(listed(MemberState::Past, None, 10).await, "bd");
    let nobody = store.list_members(&app(), id(2), active, None, 10).await;
    assert_eq!(nobody.unwrap(), []);
}

pub async fn of_two_who_join_at_once_one_gets_the_last_place(store: &impl ConversationStore) {
    let uids: Vec<Uid> = (1..MAX_GROUP_MEMBERS)
        .map(|number| uid(&format!("m{number:05}")))
        .collect();
    make_group(store, &app(), ("all", &uids), id(1), 5)
        .await
        .unwrap();
    let (own, joins) = (app(), becomes(MemberRole::Member, MemberState::Active));
    let (amy, bob) = (uid("amy"), uid("bob"));
    let commands = Commands::on(store);
    let (one, other) = tokio::join!(
        commands.set_member(&own, id(1), &amy, &joins, 6),
        commands.set_member(&own, id(1), &bob, &joins, 6),
    );
    let full = [one.unwrap(), other.unwrap()].map(|set| set == MemberSet::GroupFull);
    assert_ne!(full[0], full[1], "one of them is in it: {full:?}");
    let group = store.find_conversation(&own, id(1)).await.unwrap().unwrap();
    assert_eq!(group.member_count as usize, MAX_GROUP_MEMBERS);

    // Who is in it changes and leaves; then there is a place.
    let leaves = becomes(MemberRole::Member, MemberState::Past);
    let left = commands.set_member(&own, id(1), &uids[0], &leaves, 7).await;
    assert!(matches!(left.unwrap(), MemberSet::Is(_)));
    let late = if full[0] { &amy } else { &bob };
    let set = commands.set_member(&own, id(1), late, &joins, 8).await;
    assert_eq!(
        set.unwrap(),
        MemberSet::Is(Membership::active(MemberRole::Member))
    );
}
