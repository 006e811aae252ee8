//! The promises of the port, and random histories against the reference.

use std::future::{Ready, ready};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skein_message_log::LogOptions;
use skein_messaging::contract::message_log::{Operation, behaves_as_the_reference};

use crate::subject::OnDisk;

fn fresh() -> Ready<((), OnDisk)> {
    ready(((), OnDisk::new(LogOptions::default())))
}

skein_messaging::message_log_contract!(fresh);

/// Tables of ids after every few messages, groups of a few messages, no cache.
fn cramped() -> LogOptions {
    LogOptions {
        block_cache_bytes: 0,
        ids_in_memory: 10,
        queue_bytes: 2_000,
        group_messages: 3,
        group_bytes: 1_000,
        feed_groups: 1,
        ..LogOptions::default()
    }
}

mod cramped {
    use super::{OnDisk, Ready, ready};

    fn fresh() -> Ready<((), OnDisk)> {
        ready(((), OnDisk::new(super::cramped())))
    }

    skein_messaging::message_log_contract!(fresh);
}

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

fn follow_random_histories(options: &LogOptions) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&operations(), |operations| {
        runtime.block_on(behaves_as_the_reference(
            &OnDisk::new(options.clone()),
            &operations,
        ));
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn random_histories_are_those_of_the_reference() {
    follow_random_histories(&LogOptions::default());
}

#[test]
fn random_histories_are_those_of_the_reference_when_everything_is_cramped() {
    follow_random_histories(&cramped());
}
