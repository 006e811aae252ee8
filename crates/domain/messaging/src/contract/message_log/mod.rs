//! The promises of the message log, one function each.
//!
//! `message_log_contract!(fresh)` makes a test of each; `fresh` is an async function that gives `(guard, subject)` with
//! a [`LogUnderTest`] over an empty log, and the guard is kept until the test is over.

mod following;
mod idempotency;
mod order;
mod random;
mod reading;
mod subject;

pub use following::{
    appends_wait_when_nobody_takes_from_the_feed, positions_go_on_after_a_restart,
    the_feed_is_given_out_once, the_feed_tells_what_the_tail_tells,
    the_tail_resumes_at_every_position,
};
pub use idempotency::{
    a_repeat_into_another_conversation_answers_the_first,
    a_repeat_stores_nothing_and_answers_the_same, repeats_at_once_store_one,
    the_same_id_of_another_is_another_message, who_gave_up_waiting_may_send_again,
};
pub use order::{
    a_batch_is_stored_whole_and_in_its_order, concurrent_appends_leave_no_hole,
    every_reader_sees_one_order,
};
pub use random::{Operation, behaves_as_the_reference};
pub use reading::{
    counting_leaves_out_the_reader_and_the_system_and_stops_where_it_is_told,
    every_range_is_the_same_whatever_the_commits_were, what_was_never_said_is_empty,
    what_was_said_is_read_back,
};
pub use subject::LogUnderTest;

/// A test for each promise of the message log.
#[macro_export]
macro_rules! message_log_contract {
    ($fresh:path) => {
        $crate::contract_cases!($fresh, message_log: [
            a_batch_is_stored_whole_and_in_its_order,
            a_repeat_into_another_conversation_answers_the_first,
            a_repeat_stores_nothing_and_answers_the_same,
            appends_wait_when_nobody_takes_from_the_feed,
            concurrent_appends_leave_no_hole,
            counting_leaves_out_the_reader_and_the_system_and_stops_where_it_is_told,
            every_range_is_the_same_whatever_the_commits_were,
            every_reader_sees_one_order,
            positions_go_on_after_a_restart,
            repeats_at_once_store_one,
            the_feed_is_given_out_once,
            the_feed_tells_what_the_tail_tells,
            the_same_id_of_another_is_another_message,
            the_tail_resumes_at_every_position,
            what_was_never_said_is_empty,
            what_was_said_is_read_back,
            who_gave_up_waiting_may_send_again,
        ]);
    };
}
