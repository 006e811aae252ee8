//! What was sent long ago is known for ever, wherever the memory of it went.

use skein_message_log::LogOptions;
use skein_messaging::model::Append;
use skein_messaging::ports::MessageLog;

use crate::subject::{conversation, open_alone, text};

/// Several senders with long histories, so that each way to know an id is taken: memory, filter, table.
#[tokio::test]
async fn a_repeat_is_known_after_any_number_of_messages_and_restarts() {
    const SENDERS: usize = 5;
    const BATCHES: usize = 60;
    const BATCH: usize = 16;
    let folder = tempfile::tempdir().unwrap();
    let options = LogOptions {
        ids_in_memory: 300,
        ..LogOptions::default()
    };
    let message = |sender: usize, number: usize| Append {
        sender: Some(skein_foundation::Uid::parse(&format!("sender-{sender}")).unwrap()),
        ..text(conversation(sender as u8), &format!("{number}"))
    };
    let mut log = open_alone(folder.path(), options.clone());
    for batch in 0..BATCHES {
        for sender in 0..SENDERS {
            let numbers = batch * BATCH..(batch + 1) * BATCH;
            let appended = log
                .append(
                    numbers
                        .clone()
                        .map(|number| message(sender, number))
                        .collect(),
                )
                .await
                .unwrap();
            let expected: Vec<_> = numbers.map(|number| (number as u64 + 1, false)).collect();
            assert_eq!(
                appended
                    .iter()
                    .map(|one| (one.seq.0, one.repeated))
                    .collect::<Vec<_>>(),
                expected
            );
        }
        if batch % 13 == 7 {
            log.close().await;
            log = open_alone(folder.path(), options.clone());
        }
        // From the first to the newest.
        let asked: Vec<usize> = (0..(batch + 1) * BATCH).step_by(37).collect();
        for sender in 0..SENDERS {
            let appended = log
                .append(
                    asked
                        .iter()
                        .map(|number| message(sender, *number))
                        .collect(),
                )
                .await
                .unwrap();
            let expected: Vec<_> = asked
                .iter()
                .map(|number| (*number as u64 + 1, true))
                .collect();
            assert_eq!(
                appended
                    .iter()
                    .map(|one| (one.seq.0, one.repeated))
                    .collect::<Vec<_>>(),
                expected
            );
        }
    }
}
