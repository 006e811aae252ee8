//! Decides whether what clients saw keeps the promises of the message path. Knows nothing of the server.
//!
//! - what was acknowledged is in every later read;
//! - one stored message per sender and client message id, though everything unacknowledged is repeated;
//! - seqs are 1, 2, 3 … without a hole, are never used twice, and every reader sees the same order;
//! - a read mark never goes back.

mod observations;
mod violations;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

pub use observations::{
    Attempt, Clock, FullRead, MarkSeen, MessageSeen, Observations, SeenAck, Span, Stream,
};
pub use violations::{Violation, Violations};

/// Conversation and seq: the name of a message.
type Place = (String, u64);
/// Sender and client message id: the other name of a message.
type Origin = (String, String);

/// All violations, or nothing.
pub fn check(observed: &Observations) -> Result<(), Violations> {
    let mut violations = Vec::new();
    check_acks(observed, &mut violations);
    check_reads(observed, &mut violations);
    check_streams(observed, &mut violations);
    check_one_order(observed, &mut violations);
    check_marks(observed, &mut violations);
    if violations.is_empty() {
        Ok(())
    } else {
        Err(Violations(violations))
    }
}

/// The same message is acknowledged with the same place and time however often it is sent, and no place twice.
fn check_acks(observed: &Observations, violations: &mut Vec<Violation>) {
    let mut by_origin: HashMap<(&str, &str), &SeenAck> = HashMap::new();
    let mut by_place: HashMap<(&str, u64), &SeenAck> = HashMap::new();
    for ack in &observed.acks {
        let first = by_origin
            .entry((&ack.sender, &ack.client_msg_id))
            .or_insert(ack);
        if (first.seq, first.time_ms, &first.conversation)
            != (ack.seq, ack.time_ms, &ack.conversation)
        {
            violations.push(Violation::AckChanged {
                first: (*first).clone(),
                later: ack.clone(),
            });
        }
        let first = by_place.entry((&ack.conversation, ack.seq)).or_insert(ack);
        if (&first.sender, &first.client_msg_id) != (&ack.sender, &ack.client_msg_id) {
            violations.push(Violation::SeqReused {
                first: (*first).clone(),
                later: ack.clone(),
            });
        }
    }
}

/// Every read is 1..n, holds what was acknowledged before it began, nothing twice and nothing that nobody said.
fn check_reads(observed: &Observations, violations: &mut Vec<Violation>) {
    let attempts: HashMap<(&str, &str), &Attempt> = observed
        .attempts
        .iter()
        .map(|attempt| {
            (
                (attempt.sender.as_str(), attempt.client_msg_id.as_str()),
                attempt,
            )
        })
        .collect();
    for read in &observed.reads {
        check_contiguous(&read.name, &read.conversation, &read.messages, violations);
        if read.messages.len() as u64 != read.last_seq {
            violations.push(Violation::Incomplete {
                reader: read.name.clone(),
                conversation: read.conversation.clone(),
                seen: read.messages.len() as u64,
                there_are: read.last_seq,
            });
        }
        let mut stored: HashMap<(&str, &str), &MessageSeen> = HashMap::new();
        for message in &read.messages {
            let origin = (message.sender.as_str(), message.client_msg_id.as_str());
            match attempts.get(&origin) {
                Some(attempt)
                    if attempt.text == message.text
                        && attempt.conversation == read.conversation => {}
                _ => violations.push(Violation::NobodySaidThat {
                    reader: read.name.clone(),
                    conversation: read.conversation.clone(),
                    message: message.clone(),
                }),
            }
            if let Some(first) = stored.insert(origin, message) {
                violations.push(Violation::StoredTwice {
                    reader: read.name.clone(),
                    sender: message.sender.clone(),
                    client_msg_id: message.client_msg_id.clone(),
                    seqs: (first.seq, message.seq),
                });
            }
        }
        for ack in &observed.acks {
            if ack.conversation != read.conversation || ack.at >= read.span.started {
                continue;
            }
            match stored.get(&(ack.sender.as_str(), ack.client_msg_id.as_str())) {
                None => violations.push(Violation::AcknowledgedButLost {
                    reader: read.name.clone(),
                    ack: ack.clone(),
                }),
                Some(message) if message.seq != ack.seq || message.time_ms != ack.time_ms => {
                    violations.push(Violation::AckNamesAnother {
                        reader: read.name.clone(),
                        ack: ack.clone(),
                        found: (*message).clone(),
                    });
                }
                Some(_) => {}
            }
        }
    }
}

