//! What every [`ConversationStore`] promises. Run by [`conversation_store_contract!`](crate::conversation_store_contract).
#![expect(clippy::unwrap_used, reason = "a contract suite is a test")]

use skein_foundation::{AppId, ConversationId, Seq, StoreErrorKind, Uid};
use tokio::join;

use crate::model::{ConversationKind, Marks, MemberRole, MemberState, MembershipFilter};
use crate::ports::ConversationStore;

/// Makes one test of each promise. Takes the path of an `async fn() -> (guard, store)` that gives an empty store.
#[macro_export]
macro_rules! conversation_store_contract {
    ($fresh:path) => {
        $crate::contract_cases!($fresh, conversation_store: [
            a_direct_conversation_is_one_whatever_the_order,
            a_conversation_with_oneself_has_one_member,
            two_callers_at_once_get_the_same_direct_conversation,
            two_callers_at_once_get_the_same_thread,
            a_thread_is_not_a_direct_conversation,
            a_group_keeps_each_member_once,
            an_id_names_one_conversation,
            nothing_is_found_from_another_app,
            a_member_changes_and_keeps_its_marks,
            a_member_of_nothing_is_refused,
            marks_move_forward_only,
            marks_of_non_members_are_none,
            received_marks_move_in_batches,
            memberships_are_listed_newest_first_in_pages,
            a_page_after_an_unknown_conversation_is_empty,
            memberships_are_listed_by_state_and_by_conversation,
            sharing_needs_both_to_be_active,
        ]);
    };
}

pub async fn a_direct_conversation_is_one_whatever_the_order(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let made = store
        .find_or_create_direct(&app(), (&bob, &amy), id(1), 5)
        .await
        .unwrap();
    let found = store
        .find_or_create_direct(&app(), (&amy, &bob), id(2), 9)
        .await
        .unwrap();
    assert_eq!(made, found);
    assert_eq!(
        (made.id, made.kind, made.created_at_ms),
        (id(1), ConversationKind::Direct, 5)
    );
    let uids: Vec<&Uid> = made.members.iter().map(|member| &member.uid).collect();
    assert_eq!(uids, [&amy, &bob]);
    assert!(made.members.iter().all(|member| {
        member.role == MemberRole::Member
            && member.state == MemberState::Active
            && member.marks == Marks::default()
    }));
    assert_eq!(
        store.find_conversation(&app(), id(1)).await.unwrap(),
        Some(made)
    );
    assert_eq!(store.find_conversation(&app(), id(2)).await.unwrap(), None);

    // Uids are told apart as written, and where one ends and the next begins matters.
    let other = store
        .find_or_create_direct(&app(), (&uid("Amy"), &bob), id(3), 9)
        .await
        .unwrap();
    assert_eq!(other.id, id(3));
    let joined = (&uid("am"), &uid("ybob"));
    let other = store
        .find_or_create_direct(&app(), joined, id(4), 9)
        .await
        .unwrap();
    assert_eq!(other.id, id(4));
}

pub async fn a_conversation_with_oneself_has_one_member(store: &impl ConversationStore) {
    let amy = uid("amy");
    let made = store
        .find_or_create_direct(&app(), (&amy, &amy), id(1), 5)
        .await
        .unwrap();
    assert_eq!(made.members.len(), 1);
}

