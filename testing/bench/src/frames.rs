//! Frames of the load, made and read without allocating: a load generator that costs more than the server measures
//! itself. The templates are encoded by the protocol crate, and the parts that change keep their width.

use prost::Message as _;
use skein_protocol::wire::{self, Content, Frame, content, frame::Body};

/// Decimal digits of a counter and of a time: they never change their width.
const DIGITS: usize = 16;
/// Ids of five bytes as a varint, so that every SEND is equally long.
const FIRST_ID: u32 = 1 << 28;
/// Length of the text of every message.
const TEXT_BYTES: usize = 64;

/// Makes the SEND frames of one sender in one conversation.
#[derive(Debug, Clone)]
pub(crate) struct SendTemplate {
    bytes: Vec<u8>,
    id_at: usize,
    client_msg_id_at: usize,
    number_at: usize,
    time_at: usize,
}

impl SendTemplate {
    /// `sender` tells senders apart and stands in every message id and text.
    pub(crate) fn new(conversation_id: &str, sender: u32) -> Self {
        const MARK: &str = "################";
        let text = format!("{sender:08} {MARK} {MARK} ");
        let frame = Frame::reply(
            FIRST_ID,
            wire::Send {
                conversation_id: conversation_id.to_owned(),
                client_msg_id: format!("{sender:08}-{MARK}"),
                content: Some(Content {
                    kind: Some(content::Kind::Text(wire::Text {
                        text: format!("{text:<TEXT_BYTES$}"),
                    })),
                }),
            },
        );
        let bytes = frame.encode_to_vec();
        let marks: Vec<usize> = (0..bytes.len() - DIGITS)
            .filter(|at| bytes[*at..].starts_with(MARK.as_bytes()))
            .collect();
        Self {
            bytes,
            id_at: 1,
            client_msg_id_at: marks[0],
            number_at: marks[1],
            time_at: marks[2],
        }
    }

    /// The frame with this number, sent at this time.
    pub(crate) fn fill(&mut self, number: u64, time_us: u64) -> &[u8] {
        let mut id = FIRST_ID | (number as u32 & (FIRST_ID - 1));
        for byte in &mut self.bytes[self.id_at..self.id_at + 4] {
            *byte = (id as u8 & 0x7f) | 0x80;
            id >>= 7;
        }
        self.bytes[self.id_at + 4] = id as u8;
        write_digits(&mut self.bytes[self.client_msg_id_at..][..DIGITS], number);
        write_digits(&mut self.bytes[self.number_at..][..DIGITS], number);
        write_digits(&mut self.bytes[self.time_at..][..DIGITS], time_us);
        &self.bytes
    }
}

fn write_digits(place: &mut [u8], mut value: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn read_digits(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0, |value: u64, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + u64::from(digit - b'0'))
    })
}

/// The RECEIVED frame for a conversation.
pub(crate) fn received(conversation_id: &str, seq: u64) -> Vec<u8> {
    let body = wire::Received {
        conversation_id: conversation_id.to_owned(),
        seq,
    };
    Frame::push(body).encode_to_vec()
}

/// The frame that marks a conversation as read.
pub(crate) fn mark_read(conversation_id: &str, seq: u64) -> Vec<u8> {
    let body = wire::MarkRead {
        conversation_id: conversation_id.to_owned(),
        seq,
    };
    Frame::reply(1, body).encode_to_vec()
}

/// What the load needs of a server frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    Ack {
        number: u64,
        seq: u64,
    },
    Message {
        sender: u32,
        number: u64,
        time_us: u64,
        seq: u64,
    },
    Welcome,
    /// A reply that ends a request, with its size.
    Page {
        messages: usize,
        next: bool,
    },
    /// A request that has no other answer was carried out.
    Done,
    Error(i32),
    GoAway,
    Other,
}

/// Reads a frame as far as needed.
pub(crate) fn read(bytes: &[u8]) -> Option<Incoming> {
    let mut fields = Fields(bytes);
    let mut id = 0;
    while let Some(field) = fields.next().ok()? {
        match field {
            (1, Value::Number(value)) => id = value,
            (41, Value::Bytes(ack)) => {
                let seq = number(ack, 3)?;
                return Some(Incoming::Ack {
                    number: id & u64::from(FIRST_ID - 1),
                    seq,
                });
            }
            (60, Value::Bytes(message)) => return read_message(message),
            (40, _) => return Some(Incoming::Welcome),
            (42, Value::Bytes(page)) => {
                return Some(Incoming::Page {
                    messages: count(page, 2)?,
                    next: count(page, 4)? > 0,
                });
            }
            (43, Value::Bytes(page)) => {
                return Some(Incoming::Page {
                    messages: count(page, 2)?,
                    next: number(page, 3)? > 0,
                });
            }
            (44, _) => return Some(Incoming::Done),
            (47, Value::Bytes(error)) => return Some(Incoming::Error(number(error, 1)? as i32)),
            (65, _) => return Some(Incoming::GoAway),
            (2.., _) => return Some(Incoming::Other),
            _ => {}
        }
    }
    Some(Incoming::Other)
}