/// What was shown live is 1..n as well, exactly once, and reached the end.
fn check_streams(observed: &Observations, violations: &mut Vec<Violation>) {
    let mut lengths: HashMap<&str, u64> = HashMap::new();
    for read in &observed.reads {
        let length = lengths.entry(&read.conversation).or_default();
        *length = (*length).max(read.last_seq);
    }
    for Stream {
        reader,
        conversation,
        messages,
    } in &observed.streams
    {
        check_contiguous(reader, conversation, messages, violations);
        let there_are = lengths
            .get(conversation.as_str())
            .copied()
            .unwrap_or_default();
        let seen = messages.len() as u64;
        if seen != there_are {
            violations.push(Violation::Incomplete {
                reader: reader.clone(),
                conversation: conversation.clone(),
                seen,
                there_are,
            });
        }
    }
}

fn check_contiguous(
    reader: &str,
    conversation: &str,
    messages: &[MessageSeen],
    violations: &mut Vec<Violation>,
) {
    let mut expected = 1;
    for message in messages {
        if message.seq != expected {
            violations.push(Violation::OutOfOrder {
                reader: reader.to_owned(),
                conversation: conversation.to_owned(),
                expected,
                found: message.seq,
            });
        }
        expected = message.seq + 1;
    }
}

/// At each place, everybody sees the same message.
fn check_one_order(observed: &Observations, violations: &mut Vec<Violation>) {
    let mut seen: BTreeMap<Place, (&str, &MessageSeen)> = BTreeMap::new();
    let mut places: HashMap<(Origin, &str), u64> = HashMap::new();
    let reads = observed
        .reads
        .iter()
        .map(|read| (&read.name, &read.conversation, &read.messages));
    let streams = observed
        .streams
        .iter()
        .map(|stream| (&stream.reader, &stream.conversation, &stream.messages));
    for (reader, conversation, messages) in reads.chain(streams) {
        for message in messages {
            let (first_reader, first) = *seen
                .entry((conversation.clone(), message.seq))
                .or_insert((reader, message));
            if first != message {
                violations.push(Violation::ReadersDisagree {
                    conversation: conversation.clone(),
                    seq: message.seq,
                    one: (first_reader.to_owned(), first.clone()),
                    other: (reader.clone(), message.clone()),
                });
            }
            let origin = (message.sender.clone(), message.client_msg_id.clone());
            let first_seq = *places.entry((origin, conversation)).or_insert(message.seq);
            if first_seq != message.seq {
                violations.push(Violation::StoredTwice {
                    reader: reader.clone(),
                    sender: message.sender.clone(),
                    client_msg_id: message.client_msg_id.clone(),
                    seqs: (first_seq, message.seq),
                });
            }
        }
    }
}

/// Whoever looks after somebody else has seen or set a mark sees at least that much.
fn check_marks(observed: &Observations, violations: &mut Vec<Violation>) {
    let mut by_owner: HashMap<(&str, &str), Vec<&MarkSeen>> = HashMap::new();
    for mark in &observed.marks {
        by_owner
            .entry((&mark.conversation, &mark.uid))
            .or_default()
            .push(mark);
    }
    for marks in by_owner.into_values() {
        let mut ended = marks.clone();
        ended.sort_by_key(|mark| mark.span.ended);
        let mut started = marks;
        started.sort_by_key(|mark| mark.span.started);
        let mut ended = ended.into_iter().peekable();
        let mut highest: Option<&MarkSeen> = None;
        for later in started {
            while let Some(earlier) =
                ended.next_if(|earlier| earlier.span.ended < later.span.started)
            {
                if highest.is_none_or(|highest| earlier.read_seq > highest.read_seq) {
                    highest = Some(earlier);
                }
            }
            if let Some(earlier) = highest
                && later.read_seq < earlier.read_seq
                && !later.is_set
            {
                violations.push(Violation::MarkWentBack {
                    earlier: earlier.clone(),
                    later: later.clone(),
                });
            }
        }
    }
}
