//! The row of one run: the messages that one commit appended to one conversation.

use std::ops::ControlFlow;

use skein_content::{Content, MAX_PARTS, UnknownContent, parts_of};
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, Uid};
use skein_messaging::model::Message;

use super::CodecError;
use super::bytes::{Reader, put_signed, put_text, put_varint};

const FORMAT: u8 = 1;

/// Who sent it: nobody (the system), the sender of the message before in the run, or the one named.
const SENDER_NONE: u8 = 0;
const SENDER_SAME: u8 = 1;
const SENDER_NAMED: u8 = 2;

/// A decoded run. Seqs go up by one from that of the row's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) app: AppId,
    pub(crate) messages: Vec<Message>,
}

pub(crate) fn encode_run<'a>(
    app: &AppId,
    messages: impl ExactSizeIterator<Item = &'a Message>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + messages.len() * 128);
    out.push(FORMAT);
    put_varint(&mut out, messages.len() as u64);
    put_text(&mut out, app.as_str());
    let mut last_time_ms = 0;
    let mut last_sender: Option<&Uid> = None;
    for message in messages {
        put_signed(&mut out, message.time_ms.wrapping_sub(last_time_ms));
        last_time_ms = message.time_ms;
        match &message.sender {
            None => out.push(SENDER_NONE),
            Some(sender) if last_sender == Some(sender) => out.push(SENDER_SAME),
            Some(sender) => {
                out.push(SENDER_NAMED);
                put_text(&mut out, sender.as_str());
                last_sender = Some(sender);
            }
        }
        put_text(&mut out, message.client_msg_id.as_str());
        put_content(&mut out, &message.content);
    }
    out
}

/// The number of its kind and texts. What they mean is the kind's own business.
fn put_content(out: &mut Vec<u8>, content: &Content) {
    out.push(content.tag());
    content.store(|part| put_text(out, part));
}

/// How many messages the run holds, without decoding them.
pub(crate) fn count_of_run(row: &[u8]) -> Result<u64, CodecError> {
    let mut reader = Reader(row);
    match reader.byte()? {
        FORMAT => match reader.varint()? {
            0 => Err(CodecError::Invalid("run")),
            count => Ok(count),
        },
        other => Err(CodecError::UnknownFormat(other)),
    }
}

pub(crate) fn decode_run(
    conversation_id: ConversationId,
    first_seq: Seq,
    row: &[u8],
) -> Result<Run, CodecError> {
    let mut reader = Reader(row);
    match reader.byte()? {
        FORMAT => {}
        other => return Err(CodecError::UnknownFormat(other)),
    }
    let count = reader.varint()?;
    let app = AppId::parse(reader.text()?).map_err(|_| CodecError::Invalid("app"))?;
    // The row bounds the count: each message takes at least 5 bytes.
    let mut messages = Vec::with_capacity((count as usize).min(row.len() / 5));
    let mut time_ms = 0_i64;
    let mut last_sender: Option<Uid> = None;
    for index in 0..count {
        time_ms = time_ms.wrapping_add(reader.signed()?);
        let sender = match reader.byte()? {
            SENDER_NONE => None,
            SENDER_SAME => Some(last_sender.clone().ok_or(CodecError::Invalid("sender"))?),
            SENDER_NAMED => {
                let sender =
                    Uid::parse(reader.text()?).map_err(|_| CodecError::Invalid("sender"))?;
                last_sender = Some(sender.clone());
                Some(sender)
            }
            _ => return Err(CodecError::Invalid("sender")),
        };
        let client_msg_id = ClientMsgId::parse(reader.text()?)
            .map_err(|_| CodecError::Invalid("client message id"))?;
        let seq = first_seq
            .0
            .checked_add(index)
            .ok_or(CodecError::Invalid("seq"))?;
        messages.push(Message {
            conversation_id,
            seq: Seq(seq),
            sender,
            client_msg_id,
            time_ms,
            content: take_content(&mut reader)?,
        });
    }
    reader.end()?;
    Ok(Run { app, messages })
}

/// Tells the sender of each message of a run, in order, without making messages of them, until it is told to stop.
pub(crate) fn look_at_senders<'r>(
    row: &'r [u8],
    mut look: impl FnMut(Option<&'r str>) -> ControlFlow<()>,
) -> Result<(), CodecError> {
    let mut reader = Reader(row);
    match reader.byte()? {
        FORMAT => {}
        other => return Err(CodecError::UnknownFormat(other)),
    }
    let count = reader.varint()?;
    reader.text()?;
    let mut last_sender = None;
    for _ in 0..count {
        reader.signed()?;
        let sender = match reader.byte()? {
            SENDER_NONE => None,
            SENDER_SAME => Some(last_sender.ok_or(CodecError::Invalid("sender"))?),
            SENDER_NAMED => {
                last_sender = Some(reader.text()?);
                last_sender
            }
            _ => return Err(CodecError::Invalid("sender")),
        };
        // The client message id, then what the kind of content has.
        reader.skip_text()?;
        for _ in 0..count_of_parts(reader.byte()?)? {
            reader.skip_text()?;
        }
        if look(sender).is_break() {
            return Ok(());
        }
    }
    reader.end()
}

