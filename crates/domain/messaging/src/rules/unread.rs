//! Counting what is unread: messages of others after the read mark; system events do not count.

use skein_foundation::{Seq, Uid};

use crate::model::Message;

/// Counting stops here: screens show "99+".
pub const MAX_COUNTED_UNREAD: usize = 100;

/// Who writes on for ever without marking anything as read makes nobody look at more than this: beyond it the count is
/// of the oldest so many.
pub const MAX_LOOKED_AT_UNREAD: usize = 16_384;

/// Counts over the messages after the read mark.
pub fn count_unread(reader: &Uid, read: Seq, messages: &[Message]) -> u64 {
    messages
        .iter()
        .filter(|message| message.seq > read)
        .filter(|message| {
            message
                .sender
                .as_ref()
                .is_some_and(|sender| sender != reader)
        })
        .count() as u64
}

#[cfg(test)]
mod tests {
    use skein_foundation::{ClientMsgId, ConversationId};

    use super::*;
    use crate::model::Content;

    fn message(seq: u64, sender: Option<&str>) -> Message {
        Message {
            conversation_id: ConversationId::from_bytes([7; 16]),
            seq: Seq(seq),
            sender: sender.map(|uid| Uid::parse(uid).expect("a uid")),
            client_msg_id: ClientMsgId::parse("m").expect("an id"),
            time_ms: 0,
            content: Content::text("hello"),
        }
    }

    #[test]
    fn own_messages_system_events_and_read_ones_do_not_count() {
        let me = Uid::parse("me").expect("a uid");
        let messages = [
            message(1, Some("you")),
            message(2, Some("me")),
            message(3, None),
            message(4, Some("you")),
        ];
        assert_eq!(count_unread(&me, Seq(0), &messages), 2);
        assert_eq!(count_unread(&me, Seq(1), &messages), 1);
        assert_eq!(count_unread(&me, Seq(4), &messages), 0);
    }
}
