//! What every [`ConversationStore`] promises. Run by [`conversation_store_contract!`](crate::conversation_store_contract).
#![expect(clippy::unwrap_used, reason = "a contract suite is a test")]

mod listing;
mod marks;
mod members;
mod opening;

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{
    Conversation, MarkAdvance, Marks, Member, MemberChange, MemberRole, MemberState, Membership,
    People,
};
use crate::ports::ConversationStore;
use crate::service::commands::{Commands, MemberSet, NewConversation};

pub use listing::{
    a_page_after_an_unknown_conversation_is_empty,
    memberships_are_listed_by_state_and_by_conversation,
    memberships_are_listed_newest_first_in_pages, sharing_needs_both_to_be_active,
};
pub use marks::{
    marks_move_forward_only, marks_move_in_batches, the_furthest_reader_of_a_role_counts,
};
pub use members::{
    a_large_group_is_made_counted_and_paged, a_member_changes_and_keeps_its_marks,
    a_member_of_nothing_is_refused, a_membership_keeps_where_it_begins_and_ends,
    members_are_listed_by_state_in_pages, of_two_who_join_at_once_one_gets_the_last_place,
};
pub use opening::{
    a_conversation_with_oneself_has_one_member, a_direct_conversation_is_one_whatever_the_order,
    a_group_keeps_each_member_once, a_thread_is_not_a_direct_conversation,
    an_id_names_one_conversation, nothing_is_found_from_another_app,
    two_callers_at_once_get_the_same_direct_conversation, two_callers_at_once_get_the_same_thread,
};

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
            a_membership_keeps_where_it_begins_and_ends,
            a_member_of_nothing_is_refused,
            a_large_group_is_made_counted_and_paged,
            members_are_listed_by_state_in_pages,
            of_two_who_join_at_once_one_gets_the_last_place,
            marks_move_forward_only,
            marks_move_in_batches,
            the_furthest_reader_of_a_role_counts,
            memberships_are_listed_newest_first_in_pages,
            a_page_after_an_unknown_conversation_is_empty,
            memberships_are_listed_by_state_and_by_conversation,
            sharing_needs_both_to_be_active,
        ]);
    };
}

/// Of two users.
async fn make_direct(
    store: &impl ConversationStore,
    app: &AppId,
    users: (&Uid, &Uid),
    id: ConversationId,
    now_ms: i64,
) -> Result<Conversation, StoreError> {
    let new = NewConversation { app, id, now_ms };
    let people = People::direct(users);
    Commands::on(store).find_or_create(&people, &new).await
}

/// Of a customer.
async fn make_thread(
    store: &impl ConversationStore,
    app: &AppId,
    customer: &Uid,
    id: ConversationId,
    now_ms: i64,
) -> Result<Conversation, StoreError> {
    let new = NewConversation { app, id, now_ms };
    let people = People::Thread(customer.clone());
    Commands::on(store).find_or_create(&people, &new).await
}

async fn find_thread(
    store: &impl ConversationStore,
    app: &AppId,
    customer: &Uid,
) -> Result<Option<Conversation>, StoreError> {
    let people = People::Thread(customer.clone());
    store.find_by_people(app, &people).await
}

pub(super) async fn make_group(
    store: &impl ConversationStore,
    app: &AppId,
    (title, members): (&str, &[Uid]),
    id: ConversationId,
    now_ms: i64,
) -> Result<Conversation, StoreError> {
    let new = NewConversation { app, id, now_ms };
    Commands::on(store).create_group(title, members, &new).await
}

async fn set_member(
    store: &impl ConversationStore,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
    change: &MemberChange,
    now_ms: i64,
) -> Result<Membership, StoreError> {
    let set = Commands::on(store).set_member(app, id, uid, change, now_ms);
    match set.await? {
        MemberSet::Is(membership) => Ok(membership),
        MemberSet::GroupFull => panic!("the group is full"),
    }
}

async fn member(store: &impl ConversationStore, of: ConversationId, uid: &Uid) -> Option<Member> {
    let found = store
        .find_members(&app(), of, std::slice::from_ref(uid))
        .await;
    found.unwrap().pop()
}

fn uids_of(members: &[Member]) -> Vec<&Uid> {
    members.iter().map(|member| &member.uid).collect()
}

fn becomes(role: MemberRole, state: MemberState) -> MemberChange {
    MemberChange {
        role,
        state,
        at: Seq::ZERO,
        from_now: false,
    }
}

fn advance(of: ConversationId, uid: &Uid, read: u64, received: u64) -> MarkAdvance {
    advance_in(&app(), of, uid, read, received)
}

fn advance_in(
    app: &AppId,
    conversation_id: ConversationId,
    uid: &Uid,
    read: u64,
    received: u64,
) -> MarkAdvance {
    MarkAdvance {
        app: app.clone(),
        conversation_id,
        uid: uid.clone(),
        to: Marks {
            read: Seq(read),
            received: Seq(received),
        },
    }
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