pub async fn two_callers_at_once_get_the_same_direct_conversation(store: &impl ConversationStore) {
    let (amy, bob, own) = (uid("amy"), uid("bob"), app());
    let (one, other) = join!(
        store.find_or_create_direct(&own, (&amy, &bob), id(1), 5),
        store.find_or_create_direct(&own, (&bob, &amy), id(2), 5),
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
    assert_eq!(store.find_thread(&own, &visitor).await.unwrap(), None);
    let (one, other) = join!(
        store.find_or_create_thread(&own, &visitor, id(1), 5),
        store.find_or_create_thread(&own, &visitor, id(2), 5),
    );
    let thread = one.unwrap();
    assert_eq!(thread.id, other.unwrap().id);
    assert_eq!(thread.kind, ConversationKind::Thread);
    assert_eq!(thread.members.len(), 1);
    assert_eq!(thread.members[0].role, MemberRole::Customer);
    let again = store
        .find_or_create_thread(&own, &visitor, id(3), 7)
        .await
        .unwrap();
    assert_eq!(again, thread);
    let found = store.find_thread(&own, &visitor).await.unwrap();
    assert_eq!(found, Some(thread));
}

pub async fn a_thread_is_not_a_direct_conversation(store: &impl ConversationStore) {
    let visitor = uid("v_1");
    let thread = store
        .find_or_create_thread(&app(), &visitor, id(1), 5)
        .await
        .unwrap();
    let notes = store
        .find_or_create_direct(&app(), (&visitor, &visitor), id(2), 5)
        .await
        .unwrap();
    assert_ne!(thread.id, notes.id);
}

pub async fn a_group_keeps_each_member_once(store: &impl ConversationStore) {
    let members = [uid("bob"), uid("amy"), uid("bob")];
    let group = store
        .create_group(&app(), "雁阵", &members, id(1), 5)
        .await
        .unwrap();
    assert_eq!(
        (group.kind, group.title.as_str()),
        (ConversationKind::Group, "雁阵")
    );
    let uids: Vec<&Uid> = group.members.iter().map(|member| &member.uid).collect();
    assert_eq!(uids, [&members[1], &members[0]]);
    assert_eq!(
        store.find_conversation(&app(), id(1)).await.unwrap(),
        Some(group)
    );

    // The same people may have many groups.
    let another = store
        .create_group(&app(), "again", &members, id(2), 5)
        .await
        .unwrap();
    assert_eq!(another.id, id(2));
}

pub async fn an_id_names_one_conversation(store: &impl ConversationStore) {
    store
        .create_group(&app(), "first", &[uid("amy")], id(1), 5)
        .await
        .unwrap();
    let error = store
        .create_group(&app(), "second", &[uid("bob")], id(1), 6)
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
    let own = store
        .find_or_create_direct(&app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap();
    let thread = store
        .find_or_create_thread(&app(), &amy, id(2), 5)
        .await
        .unwrap();

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
    let marks = store
        .advance_marks(&other, own.id, &amy, Some(Seq(9)), Some(Seq(9)))
        .await;
    assert_eq!(marks.unwrap(), None);
    store
        .advance_received(&[(other.clone(), own.id, amy.clone(), Seq(9))])
        .await
        .unwrap();
    let known = store
        .list_acquainted(&other, &amy, std::slice::from_ref(&bob))
        .await
        .unwrap();
    assert_eq!(known, []);
    let refused = store
        .set_member(&other, own.id, &amy, MemberRole::Agent, MemberState::Past)
        .await;
    assert_eq!(refused.unwrap_err().kind, StoreErrorKind::Conflict);
    assert_eq!(
        store.find_conversation(&app(), own.id).await.unwrap(),
        Some(own.clone())
    );

    // The same people in the other app talk elsewhere.
    let theirs = store
        .find_or_create_direct(&other, (&amy, &bob), id(3), 5)
        .await
        .unwrap();
    assert_eq!(theirs.id, id(3));
    assert_eq!(store.find_thread(&other, &amy).await.unwrap(), None);
    let theirs = store
        .find_or_create_thread(&other, &amy, id(4), 5)
        .await
        .unwrap();
    assert_ne!(theirs.id, thread.id);
}

pub async fn a_member_changes_and_keeps_its_marks(store: &impl ConversationStore) {
    let (visitor, agent) = (uid("v_1"), uid("lin"));
    let thread = store
        .find_or_create_thread(&app(), &visitor, id(1), 5)
        .await
        .unwrap();
    for state in [MemberState::Active, MemberState::Past, MemberState::Active] {
        store
            .set_member(&app(), thread.id, &agent, MemberRole::Agent, state)
            .await
            .unwrap();
        store
            .advance_marks(&app(), thread.id, &agent, Some(Seq(3)), None)
            .await
            .unwrap();
        let stored = store
            .find_conversation(&app(), thread.id)
            .await
            .unwrap()
            .unwrap();
        let member = stored.member(&agent).unwrap();
        assert_eq!((member.role, member.state), (MemberRole::Agent, state));
        assert_eq!(member.marks.read, Seq(3));
        assert_eq!(stored.member(&visitor).unwrap().role, MemberRole::Customer);
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

pub async fn a_member_of_nothing_is_refused(store: &impl ConversationStore) {
    let amy = uid("amy");
    let refused = store
        .set_member(&app(), id(1), &amy, MemberRole::Member, MemberState::Active)
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

pub async fn marks_move_forward_only(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let talk = store
        .find_or_create_direct(&app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap()
        .id;
    let steps = [
        (Some(4), None, (4, 0)),
        (Some(2), Some(6), (4, 6)),
        (None, None, (4, 6)),
        (Some(4), Some(5), (4, 6)),
        (Some(7), Some(9), (7, 9)),
        (Some(i64::MAX as u64), None, (i64::MAX as u64, 9)),
    ];
    for (read, received, (read_after, received_after)) in steps {
        let marks = store
            .advance_marks(&app(), talk, &amy, read.map(Seq), received.map(Seq))
            .await
            .unwrap();
        let expected = Marks {
            read: Seq(read_after),
            received: Seq(received_after),
        };
        assert_eq!(marks, Some(expected));
        let stored = store
            .find_conversation(&app(), talk)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.member(&amy).unwrap().marks, expected);
        assert_eq!(stored.member(&bob).unwrap().marks, Marks::default());
    }
}

pub async fn marks_of_non_members_are_none(store: &impl ConversationStore) {
    let (amy, bob, eve) = (uid("amy"), uid("bob"), uid("eve"));
    let talk = store
        .find_or_create_direct(&app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap()
        .id;
    let outsider = store
        .advance_marks(&app(), talk, &eve, Some(Seq(1)), None)
        .await
        .unwrap();
    assert_eq!(outsider, None);
    let nowhere = store
        .advance_marks(&app(), id(2), &amy, Some(Seq(1)), None)
        .await
        .unwrap();
    assert_eq!(nowhere, None);
}

pub async fn received_marks_move_in_batches(store: &impl ConversationStore) {
    let (amy, bob, eve) = (uid("amy"), uid("bob"), uid("eve"));
    let talk = store
        .find_or_create_direct(&app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap()
        .id;
    store
        .advance_marks(&app(), talk, &bob, Some(Seq(2)), Some(Seq(5)))
        .await
        .unwrap();
    store
        .advance_received(&[
            (app(), talk, amy.clone(), Seq(3)),
            (app(), talk, bob.clone(), Seq(4)),
            (app(), talk, eve, Seq(9)),
            (app(), id(7), amy.clone(), Seq(9)),
            (app(), talk, amy.clone(), Seq(2)),
        ])
        .await
        .unwrap();
    store.advance_received(&[]).await.unwrap();
    // More than any store moves at one time.
    let mut many = vec![(app(), id(7), amy.clone(), Seq(9)); 1_200];
    many.push((app(), talk, amy.clone(), Seq(4)));
    store.advance_received(&many).await.unwrap();
    let stored = store
        .find_conversation(&app(), talk)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.members.len(), 2);
    assert_eq!(
        stored.member(&amy).unwrap().marks,
        Marks {
            read: Seq::ZERO,
            received: Seq(4)
        }
    );
    assert_eq!(
        stored.member(&bob).unwrap().marks,
        Marks {
            read: Seq(2),
            received: Seq(5)
        }
    );
}

pub async fn memberships_are_listed_newest_first_in_pages(store: &impl ConversationStore) {
    let amy = uid("amy");
    // Ids that sort against the order of joining: the order comes from joining, not from the id.
    for number in (1..=5).rev() {
        store
            .create_group(&app(), "g", &[amy.clone(), uid("bob")], id(number), 5)
            .await
            .unwrap();
    }
    // Amy joins a thread that is older than all of them, and leaves one of the groups.
    let thread = store
        .find_or_create_thread(&app(), &uid("v_1"), id(9), 1)
        .await
        .unwrap()
        .id;
    store
        .set_member(&app(), thread, &amy, MemberRole::Agent, MemberState::Active)
        .await
        .unwrap();
    store
        .set_member(&app(), id(2), &amy, MemberRole::Member, MemberState::Past)
        .await
        .unwrap();

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store
            .list_memberships(&app(), &amy, MembershipFilter::All, after, 2)
            .await
            .unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = Some(last.conversation_id);
        seen.extend(page);
    }
    let ids: Vec<ConversationId> = seen.iter().map(|row| row.conversation_id).collect();
    assert_eq!(ids, [thread, id(1), id(2), id(3), id(4), id(5)]);
    assert!(seen.is_sorted_by(|newer, older| newer.number > older.number));
    let past: Vec<ConversationId> = seen
        .iter()
        .filter(|row| row.state == MemberState::Past)
        .map(|row| row.conversation_id)
        .collect();
    assert_eq!(past, [id(2)]);
}

pub async fn a_page_after_an_unknown_conversation_is_empty(store: &impl ConversationStore) {
    let amy = uid("amy");
    store
        .create_group(&app(), "g", std::slice::from_ref(&amy), id(1), 5)
        .await
        .unwrap();
    assert_eq!(
        store
            .list_memberships(&app(), &amy, MembershipFilter::All, Some(id(8)), 10)
            .await
            .unwrap(),
        []
    );
}

pub async fn memberships_are_listed_by_state_and_by_conversation(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let group = [amy.clone(), bob.clone()];
    for number in 1..=3 {
        store
            .create_group(&app(), "", &group, id(number), 5)
            .await
            .unwrap();
    }
    store
        .create_group(&app(), "", &[bob], id(4), 5)
        .await
        .unwrap();
    store
        .set_member(&app(), id(2), &amy, MemberRole::Member, MemberState::Past)
        .await
        .unwrap();
    let own = app();
    let listed = async |app: &AppId, filter: MembershipFilter<'_>, after, limit| {
        let page = store
            .list_memberships(app, &amy, filter, after, limit)
            .await;
        let rows = page.unwrap().into_iter();
        rows.map(|row| (row.conversation_id, row.state))
            .collect::<Vec<_>>()
    };
    let (one, two) = ((id(1), MemberState::Active), (id(2), MemberState::Past));
    let three = (id(3), MemberState::Active);
    let asked = [id(9), id(4), id(1), id(2)];
    let named = MembershipFilter::In(&asked);
    assert_eq!(listed(&own, named, None, 10).await, [two, one]);
    assert_eq!(listed(&own, named, None, 1).await, [two]);
    assert_eq!(listed(&own, named, Some(id(2)), 10).await, [one]);
    assert_eq!(listed(&own, named, Some(id(1)), 10).await, []);
    assert_eq!(listed(&own, MembershipFilter::In(&[]), None, 10).await, []);
    assert_eq!(listed(&other_app(), named, None, 10).await, []);

    let active = MembershipFilter::Active;
    assert_eq!(listed(&own, active, None, 10).await, [three, one]);
    assert_eq!(listed(&own, active, None, 1).await, [three]);
    assert_eq!(listed(&own, active, Some(id(3)), 10).await, [one]);
    assert_eq!(listed(&own, active, Some(id(2)), 10).await, [one]);
    assert_eq!(listed(&other_app(), active, None, 10).await, []);
}

pub async fn sharing_needs_both_to_be_active(store: &impl ConversationStore) {
    let (visitor, agent, eve) = (uid("v_1"), uid("lin"), uid("eve"));
    let thread = store
        .find_or_create_thread(&app(), &visitor, id(1), 5)
        .await
        .unwrap()
        .id;
    let other = store
        .find_or_create_direct(&app(), (&agent, &uid("bob")), id(2), 5)
        .await
        .unwrap()
        .id;
    store
        .set_member(
            &app(),
            other,
            &visitor,
            MemberRole::Member,
            MemberState::Past,
        )
        .await
        .unwrap();
    let everybody = [visitor.clone(), agent.clone(), eve.clone(), uid("bob")];
    let known_to = async |uid: &Uid| {
        let mut known = store
            .list_acquainted(&app(), uid, &everybody)
            .await
            .unwrap();
        known.retain(|other| other != uid);
        known.sort_unstable();
        known
    };
    assert_eq!(known_to(&visitor).await, []);
    for state in [MemberState::Active, MemberState::Past] {
        store
            .set_member(&app(), thread, &agent, MemberRole::Agent, state)
            .await
            .unwrap();
        let (of_agent, of_visitor) = match state {
            MemberState::Active => (vec![uid("bob"), visitor.clone()], vec![agent.clone()]),
            MemberState::Past => (vec![uid("bob")], vec![]),
        };
        assert_eq!(known_to(&agent).await, of_agent);
        assert_eq!(known_to(&visitor).await, of_visitor);
    }
    assert_eq!(known_to(&eve).await, []);
    let nobody = store.list_acquainted(&app(), &agent, &[]).await.unwrap();
    assert_eq!(nobody, []);
    let elsewhere = store
        .list_acquainted(&other_app(), &agent, &everybody)
        .await
        .unwrap();
    assert_eq!(elsewhere, []);
}

fn app() -> AppId {
    AppId::parse("tour").unwrap()
}

fn other_app() -> AppId {
    AppId::parse("hotel").unwrap()
}

fn uid(text: &str) -> Uid {
    Uid::parse(text).unwrap()
}

fn id(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}
