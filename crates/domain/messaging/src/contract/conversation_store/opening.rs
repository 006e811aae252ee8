//! Making and finding conversations, each once and of its app only.

use skein_foundation::{Seq, StoreErrorKind, Uid};
use tokio::join;

use super::{
    advance_in, app, becomes, find_thread, id, make_direct, make_group, make_thread, member,
    other_app, set_member, uid,
};
use crate::model::{
    ConversationKind, Marks, MemberRole, MemberState, Membership, MembershipFilter,
};
use crate::ports::ConversationStore;

pub async fn a_direct_conversation_is_one_whatever_the_order(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let made = make_direct(store, &app(), (&bob, &amy), id(1), 5)
        .await
        .unwrap();
    let found = make_direct(store, &app(), (&amy, &bob), id(2), 9)
        .await
        .unwrap();
    assert_eq!(made, found);
    assert_eq!(
        (made.id, made.kind, made.created_at_ms),
        (id(1), ConversationKind::Direct, 5)
    );
    assert_eq!(made.member_count, 2);
    let both = store
        .find_members(&app(), id(1), &[bob.clone(), amy.clone()])
        .await
        .unwrap();
    let uids: Vec<&Uid> = both.iter().map(|member| &member.uid).collect();
    assert_eq!(uids, [&amy, &bob]);
    assert!(both.iter().all(|member| {
        member.membership == Membership::active(MemberRole::Member)
            && member.marks == Marks::default()
    }));
    let roster = store.find_roster(&app(), id(1)).await.unwrap().unwrap();
    assert_eq!(roster.conversation, made);
    let membership = Membership::active(MemberRole::Member);
    let active = [(amy, membership), (bob.clone(), membership)];
    assert_eq!(roster.active, active);
    assert_eq!(
        store.find_conversation(&app(), id(1)).await.unwrap(),
        Some(made)
    );
    assert_eq!(store.find_roster(&app(), id(2)).await.unwrap(), None);
    assert_eq!(store.find_conversation(&app(), id(2)).await.unwrap(), None);

    // Uids are told apart as written, and where one ends and the next begins matters.
    let other = make_direct(store, &app(), (&uid("Amy"), &bob), id(3), 9)
        .await
        .unwrap();
    assert_eq!(other.id, id(3));
    let joined = (&uid("am"), &uid("ybob"));
    let other = make_direct(store, &app(), joined, id(4), 9).await.unwrap();
    assert_eq!(other.id, id(4));
}

pub async fn a_conversation_with_oneself_has_one_member(store: &impl ConversationStore) {
    let amy = uid("amy");
    let made = make_direct(store, &app(), (&amy, &amy), id(1), 5)
        .await
        .unwrap();
    assert_eq!(made.member_count, 1);
}

