//! The checker is fed what a broken server would let clients see.

use super::*;

const TALK: &str = "talk";

fn said(seq: u64) -> MessageSeen {
    MessageSeen {
        seq,
        sender: "ann".into(),
        client_msg_id: format!("id-{seq}"),
        time_ms: 1_000 + seq as i64,
        text: format!("text {seq}"),
    }
}

fn ack(seq: u64, at: u64) -> SeenAck {
    let message = said(seq);
    SeenAck {
        sender: message.sender,
        client_msg_id: message.client_msg_id,
        conversation: TALK.into(),
        seq,
        time_ms: message.time_ms,
        at,
    }
}

fn read(name: &str, messages: Vec<MessageSeen>, started: u64) -> FullRead {
    FullRead {
        name: name.into(),
        conversation: TALK.into(),
        last_seq: messages.len() as u64,
        messages,
        span: Span {
            started,
            ended: started + 1,
        },
    }
}

/// Three messages, acknowledged, shown, and read twice.
fn good() -> Observations {
    let attempts = (1..=3).map(|seq| Attempt {
        sender: "ann".into(),
        client_msg_id: format!("id-{seq}"),
        conversation: TALK.into(),
        text: format!("text {seq}"),
    });
    let all: Vec<_> = (1..=3).map(said).collect();
    Observations {
        attempts: attempts.collect(),
        acks: (1..=3).map(|seq| ack(seq, seq)).collect(),
        reads: vec![
            read("rest", all.clone(), 10),
            read("websocket", all.clone(), 20),
        ],
        streams: vec![Stream {
            reader: "bob".into(),
            conversation: TALK.into(),
            messages: all,
        }],
        marks: Vec::new(),
    }
}

fn mark(read_seq: u64, started: u64, ended: u64) -> MarkSeen {
    MarkSeen {
        observer: "rest".into(),
        conversation: TALK.into(),
        uid: "bob".into(),
        read_seq,
        is_set: false,
        span: Span { started, ended },
    }
}

#[track_caller]
fn broken(observed: &Observations, is_it: impl Fn(&Violation) -> bool) {
    let violations = check(observed).expect_err("the checker saw nothing wrong");
    assert!(violations.any(is_it), "{violations}");
}

#[test]
fn good_observations_pass() {
    check(&good()).unwrap();
}

#[test]
fn an_ack_after_the_read_began_asks_nothing_of_the_read() {
    let mut observed = good();
    for read in &mut observed.reads {
        read.messages.pop();
        read.last_seq = 2;
    }
    observed.streams[0].messages.pop();
    broken(&observed, |violation| {
        matches!(violation, Violation::AcknowledgedButLost { .. })
    });
    observed.acks[2].at = 100;
    check(&observed).unwrap();
}

#[test]
fn a_lost_message_whose_seq_went_to_another_is_seen() {
    let mut observed = good();
    let stranger = MessageSeen {
        client_msg_id: "id-4".into(),
        text: "text 4".into(),
        ..said(3)
    };
    observed.attempts.push(Attempt {
        sender: "ann".into(),
        client_msg_id: "id-4".into(),
        conversation: TALK.into(),
        text: "text 4".into(),
    });
    for read in &mut observed.reads {
        read.messages[2] = stranger.clone();
    }
    broken(&observed, |violation| {
        matches!(violation, Violation::AcknowledgedButLost { .. })
    });
    broken(&observed, |violation| {
        matches!(violation, Violation::ReadersDisagree { .. })
    });
    let mut reused = ack(3, 50);
    reused.client_msg_id = "id-4".into();
    observed.acks.push(reused);
    broken(&observed, |violation| {
        matches!(violation, Violation::SeqReused { .. })
    });
}

#[test]
fn an_ack_that_moved_is_seen() {
    let mut observed = good();
    let mut moved = ack(2, 60);
    moved.seq = 4;
    observed.acks.push(moved);
    broken(&observed, |violation| {
        matches!(violation, Violation::AckChanged { .. })
    });

    let mut observed = good();
    observed.acks[1].time_ms += 1;
    broken(&observed, |violation| {
        matches!(violation, Violation::AckNamesAnother { .. })
    });
}

#[test]
fn a_second_copy_is_seen_in_a_read_and_in_a_stream() {
    let copy = MessageSeen { seq: 4, ..said(1) };
    let mut observed = good();
    observed.reads[0].messages.push(copy.clone());
    observed.reads[0].last_seq = 4;
    broken(&observed, |violation| {
        matches!(violation, Violation::StoredTwice { seqs: (1, 4), .. })
    });

    let mut observed = good();
    observed.streams[0].messages.push(copy);
    broken(&observed, |violation| {
        matches!(violation, Violation::StoredTwice { .. })
    });
}

#[test]
fn holes_swaps_and_repeats_are_seen() {
    let wrong: [&[u64]; 3] = [&[1, 3], &[2, 1, 3], &[1, 2, 2, 3]];
    for seqs in wrong {
        let mut observed = good();
        observed.streams[0].messages = seqs.iter().copied().map(said).collect();
        broken(&observed, |violation| {
            matches!(violation, Violation::OutOfOrder { .. })
        });
        let mut observed = good();
        observed.reads[0].messages = seqs.iter().copied().map(said).collect();
        broken(&observed, |violation| {
            matches!(violation, Violation::OutOfOrder { .. })
        });
    }
}

#[test]
fn an_end_that_is_missing_is_seen() {
    let mut observed = good();
    observed.streams[0].messages.pop();
    broken(&observed, |violation| {
        matches!(violation, Violation::Incomplete { seen: 2, .. })
    });

    let mut observed = good();
    observed.reads[1].last_seq = 4;
    broken(&observed, |violation| {
        matches!(violation, Violation::Incomplete { there_are: 4, .. })
    });
}

#[test]
fn words_that_nobody_said_are_seen() {
    let mut observed = good();
    observed.reads[0].messages[1].text = "text 2, but changed".into();
    broken(&observed, |violation| {
        matches!(violation, Violation::NobodySaidThat { .. })
    });
    broken(&observed, |violation| {
        matches!(violation, Violation::ReadersDisagree { .. })
    });
}

#[test]
fn a_mark_that_goes_back_is_seen_and_overlapping_reads_may_differ() {
    let mut observed = good();
    observed.marks = vec![mark(3, 1, 2), mark(2, 3, 4)];
    broken(&observed, |violation| {
        matches!(violation, Violation::MarkWentBack { .. })
    });

    observed.marks = vec![mark(3, 1, 5), mark(2, 3, 4), mark(3, 6, 7)];
    check(&observed).unwrap();

    // Setting less than there is is allowed, and changes nothing.
    let lower = MarkSeen {
        is_set: true,
        ..mark(1, 8, 9)
    };
    observed.marks.extend([lower, mark(3, 10, 11)]);
    check(&observed).unwrap();
    observed.marks.push(mark(1, 12, 13));
    broken(&observed, |violation| {
        matches!(violation, Violation::MarkWentBack { .. })
    });
}
