//! What every implementation of [`DeskStore`](crate::ports::DeskStore) promises, one function per promise.
//!
//! [`audit`] replays the outbox, which is the order of commits, and finds an agent over the limit or a visitor
//! overtaken under any interleaving; [`histories`] drives a store through random days for it, [`crowd`] through a
//! parallel one.
#![expect(
    clippy::unwrap_used,
    reason = "in a suite a store that fails is a failed test"
)]

mod assigning;
pub mod audit;
mod crowd;
pub mod histories;
mod isolation;
mod lists;
mod recording;
mod steps;
mod teams;
mod units;
mod world;

use skein_messaging::ports::ChangeOutbox;

use crate::ports::DeskStore;

pub use assigning::*;
pub use crowd::a_crowd_overruns_nobody_and_overtakes_nobody;
pub use isolation::*;
pub use lists::*;
pub use recording::*;
pub use steps::*;
pub use teams::*;
pub use units::*;

/// A store under test, with the outbox its commands write to.
pub trait Subject: DeskStore + ChangeOutbox + Clone + 'static {}

impl<T: DeskStore + ChangeOutbox + Clone + 'static> Subject for T {}

/// `desk_store_cases!(path::of::fresh)`: a test for each promise that asks `fresh` for an empty store, given as
/// `(whatever keeps it alive, store)`.
#[macro_export]
macro_rules! desk_store_cases {
    ($fresh:path) => {
        $crate::desk_store_cases! {
            $fresh:
            an_app_has_one_default_team,
            teams_are_listed_and_changed,
            members_are_agents_of_the_app,
            a_deleted_team_has_nobody_and_leaves_nobody_waiting,
            what_becomes_of_a_team_is_told,
            agents_keep_status_and_capacity,
            a_first_question_opens_a_consultation,
            the_same_messages_again_have_no_effect,
            a_thread_has_one_unresolved_consultation,
            reopening_counts_on_the_same_thread,
            the_talk_is_kept_through_a_page_of_messages,
            the_clue_of_the_thread_goes_with_the_consultation,
            every_step_is_stored_with_time_actor_and_reason,
            the_sweeper_and_the_business_take_steps_too,
            what_a_disabled_agent_served_waits_at_its_old_place,
            who_is_lost_for_good_gives_back_and_who_returned_keeps_everything,
            a_talk_goes_along_with_agent_and_place_once,
            earlier_consultations_of_a_visitor_become_the_customers,
            the_time_of_the_desk_never_goes_back,
            a_rating_is_stored_once,
            a_change_is_recorded_for_every_command,
            the_head_of_the_queue_goes_first,
            resolving_frees_the_place,
            who_served_before_serves_again,
            picking_takes_the_head_of_all_own_queues,
            the_queue_is_listed_and_counted_in_order,
            lists_page_by_key,
            handling_times_and_silence_are_found,
            no_team_or_agent_of_another_app_is_found,
            no_consultation_of_another_app_is_found,
            a_dropped_unit_leaves_nothing_and_holds_up_nobody,
            a_consultation_that_took_another_step_is_not_overwritten,
            the_newest_change_is_known_when_it_is_forgotten,
            units_that_decide_on_the_same_run_one_after_the_other,
            a_crowd_overruns_nobody_and_overtakes_nobody,
        }
    };
    ($fresh:path: $($promise:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let (_guard, store) = $fresh().await;
                $crate::contract::desk_store::$promise(&store).await;
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use crate::contract::{Flaw, MemoryDeskStore};

    async fn fresh() -> ((), MemoryDeskStore) {
        std::future::ready(((), MemoryDeskStore::new())).await
    }

    crate::desk_store_cases!(fresh);

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[should_panic(expected = "left == right")]
    async fn units_beside_each_other_are_noticed() {
        let store = MemoryDeskStore::with_flaw(Flaw::NoLock);
        super::units_that_decide_on_the_same_run_one_after_the_other(&store).await;
    }
}
