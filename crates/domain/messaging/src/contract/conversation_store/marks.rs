//! Marks never go back, one by one or many at once.

use skein_foundation::{Seq, Uid};

use super::{
    advance, app, becomes, id, make_direct, make_group, make_thread, member, set_member, uid,
};
use crate::model::{MarkAdvance, Marks, MemberRole, MemberState};
use crate::ports::ConversationStore;

pub async fn marks_move_forward_only(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    let talk = make_direct(store, &app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap()
        .id;
    let steps = [
        ((4, 0), (4, 0)),
        ((2, 6), (4, 6)),
        ((0, 0), (4, 6)),
        ((4, 5), (4, 6)),
        ((7, 9), (7, 9)),
        ((i64::MAX as u64, 0), (i64::MAX as u64, 9)),
    ];
    for ((read, received), (read_after, received_after)) in steps {
        store
            .advance_marks(&[advance(talk, &amy, read, received)])
            .await
            .unwrap();
        let expected = Marks {
            read: Seq(read_after),
            received: Seq(received_after),
        };
        assert_eq!(member(store, talk, &amy).await.unwrap().marks, expected);
        let other = member(store, talk, &bob).await.unwrap();
        assert_eq!(other.marks, Marks::default());
    }
}

pub async fn marks_move_in_batches(store: &impl ConversationStore) {
    let (amy, bob) = (uid("amy"), uid("bob"));
    make_direct(store, &app(), (&amy, &bob), id(1), 5)
        .await
        .unwrap();
    store.advance_marks(&[]).await.unwrap();
    // More than any store moves in one statement.
    let uids: Vec<Uid> = (0..2_500)
        .map(|number| uid(&format!("m{number:04}")))
        .collect();
    make_group(store, &app(), ("g", &uids), id(2), 5)
        .await
        .unwrap();
    let mut batch: Vec<MarkAdvance> = uids.iter().map(|uid| advance(id(2), uid, 3, 4)).collect();
    batch.push(advance(id(1), &bob, 2, 5));
    store.advance_marks(&batch).await.unwrap();
    let moved = store.find_members(&app(), id(2), &uids).await.unwrap();
    assert_eq!(moved.len(), uids.len());
    let expected = Marks {
        read: Seq(3),
        received: Seq(4),
    };
    assert!(moved.iter().all(|member| member.marks == expected));
    let expected = Marks {
        read: Seq(2),
        received: Seq(5),
    };
    assert_eq!(member(store, id(1), &bob).await.unwrap().marks, expected);
    let amys = member(store, id(1), &amy).await.unwrap();
    assert_eq!(amys.marks, Marks::default());
}

pub async fn the_furthest_reader_of_a_role_counts(store: &impl ConversationStore) {
    let (visitor, ann, bob) = (uid("v_1"), uid("ann"), uid("bob"));
    make_thread(store, &app(), &visitor, id(1), 5)
        .await
        .unwrap();
    for (agent, state) in [(&ann, MemberState::Past), (&bob, MemberState::Active)] {
        let change = becomes(MemberRole::Agent, state);
        set_member(store, &app(), id(1), agent, &change, 6)
            .await
            .unwrap();
    }
    let read = async |role| store.furthest_read(&app(), id(1), role).await.unwrap().0;
    assert_eq!(read(MemberRole::Agent).await, 0);
    store
        .advance_marks(&[
            advance(id(1), &ann, 7, 8),
            advance(id(1), &bob, 5, 20),
            advance(id(1), &visitor, 9, 9),
        ])
        .await
        .unwrap();
    assert_eq!(read(MemberRole::Agent).await, 7);
    assert_eq!(read(MemberRole::Customer).await, 9);
    assert_eq!(read(MemberRole::Member).await, 0);
    let nowhere = store.furthest_read(&app(), id(2), MemberRole::Agent).await;
    assert_eq!(nowhere.unwrap(), Seq::ZERO);
}
