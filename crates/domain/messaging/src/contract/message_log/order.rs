//! Seqs start at one and have neither holes nor repeats; batches are whole; everybody sees one order.

use std::collections::HashMap;
use std::sync::Arc;

use skein_foundation::Seq;
use tokio::task::JoinSet;

use super::LogUnderTest;
use super::subject::{alone, append, conversation, follow, named, seqs, text};
use crate::ports::{HistoryRange, LogPosition, MessageLog};

const SENDERS: u8 = 6;
const BATCHES: usize = 12;
const CONVERSATIONS: u8 = 3;

pub async fn a_batch_is_stored_whole_and_in_its_order(subject: &impl LogUnderTest) {
    let log = alone(subject);
    let (one, two) = (conversation(1), conversation(2));
    let batch =
        ["a", "b", "c", "d", "e"].map(|id| text(if id < "d" { one } else { two }, "amy", id));
    let appended = append(&log, batch.into()).await;
    assert_eq!(seqs(&appended), [1, 2, 3, 1, 2]);
    assert!(append(&log, Vec::new()).await.is_empty());

    let mixed = ["f", "g", "h", "i"].iter().enumerate();
    let mixed = mixed.map(|(index, id)| text(if index % 2 == 0 { two } else { one }, "amy", id));
    assert_eq!(seqs(&append(&log, mixed.collect()).await), [3, 4, 4, 5]);

    let large = (0..300).map(|number| text(one, "amy", &format!("large-{number}")));
    assert_eq!(
        seqs(&append(&log, large.collect()).await),
        (6..306).collect::<Vec<_>>()
    );
    assert_eq!(
        log.last_seqs(&[one, two]).await.expect("readable"),
        [Seq(305), Seq(4)]
    );
}

/// Everybody appends to every conversation at once.
async fn crowd(log: &Arc<dyn MessageLog>, run: &str) -> HashMap<(u8, u64), String> {
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let (log, run) = (Arc::clone(log), run.to_owned());
        senders.spawn(async move {
            let mut answered = Vec::new();
            for batch in 0..BATCHES {
                let ids: Vec<_> = (0..=batch % 4)
                    .map(|index| {
                        (
                            (sender + (batch + index) as u8) % CONVERSATIONS,
                            format!("{run}-{sender}-{batch}-{index}"),
                        )
                    })
                    .collect();
                let name = format!("sender-{sender}");
                let messages = ids
                    .iter()
                    .map(|(talk, id)| text(conversation(*talk), &name, id));
                let appended = append(&log, messages.collect()).await;
                answered.extend(
                    ids.into_iter()
                        .zip(appended)
                        .map(|((talk, id), one)| ((talk, one.seq.0), id)),
                );
            }
            answered
        });
    }
    let answered: Vec<_> = senders.join_all().await.into_iter().flatten().collect();
    let count = answered.len();
    let by_seq: HashMap<_, _> = answered.into_iter().collect();
    assert_eq!(by_seq.len(), count, "a seq was given twice");
    by_seq
}

pub async fn concurrent_appends_leave_no_hole(subject: &impl LogUnderTest) {
    let mut answered = HashMap::new();
    for run in ["first", "second"] {
        let log = alone(subject);
        answered.extend(crowd(&log, run).await);
        for talk in 0..CONVERSATIONS {
            let stored = log
                .read(conversation(talk), HistoryRange::After(Seq(0)), 10_000)
                .await
                .expect("readable");
            for (index, message) in stored.iter().enumerate() {
                let seq = index as u64 + 1;
                assert_eq!(message.seq, Seq(seq), "a hole");
                let id = answered.get(&(talk, seq)).map(String::as_str);
                assert_eq!(
                    id,
                    Some(message.client_msg_id.as_str()),
                    "another message than was answered"
                );
            }
            let answers = answered.keys().filter(|(other, _)| *other == talk).count();
            assert_eq!(stored.len(), answers, "an answered message is missing");
        }
        subject.restart().await;
    }
}

pub async fn every_reader_sees_one_order(subject: &impl LogUnderTest) {
    let log = subject.log();
    let mut feed = log.take_commit_feed().expect("it is given out once");
    let appending = crowd(&log, "only");
    let listening = async {
        let mut heard = Vec::new();
        let total: usize =
            (0..BATCHES).map(|batch| batch % 4 + 1).sum::<usize>() * usize::from(SENDERS);
        while heard.len() < total {
            heard.extend(feed.recv().await.expect("the log runs"));
        }
        heard
    };
    let (_, heard) = tokio::join!(appending, listening);
    let heard = named(&heard);
    assert_eq!(named(&follow(&log, LogPosition(0), 7).await), heard);
    for talk in 0..CONVERSATIONS {
        let stored = log
            .read(conversation(talk), HistoryRange::After(Seq(0)), 10_000)
            .await
            .expect("readable");
        let stored: Vec<_> = stored
            .iter()
            .map(|message| message.client_msg_id.to_string())
            .collect();
        let followed = heard.iter().filter(|(_, id, ..)| *id == conversation(talk));
        assert_eq!(
            followed.map(|(.., id)| id.clone()).collect::<Vec<_>>(),
            stored
        );
    }
}
