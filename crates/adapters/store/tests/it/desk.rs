//! The desk on real SQLite files: its contract, random days, and names from the users.

use proptest::prelude::*;
use skein_desk::contract::desk_store::histories::{Incident, live};
use skein_desk::rules::assign;

skein_desk::desk_store_cases!(crate::fresh_store);

fn days() -> impl Strategy<Value = Vec<Incident>> {
    proptest::collection::vec(any::<(u8, u8)>().prop_map(Incident::from), 20..80)
}

proptest! {
    // A day is a database of its own with some hundred commits on disk.
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_day_overruns_an_agent_or_overtakes_a_visitor(day in days()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let audited = runtime.block_on(async {
            let (_folder, store) = crate::fresh_store().await;
            live(&store, &day, &assign).await
        });
        prop_assert!(audited.is_ok(), "{:?}", audited.err());
    }
}
