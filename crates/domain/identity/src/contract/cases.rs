//! How a contract suite becomes tests: one per promise, so that a report names what was broken.

/// `identity_contract_cases!(path::of::fresh, suite: [promise, …])`: for each promise a test that asks `fresh` for an
/// empty store and hands it to `skein_identity::contract::suite::promise`.
#[macro_export]
macro_rules! identity_contract_cases {
    ($fresh:path, $suite:ident: [$($promise:ident),+ $(,)?]) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let (_guard, store) = $fresh().await;
                $crate::contract::$suite::$promise(&store).await;
            }
        )+
    };
}
