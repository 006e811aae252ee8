//! A client message id is stored once per app and sender.

use std::sync::Arc;

use skein_foundation::Seq;
use tokio::task::JoinSet;

use super::LogUnderTest;
use super::subject::{alone, app, append, conversation, seqs, text};
use crate::model::{Append, Content};
use crate::ports::HistoryRange;

pub async fn a_repeat_stores_nothing_and_answers_the_same(subject: &impl LogUnderTest) {
    let log = alone(subject);
    let talk = conversation(1);
    // In one batch.
    let first = append(
        &log,
        vec![
            text(talk, "amy", "a"),
            text(talk, "amy", "b"),
            text(talk, "amy", "a"),
        ],
    )
    .await;
    assert_eq!(seqs(&first), [1, 2, 1]);
    assert_eq!(
        first.iter().map(|one| one.repeated).collect::<Vec<_>>(),
        [false, false, true]
    );

    // In a later one, with another text and another time: what counts is what is stored.
    let other = Append {
        content: Content::text("other"),
        time_ms: 5,
        ..text(talk, "amy", "a")
    };
    let second = append(&log, vec![other.clone(), text(talk, "amy", "c")]).await;
    assert_eq!(seqs(&second), [1, 3]);
    assert!(second[0].repeated && !second[1].repeated);
    assert_eq!(second[0].time_ms, first[0].time_ms);

    // After a restart.
    subject.restart().await;
    let log = alone(subject);
    let third = append(
        &log,
        vec![other, text(talk, "amy", "b"), text(talk, "amy", "d")],
    )
    .await;
    assert_eq!(seqs(&third), [1, 2, 4]);
    assert_eq!(third[0], second[0]);

    let stored = log
        .read(talk, HistoryRange::Newest, 10)
        .await
        .expect("readable");
    let texts: Vec<_> = stored
        .iter()
        .map(|message| message.client_msg_id.as_str())
        .collect();
    assert_eq!(texts, ["a", "b", "c", "d"]);
    assert_eq!(stored[0].content, Content::text("a"));
}

pub async fn the_same_id_of_another_is_another_message(subject: &impl LogUnderTest) {
    for round in 0..2 {
        let log = alone(subject);
        let batch = vec![
            text(conversation(1), "amy", "a"),
            text(conversation(1), "bob", "a"),
            text(conversation(1), "", "a"),
            Append {
                app: app("loan"),
                ..text(conversation(2), "amy", "a")
            },
            // Where one part ends and the next begins counts, too.
            Append {
                app: app("tou"),
                ..text(conversation(3), "ramy", "a")
            },
        ];
        let appended = append(&log, batch).await;
        assert_eq!(seqs(&appended), [1, 2, 3, 1, 1]);
        assert!(appended.iter().all(|one| one.repeated == (round == 1)));
        subject.restart().await;
    }
}

pub async fn a_repeat_into_another_conversation_answers_the_first(subject: &impl LogUnderTest) {
    let log = alone(subject);
    append(&log, vec![text(conversation(1), "amy", "a")]).await;
    let again = append(&log, vec![text(conversation(2), "amy", "a")]).await;
    assert_eq!(
        (again[0].conversation_id, again[0].seq, again[0].repeated),
        (conversation(1), Seq(1), true)
    );
    assert_eq!(
        log.last_seqs(&[conversation(2)]).await.expect("readable"),
        [Seq(0)]
    );
}

pub async fn repeats_at_once_store_one(subject: &impl LogUnderTest) {
    let log = alone(subject);
    let mut senders = JoinSet::new();
    for _ in 0..24 {
        let log = Arc::clone(&log);
        senders.spawn(async move {
            append(
                &log,
                vec![
                    text(conversation(1), "amy", "a"),
                    text(conversation(1), "amy", "b"),
                ],
            )
            .await
        });
    }
    let answers = senders.join_all().await;
    assert_eq!(
        answers.iter().filter(|answer| !answer[0].repeated).count(),
        1
    );
    assert!(answers.iter().all(|answer| seqs(answer) == [1, 2]));
    assert_eq!(
        log.last_seqs(&[conversation(1)]).await.expect("readable"),
        [Seq(2)]
    );
}

pub async fn who_gave_up_waiting_may_send_again(subject: &impl LogUnderTest) {
    let log = alone(subject);
    for round in 0..50_u32 {
        let id = format!("message-{round}");
        let asked = log.append(vec![text(conversation(1), "amy", &id)]);
        // Sometimes before it was handed in, sometimes after.
        let patience = std::time::Duration::from_micros(u64::from(round) * 20);
        let _ = tokio::time::timeout(patience, asked).await;
        let again = append(&log, vec![text(conversation(1), "amy", &id)]).await;
        assert_eq!(again[0].seq, Seq(u64::from(round) + 1));
    }
    let stored = log
        .read(conversation(1), HistoryRange::Newest, 100)
        .await
        .expect("readable");
    assert_eq!(stored.len(), 50);
}
