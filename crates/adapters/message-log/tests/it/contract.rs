//! The promises of the port, and random histories against the reference.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skein_messaging::contract::message_log::{Operation, behaves_as_the_reference};

use crate::subject::OnDisk;

async fn fresh() -> ((), OnDisk) {
    ((), OnDisk::new())
}

skein_messaging::message_log_contract!(fresh);

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let messages = prop::collection::vec((0..2_u8, 0..3_u8, 0..3_u8, 0..40_u8), 1..9);
    let operation = prop_oneof![
        12 => messages.prop_map(Operation::Append),
        4 => (0..8_u8, 0..40_u8, 0..20_u8).prop_map(|(conversation, bound, limit)| Operation::Read { conversation, bound, limit }),
        2 => (0..40_u8, 1..30_u8).prop_map(|(after, limit)| Operation::Tail { after, limit }),
        1 => Just(Operation::LastSeqs),
        1 => Just(Operation::Restart),
    ];
    prop::collection::vec(operation, 1..40)
}

#[test]
fn random_histories_are_those_of_the_reference() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&operations(), |operations| {
        runtime.block_on(behaves_as_the_reference(&OnDisk::new(), &operations));
        Ok(())
    });
    outcome.unwrap();
}
