//! What is read is what was said, whatever commits it came in.

use skein_foundation::{ConsultationId, Seq, SessionId, Uid};

use super::LogUnderTest;
use super::subject::{alone, append, conversation, follow, text};
use crate::model::{Append, Content, Custom, Location, SystemEvent, SystemEventKind};
use crate::ports::{CountOthers, HistoryRange, LogPosition};

const MESSAGES: u64 = 28;

pub async fn every_range_is_the_same_whatever_the_commits_were(subject: &impl LogUnderTest) {
    let log = alone(subject);
    // Commits of 1, 2, … 7 messages; neighbours on both sides must not be seen.
    for size in 1..=7_u64 {
        let ids: Vec<_> = (0..size).map(|index| format!("{size}-{index}")).collect();
        for talk in 1..=3 {
            append(
                &log,
                ids.iter()
                    .map(|id| text(conversation(talk), &format!("in-{talk}"), id))
                    .collect(),
            )
            .await;
        }
    }
    let talk = conversation(2);
    let all: Vec<u64> = (1..=MESSAGES).collect();
    for limit in [0, 1, 2, 3, 5, 8, 27, 28, 29, 1_000] {
        let read = async |range| {
            let messages = log.read(talk, range, limit).await.expect("readable");
            assert!(
                messages
                    .iter()
                    .all(|message| message.conversation_id == talk)
            );
            messages
                .iter()
                .map(|message| message.seq.0)
                .collect::<Vec<_>>()
        };
        let newest = |end: usize| &all[end.saturating_sub(limit)..end];
        assert_eq!(
            read(HistoryRange::Newest).await,
            newest(all.len()),
            "the newest {limit}"
        );
        for bound in (0..=MESSAGES + 2).chain([u64::MAX]) {
            let before = all.iter().filter(|seq| **seq < bound).count();
            assert_eq!(
                read(HistoryRange::Before(Seq(bound))).await,
                newest(before),
                "{limit} before {bound}"
            );
            let after: Vec<u64> = all
                .iter()
                .copied()
                .filter(|seq| *seq > bound)
                .take(limit)
                .collect();
            assert_eq!(
                read(HistoryRange::After(Seq(bound))).await,
                after,
                "{limit} after {bound}"
            );
        }
    }
}

pub async fn what_was_said_is_read_back(subject: &impl LogUnderTest) {
    let talk = conversation(1);
    let event = SystemEvent {
        kind: SystemEventKind::ConsultationAssigned,
        actor: Some((Uid::parse("agent-1").expect("a uid"), "阿雁".to_owned())),
        subject: None,
        reason: "sticky".to_owned(),
        consultation_id: Some(ConsultationId::from_bytes([4; 16])),
    };
    let contents = [
        Content::text("大雁 🪿 \u{0}\n"),
        Content::text(String::new()),
        Content::text("long ".repeat(5_000)),
        Content::System(event),
        Content::Custom(Custom {
            kind: "tour/card".to_owned(),
            json: "{\"a\":1}".to_owned(),
            fallback: "a card".to_owned(),
        }),
        Content::Location(Location {
            latitude_e6: 33_200_000,
            longitude_e6: -103_900_000,
            name: "九寨沟".to_owned(),
            address: String::new(),
        }),
    ];
    let sent: Vec<Append> = contents
        .into_iter()
        .enumerate()
        .map(|(index, content)| Append {
            time_ms: 1_700_000_000_000 - index as i64 * 3,
            content,
            origin: Some(SessionId::from_bytes([1; 16])),
            ..text(
                talk,
                ["amy", "amy", "雁", "", "bob", "bob"][index],
                &format!("id-{index}"),
            )
        })
        .collect();
    append(&alone(subject), sent.clone()).await;
    for _ in 0..2 {
        let log = alone(subject);
        let stored = log
            .read(talk, HistoryRange::Newest, 10)
            .await
            .expect("readable");
        let followed = follow(&log, LogPosition(0), 100).await;
        assert_eq!(stored.len(), sent.len());
        for (index, (append, message)) in sent.iter().zip(&stored).enumerate() {
            assert_eq!(
                (message.conversation_id, message.seq),
                (talk, Seq(index as u64 + 1))
            );
            assert_eq!(
                (&message.sender, &message.client_msg_id),
                (&append.sender, &append.client_msg_id)
            );
            assert_eq!(
                (message.time_ms, &message.content),
                (append.time_ms, &append.content)
            );
            assert_eq!(*followed[index].message, *message);
            assert_eq!(
                (&followed[index].app, followed[index].origin),
                (&append.app, None)
            );
        }
        subject.restart().await;
    }
}

pub async fn what_was_never_said_is_empty(subject: &impl LogUnderTest) {
    let log = alone(subject);
    append(
        &log,
        vec![
            text(conversation(5), "amy", "a"),
            text(conversation(5), "amy", "b"),
        ],
    )
    .await;
    for range in [
        HistoryRange::Newest,
        HistoryRange::Before(Seq(9)),
        HistoryRange::After(Seq(0)),
    ] {
        for talk in [conversation(4), conversation(6)] {
            assert_eq!(log.read(talk, range, 10).await.expect("readable"), []);
        }
    }
    let asked = [
        conversation(6),
        conversation(5),
        conversation(4),
        conversation(5),
    ];
    assert_eq!(
        log.last_seqs(&asked).await.expect("readable"),
        [Seq(0), Seq(2), Seq(0), Seq(2)]
    );
    assert!(log.last_seqs(&[]).await.expect("readable").is_empty());
}

pub async fn counting_leaves_out_the_reader_and_the_system_and_stops_where_it_is_told(
    subject: &impl LogUnderTest,
) {
    let log = alone(subject);
    let talk = conversation(2);
    // Of each eight one is amy's, five bob's and two the system's; in commits of three, with strangers on both sides.
    let senders = ["amy", "bob", "bob", "", "bob", "bob", "", "bob"];
    let said: Vec<_> = (0..96).map(|number| senders[number % 8]).collect();
    for (number, three) in said.chunks(3).enumerate() {
        for place in [1, 2, 3] {
            let id = |index| format!("{place}-{number}-{index}");
            let batch = three.iter().enumerate();
            let batch = batch.map(|(index, who)| text(conversation(place), who, &id(index)));
            append(&log, batch.collect()).await;
        }
    }
    for after in [0, 1, 2, 3, 40, 95, 96, 97] {
        for up_to in [0, 1, 3, 50, 96, u64::MAX] {
            for (most, look_at) in [(100, 100), (7, 100), (100, 10), (0, 100), (100, 0)] {
                let rest = said.iter().enumerate().filter(|(index, _)| {
                    let seq = *index as u64 + 1;
                    seq > after && seq <= up_to
                });
                let others = rest
                    .take(look_at)
                    .filter(|(_, who)| !["", "bob"].contains(who));
                let expected = others.count().min(most);
                let count = CountOthers {
                    after: Seq(after),
                    up_to: Seq(up_to),
                    reader: Uid::parse("bob").expect("a uid"),
                    most,
                    look_at,
                };
                let counted = log.count_others(talk, &count).await.expect("readable");
                assert_eq!(counted, expected, "{count:?}");
            }
        }
    }
}
