//! What every implementation of [`IdentityStore`](crate::ports::IdentityStore) promises, one function per promise.
#![expect(
    clippy::unwrap_used,
    reason = "in a suite a store that fails is a failed test"
)]

mod apps;
pub(crate) mod fixtures;
mod proofs;
mod sign_ins;
mod units;
mod users;

pub use apps::*;
pub use proofs::*;
pub use sign_ins::*;
pub use units::*;
pub use users::*;

/// `identity_store_cases!(path::of::fresh)`: a test for each promise that asks `fresh` for an empty store, given as
/// `(whatever keeps it alive, store)`.
#[macro_export]
macro_rules! identity_store_cases {
    ($fresh:path) => {
        $crate::identity_store_cases! {
            $fresh:
            an_app_is_found_as_it_was_made,
            an_app_id_is_taken_once,
            apps_are_listed_in_pages,
            a_secret_moves_aside_for_the_next,
            a_site_is_found_by_its_key,
            a_site_key_belongs_to_one_app,
            a_site_is_changed_where_it_is_named,
            a_deleted_site_is_not_found_and_keeps_its_key,
            a_site_of_no_app_is_refused,
            an_app_key_is_found_until_long_after_its_end,
            an_app_key_is_revoked_by_its_app_only,
            an_app_key_id_is_taken_once,
            a_user_is_found_as_it_was_made,
            a_uid_is_taken_once_per_app,
            a_user_of_no_app_is_refused,
            of_two_callers_at_once_one_makes_the_user,
            several_users_are_found_at_once,
            users_are_listed_by_kind_in_pages,
            a_patch_changes_what_it_names,
            a_patch_stays_in_its_app,
            users_are_found_by_what_stands_in_their_names,
            changes_are_listed_in_their_order_without_a_gap,
            a_deleted_user_leaves_a_name_that_is_nobodys,
            each_revocation_begins_a_generation,
            another_time_is_noted_for_the_revocation_it_is_of,
            being_seen_is_noted_by_whatever_the_clock_shows,
            a_code_is_redeemed_once,
            of_two_callers_at_once_one_redeems_the_code,
            a_new_code_replaces_the_one_before,
            an_expired_code_changes_nothing,
            a_code_of_nobody_is_refused,
            a_deleted_user_has_neither_password_nor_code,
            a_token_is_used_once_per_app,
            of_two_callers_at_once_one_uses_the_token,
            used_tokens_are_forgotten_when_they_have_expired,
            a_session_is_found_by_its_secret_and_in_its_app_by_its_id,
            use_is_noted_until_the_session_ends,
            a_session_ends_once_and_alone,
            no_session_begins_after_a_revocation,
            a_user_has_so_many_sessions,
            what_ends_all_tokens_ends_all_sessions,
            a_deleted_user_is_signed_in_nowhere,
            a_dropped_unit_leaves_nothing_and_holds_up_nobody,
            a_changed_user_keeps_what_is_written_beside_it,
        }
    };
    ($fresh:path: $($promise:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let (_guard, store) = $fresh().await;
                $crate::contract::identity_store::$promise(&store).await;
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use crate::contract::memory::MemoryIdentityStore;

    async fn fresh() -> ((), MemoryIdentityStore) {
        std::future::ready(((), MemoryIdentityStore::new())).await
    }

    crate::identity_store_cases!(fresh);
}