fn read_message(message: &[u8]) -> Option<Incoming> {
    let seq = number(message, 2)?;
    let content = bytes(message, 6)?;
    let Some(text) = bytes(content, 1).and_then(|text| bytes(text, 1)) else {
        return Some(Incoming::Other);
    };
    let sender = read_digits(text.get(..8)?)? as u32;
    Some(Incoming::Message {
        sender,
        number: read_digits(text.get(9..9 + DIGITS)?)?,
        time_us: read_digits(text.get(10 + DIGITS..10 + 2 * DIGITS)?)?,
        seq,
    })
}

enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// The bytes are not protobuf.
struct NotProtobuf;

/// Walks the fields of a protobuf message.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// `Ok(None)` at the end.
    fn next(&mut self) -> Result<Option<(u64, Value<'b>)>, NotProtobuf> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = self.varint().ok_or(NotProtobuf)?;
        let value = match key & 7 {
            0 => Value::Number(self.varint().ok_or(NotProtobuf)?),
            2 => {
                let length = self.varint().ok_or(NotProtobuf)? as usize;
                let (bytes, rest) = self.0.split_at_checked(length).ok_or(NotProtobuf)?;
                self.0 = rest;
                Value::Bytes(bytes)
            }
            _ => return Err(NotProtobuf),
        };
        Ok(Some((key >> 3, value)))
    }
}

fn number(message: &[u8], wanted: u64) -> Option<u64> {
    let mut fields = Fields(message);
    while let Some((field, value)) = fields.next().ok()? {
        if let (true, Value::Number(value)) = (field == wanted, value) {
            return Some(value);
        }
    }
    Some(0)
}

fn bytes(message: &[u8], wanted: u64) -> Option<&[u8]> {
    let mut fields = Fields(message);
    while let Some((field, value)) = fields.next().ok()? {
        if let (true, Value::Bytes(value)) = (field == wanted, value) {
            return Some(value);
        }
    }
    None
}

fn count(message: &[u8], wanted: u64) -> Option<usize> {
    let mut fields = Fields(message);
    let mut found = 0;
    while let Some((field, _)) = fields.next().ok()? {
        found += usize::from(field == wanted);
    }
    Some(found)
}

/// Bytes on the wire of each kind of frame of the chat pattern, WebSocket headers included.
pub(crate) fn sizes() -> crate::relay::Sizes {
    const CONVERSATION: &str = "01935a2b-0000-7000-8000-000000000000";
    // A client's frame has a header of 2 bytes (8 above 125 bytes of payload) and a mask of 4.
    let masked = |payload: usize| payload + 4 + header(payload);
    let plain = |payload: usize| payload + header(payload);
    let template = SendTemplate::new(CONVERSATION, 0);
    let time_ms = 1_800_000_000_000;
    let ack = Frame::reply(
        FIRST_ID,
        wire::Ack {
            conversation_id: CONVERSATION.to_owned(),
            client_msg_id: "00000000-0000000000000000".to_owned(),
            seq: 100_000,
            time_ms,
        },
    );
    let decoded = Frame::decode(template.bytes.as_slice()).expect("the template is a frame");
    let Some(Body::Send(said)) = decoded.body else {
        unreachable!("the template is a SEND")
    };
    let message = Frame::push(wire::Message {
        conversation_id: said.conversation_id,
        seq: 100_000,
        sender_uid: "bench-s-00000000".to_owned(),
        client_msg_id: said.client_msg_id,
        time_ms,
        content: said.content,
    });
    crate::relay::Sizes {
        send: masked(template.bytes.len()),
        ack: plain(ack.encoded_len()),
        message: plain(message.encoded_len()),
    }
}

/// Bytes of a RECEIVED frame on the wire.
pub(crate) fn received_bytes() -> usize {
    let payload = received("01935a2b-0000-7000-8000-000000000000", 100_000).len();
    payload + 4 + header(payload)
}

const fn header(payload: usize) -> usize {
    if payload <= 125 { 2 } else { 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_template_is_what_the_protocol_reads() {
        let mut template = SendTemplate::new("01935a2b-0000-7000-8000-000000000000", 7);
        let frame = Frame::decode(template.fill(42, 123_456)).expect("a frame");
        assert_eq!(frame.id, FIRST_ID + 42);
        let Some(Body::Send(send)) = frame.body else {
            panic!("not a SEND")
        };
        assert_eq!(send.client_msg_id, "00000007-0000000000000042");
        let message = Frame::push(wire::Message {
            conversation_id: send.conversation_id,
            seq: 9,
            sender_uid: "a".to_owned(),
            client_msg_id: send.client_msg_id,
            time_ms: 5,
            content: send.content,
        });
        assert_eq!(
            read(&message.encode_to_vec()),
            Some(Incoming::Message {
                sender: 7,
                number: 42,
                time_us: 123_456,
                seq: 9
            })
        );
    }

    #[test]
    fn an_ack_and_an_error_are_read() {
        let ack = Frame::reply(
            FIRST_ID | 5,
            wire::Ack {
                seq: 77,
                ..wire::Ack::default()
            },
        );
        assert_eq!(
            read(&ack.encode_to_vec()),
            Some(Incoming::Ack { number: 5, seq: 77 })
        );
        let error =
            skein_protocol::frame::error_frame(3, wire::ErrorCode::RateLimited, "slow down");
        assert_eq!(read(&error.encode_to_vec()), Some(Incoming::Error(10)));
        assert_eq!(read(&[0xff]), None);
    }
}