fn take_content(reader: &mut Reader<'_>) -> Result<Content, CodecError> {
    let tag = reader.byte()?;
    let mut parts = [""; MAX_PARTS];
    let parts = &mut parts[..count_of_parts(tag)?];
    for part in &mut *parts {
        *part = reader.text()?;
    }
    Content::restore(tag, parts).map_err(|UnknownContent(kind)| CodecError::Invalid(kind))
}

fn count_of_parts(tag: u8) -> Result<usize, CodecError> {
    parts_of(tag).ok_or(CodecError::Invalid("content"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skein_messaging::model::{Custom, SystemEvent, SystemEventKind};

    use super::*;

    const CONVERSATION: ConversationId = ConversationId::from_bytes([3; 16]);

    fn contents() -> impl Strategy<Value = Content> {
        prop_oneof![
            ".{0,40}".prop_map(Content::text),
            (".{0,8}", ".{0,30}", ".{0,8}").prop_map(|(kind, json, fallback)| Content::Custom(
                Custom {
                    kind,
                    json,
                    fallback
                }
            )),
            ".{1,12}".prop_map(|reason| Content::System(SystemEvent {
                kind: SystemEventKind::ConsultationAssigned,
                actor: None,
                subject: Some((Uid::parse("agent-1").unwrap(), "雁".to_owned())),
                reason,
                consultation_id: None,
            })),
        ]
    }

    fn messages() -> impl Strategy<Value = Vec<Message>> {
        let sender = prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))];
        let message = (sender, "[a-z0-9雁]{1,20}", any::<i64>(), contents());
        prop::collection::vec(message, 1..8).prop_map(|parts| {
            let mut seq = Seq(40);
            let number = |(sender, id, time_ms, content): (Option<&str>, String, i64, Content)| {
                seq = seq.next();
                Message {
                    conversation_id: CONVERSATION,
                    seq,
                    sender: sender.map(|sender| Uid::parse(sender).unwrap()),
                    client_msg_id: ClientMsgId::parse(&id).unwrap(),
                    time_ms,
                    content,
                }
            };
            parts.into_iter().map(number).collect()
        })
    }

    /// Written by hand from the format, byte for byte: folders of every release hold such rows.
    #[test]
    fn rows_of_every_release_stay_readable_and_are_written_alike() {
        let golden = [
            b"\x01\x03\x04tour".as_slice(),
            b"\x08\x02\x01a\x02m1\x01\x02hi",
            b"\x02\x01\x02m2\x03\x04card\x07{\"a\":1}\x03[a]",
            b"\x01\x00\x02m3\x02\x69",
            br#"{"kind":"consultation_assigned","actor":null,"subject":["b","Bo"],"reason":"even","consultation_id":null}"#,
        ]
        .concat();
        let run = decode_run(CONVERSATION, Seq(41), &golden).unwrap();
        let said: Vec<Content> = run
            .messages
            .iter()
            .map(|message| message.content.clone())
            .collect();
        let expected = [
            Content::text("hi"),
            Content::Custom(Custom {
                kind: "card".into(),
                json: "{\"a\":1}".into(),
                fallback: "[a]".into(),
            }),
            Content::System(SystemEvent {
                kind: SystemEventKind::ConsultationAssigned,
                actor: None,
                subject: Some((Uid::parse("b").unwrap(), "Bo".into())),
                reason: "even".into(),
                consultation_id: None,
            }),
        ];
        assert_eq!(said, expected);
        assert_eq!(encode_run(&run.app, run.messages.iter()), golden);
    }

    proptest! {
        #[test]
        fn a_run_survives(messages in messages()) {
            let app = AppId::parse("tour").unwrap();
            let row = encode_run(&app, messages.iter());
            prop_assert_eq!(count_of_run(&row), Ok(messages.len() as u64));
            let mut senders = Vec::new();
            look_at_senders(&row, |sender| {
                senders.push(sender.map(str::to_owned));
                ControlFlow::Continue(())
            }).unwrap();
            let expected: Vec<_> =
                messages.iter().map(|message| message.sender.as_ref().map(Uid::to_string)).collect();
            prop_assert_eq!(senders, expected);
            let run = decode_run(CONVERSATION, Seq(41), &row).unwrap();
            prop_assert_eq!(run, Run { app, messages });
        }

        #[test]
        fn a_cut_run_is_an_error(messages in messages(), cut in 0.0..1.0_f64) {
            let row = encode_run(&AppId::parse("tour").unwrap(), messages.iter());
            let length = (row.len() as f64 * cut) as usize;
            prop_assert!(decode_run(CONVERSATION, Seq(1), &row[..length]).is_err());
            let looked_at = look_at_senders(&row[..length], |_| ControlFlow::Continue(()));
            prop_assert!(looked_at.is_err());
        }

        #[test]
        fn any_bytes_are_a_run_or_an_error(mut row in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(first) = row.first_mut() {
                *first = FORMAT;
            }
            let _ = decode_run(CONVERSATION, Seq(u64::MAX), &row);
            let _ = count_of_run(&row);
            let _ = look_at_senders(&row, |_| ControlFlow::Continue(()));
        }
    }
}