pub async fn two_callers_at_once_get_the_same_direct_conversation(store: &impl ConversationStore) {
    let (amy, bob, own) = (uid("amy"), uid("bob"), app());
    let (one, other) = join!(
        make_direct(store, &own, (&amy, &bob), id(1), 5),
        make_direct(store, &own, (&bob, &amy), id(2), 5),
    );
    assert_eq!(one.unwrap().id, other.unwrap().id);
    assert_eq!(
        store
            .list_memberships(&own, &amy, MembershipFilter::All, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn two_callers_at_once_get_the_same_thread(store: &impl ConversationStore) {
    let (visitor, own) = (uid("v_1"), app());
    assert_eq!(find_thread(store, &own, &visitor).await.unwrap(), None);
    let (one, other) = join!(
        make_thread(store, &own, &visitor, id(1), 5),
        make_thread(store, &own, &visitor, id(2), 5),
    );
    let thread = one.unwrap();
    assert_eq!(thread.id, other.unwrap().id);
    assert_eq!(thread.kind, ConversationKind::Thread);
    assert_eq!(thread.member_count, 1);
    let customer = member(store, thread.id, &visitor).await.unwrap();
    assert_eq!(
        customer.membership,
        Membership::active(MemberRole::Customer)
    );
    let again = make_thread(store, &own, &visitor, id(3), 7).await.unwrap();
    assert_eq!(again, thread);
    let found = find_thread(store, &own, &visitor).await.unwrap();
    assert_eq!(found, Some(thread));
}

pub async fn a_thread_is_not_a_direct_conversation(store: &impl ConversationStore) {
    let visitor = uid("v_1");
    let thread = make_thread(store, &app(), &visitor, id(1), 5)
        .await
        .unwrap();
    let notes = make_direct(store, &app(), (&visitor, &visitor), id(2), 5)
        .await
        .unwrap();
    assert_ne!(thread.id, notes.id);
}

pub async fn a_group_keeps_each_member_once(store: &impl ConversationStore) {
    let members = [uid("bob"), uid("amy"), uid("bob")];
    let group = make_group(store, &app(), ("雁阵", &members), id(1), 5)
        .await
        .unwrap();
    assert_eq!(
        (group.kind, group.title.as_str()),
        (ConversationKind::Group, "雁阵")
    );
    assert_eq!(group.member_count, 2);
    let roster = store.find_roster(&app(), id(1)).await.unwrap().unwrap();
    let uids: Vec<&Uid> = roster.active.iter().map(|(uid, _)| uid).collect();
    assert_eq!(uids, [&members[1], &members[0]]);
    assert_eq!(
        store.find_conversation(&app(), id(1)).await.unwrap(),
        Some(group)
    );

    // The same people may have many groups.
    let another = make_group(store, &app(), ("again", &members), id(2), 5)
        .await
        .unwrap();
    assert_eq!(another.id, id(2));
}

pub async fn an_id_names_one_conversation(store: &impl ConversationStore) {
    make_group(store, &app(), ("first", &[uid("amy")]), id(1), 5)
        .await
        .unwrap();
    let error = make_group(store, &app(), ("second", &[uid("bob")]), id(1), 6)
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);
    let kept = store
        .find_conversation(&app(), id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.title, "first");
    assert!(
        store
            .list_memberships(&app(), &uid("bob"), MembershipFilter::All, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

pub async fn nothing_is_found_from_another_app(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let own = make_direct(store, &app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap();
    let thread = make_thread(store, &app(), &amy, id(2), 5).await.unwrap();

    let other = other_app();
    assert_eq!(store.find_conversation(&other, own.id).await.unwrap(), None);
    assert_eq!(
        store
            .list_memberships(&other, &amy, MembershipFilter::All, None, 10)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        store
            .list_memberships(&other, &amy, MembershipFilter::All, Some(own.id), 10)
            .await
            .unwrap(),
        []
    );
    assert_eq!(store.find_roster(&other, own.id).await.unwrap(), None);
    let theirs = [amy.clone()];
    let found = store.find_members(&other, own.id, &theirs).await.unwrap();
    assert_eq!(found, []);
    let listed = store
        .list_members(&other, own.id, MemberState::Active, None, 10)
        .await;
    assert_eq!(listed.unwrap(), []);
    let read = store
        .furthest_read(&other, own.id, MemberRole::Member)
        .await;
    assert_eq!(read.unwrap(), Seq::ZERO);
    store
        .advance_marks(&[advance_in(&other, own.id, &amy, 9, 9)])
        .await
        .unwrap();
    let untouched = member(store, own.id, &amy).await.unwrap();
    assert_eq!(untouched.marks, Marks::default());
    let known = store
        .list_acquainted(&other, &amy, std::slice::from_ref(&bob))
        .await
        .unwrap();
    assert_eq!(known, []);
    let refused = set_member(
        store,
        &other,
        own.id,
        &amy,
        &becomes(MemberRole::Agent, MemberState::Past),
        6,
    )
    .await;
    assert_eq!(refused.unwrap_err().kind, StoreErrorKind::Conflict);
    assert_eq!(
        store.find_conversation(&app(), own.id).await.unwrap(),
        Some(own.clone())
    );

    // The same people in the other app talk elsewhere.
    let theirs = make_direct(store, &other, (&amy, &bob), id(3), 5)
        .await
        .unwrap();
    assert_eq!(theirs.id, id(3));
    assert_eq!(find_thread(store, &other, &amy).await.unwrap(), None);
    let theirs = make_thread(store, &other, &amy, id(4), 5).await.unwrap();
    assert_ne!(theirs.id, thread.id);
}
