//! Whatever is done to a log, it answers as the reference does.

use skein_foundation::Seq;

use super::LogUnderTest;
use super::subject::{alone, app, append, conversation, follow, named, text};
use crate::contract::memory_message_log::MemoryMessageLog;
use crate::model::Append;
use crate::ports::{HistoryRange, LogPosition, MessageLog};

/// Something done to a log. Numbers are taken from small sets, so that things meet.
#[derive(Debug, Clone)]
pub enum Operation {
    /// (app, conversation, sender, id) of each message.
    Append(Vec<(u8, u8, u8, u8)>),
    Read {
        conversation: u8,
        bound: u8,
        limit: u8,
    },
    Tail {
        after: u8,
        limit: u8,
    },
    LastSeqs,
    Restart,
}

/// Does the same to the log and to the reference, and compares all answers. One caller, so that commits are batches.
pub async fn behaves_as_the_reference(subject: &impl LogUnderTest, operations: &[Operation]) {
    let reference = std::sync::Arc::new(MemoryMessageLog::new()) as std::sync::Arc<dyn MessageLog>;
    drop(reference.take_commit_feed());
    let mut log = alone(subject);
    for operation in operations {
        match operation {
            Operation::Append(messages) => {
                let batch: Vec<Append> = messages.iter().copied().map(message).collect();
                assert_eq!(
                    append(&log, batch.clone()).await,
                    append(&reference, batch).await
                );
            }
            Operation::Read {
                conversation: talk,
                bound,
                limit,
            } => {
                let bound = Seq(u64::from(*bound));
                for range in [
                    HistoryRange::Newest,
                    HistoryRange::Before(bound),
                    HistoryRange::After(bound),
                ] {
                    let read = log
                        .read(conversation(*talk), range, usize::from(*limit))
                        .await;
                    let expected = reference
                        .read(conversation(*talk), range, usize::from(*limit))
                        .await;
                    assert_eq!(read.expect("readable"), expected.expect("readable"));
                }
            }
            Operation::Tail { after, limit } => {
                let after =
                    LogPosition(u64::from(*after)).min(*reference.watch_committed().borrow());
                let page = log
                    .tail(after, usize::from(*limit))
                    .await
                    .expect("readable");
                let expected = reference
                    .tail(after, usize::from(*limit))
                    .await
                    .expect("readable");
                assert_eq!(page.next, expected.next);
                // Within a commit, conversations may be told one after the other.
                let mut messages = named(&page.messages);
                let mut expected = named(&expected.messages);
                messages.sort();
                expected.sort();
                assert_eq!(messages, expected);
            }
            Operation::LastSeqs => {
                let talks: Vec<_> = (0..=u8::MAX).map(conversation).collect();
                assert_eq!(
                    log.last_seqs(&talks).await.expect("readable"),
                    reference.last_seqs(&talks).await.expect("readable")
                );
            }
            Operation::Restart => {
                subject.restart().await;
                log = alone(subject);
            }
        }
    }
    assert_eq!(
        follow(&log, LogPosition(0), 3).await.len(),
        follow(&reference, LogPosition(0), 3).await.len()
    );
}

/// An app has its own conversations, as in the product.
fn message((of, talk, sender, id): (u8, u8, u8, u8)) -> Append {
    let sender = if sender == 0 {
        String::new()
    } else {
        format!("sender-{sender}")
    };
    Append {
        app: app(if of == 0 { "tour" } else { "loan" }),
        ..text(
            conversation(talk * 2 + of.min(1)),
            &sender,
            &format!("id-{id}"),
        )
    }
}
