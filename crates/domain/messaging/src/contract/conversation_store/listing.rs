//! A user's own conversations, and with whom they are shared.

use skein_foundation::{AppId, ConversationId, Uid};

use super::{app, becomes, id, make_direct, make_group, make_thread, other_app, set_member, uid};
use crate::model::{MemberRole, MemberState, MembershipFilter};
use crate::ports::ConversationStore;

pub async fn memberships_are_listed_newest_first_in_pages(store: &impl ConversationStore) {
    let amy = uid("amy");
    // Ids that sort against the order of joining: the order comes from joining, not from the id.
    for number in (1..=5).rev() {
        make_group(
            store,
            &app(),
            ("g", &[amy.clone(), uid("bob")]),
            id(number),
            5,
        )
        .await
        .unwrap();
    }
    // Amy joins a thread that is older than all of them, and leaves one of the groups.
    let thread = make_thread(store, &app(), &uid("v_1"), id(9), 1)
        .await
        .unwrap()
        .id;
    set_member(
        store,
        &app(),
        thread,
        &amy,
        &becomes(MemberRole::Agent, MemberState::Active),
        6,
    )
    .await
    .unwrap();
    set_member(
        store,
        &app(),
        id(2),
        &amy,
        &becomes(MemberRole::Member, MemberState::Past),
        6,
    )
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
    make_group(store, &app(), ("g", std::slice::from_ref(&amy)), id(1), 5)
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
        make_group(store, &app(), ("", &group), id(number), 5)
            .await
            .unwrap();
    }
    make_group(store, &app(), ("", &[bob]), id(4), 5)
        .await
        .unwrap();
    set_member(
        store,
        &app(),
        id(2),
        &amy,
        &becomes(MemberRole::Member, MemberState::Past),
        6,
    )
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
    let thread = make_thread(store, &app(), &visitor, id(1), 5)
        .await
        .unwrap()
        .id;
    let other = make_direct(store, &app(), (&agent, &uid("bob")), id(2), 5)
        .await
        .unwrap()
        .id;
    set_member(
        store,
        &app(),
        other,
        &visitor,
        &becomes(MemberRole::Member, MemberState::Past),
        6,
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
        set_member(
            store,
            &app(),
            thread,
            &agent,
            &becomes(MemberRole::Agent, state),
            6,
        )
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
