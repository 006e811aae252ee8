//! How much a page of messages holds: a number of them, and the bytes that they take on the wire.

use skein_foundation::text::json_bytes;

use crate::model::{Conversation, Member, Message};

/// What a page is filled up to. A quarter of the smallest outbox that it must pass through, so that a page, what is
/// pushed meanwhile and a second page fit together.
pub const MAX_PAGE_BYTES: usize = 64 * 1024;
/// Others shown with a conversation: the whole of most, and for the faces of a large group. The rest is listed page by page.
pub const MAX_SHOWN_COUNTERPARTS: usize = 20;

/// Names of fields, ids and punctuation of one message, conversation or member in JSON, generously.
const FRAME_BYTES: usize = 320;
const MEMBER_BYTES: usize = 160;

/// What is left of a page. Whatever is taken first fits: a page without anything would be asked for again for ever.
#[derive(Debug, Clone, Copy)]
pub struct PageRoom {
    pub messages: usize,
    bytes: usize,
    is_empty: bool,
}

impl PageRoom {
    pub const fn new(messages: usize) -> Self {
        Self {
            messages,
            bytes: MAX_PAGE_BYTES,
            is_empty: true,
        }
    }

    /// How many of the messages fit, and takes the room for them.
    pub fn take_messages<'m>(&mut self, messages: impl Iterator<Item = &'m Message>) -> usize {
        messages
            .take_while(|message| self.take_message(message))
            .count()
    }

    /// Takes room for a conversation with its last message, if there is some.
    pub fn take_conversation<'m>(
        &mut self,
        conversation: &Conversation,
        shown: impl Iterator<Item = &'m Member>,
        last: Option<&Message>,
    ) -> bool {
        let bytes = conversation_bytes(conversation, shown) + last.map_or(0, message_bytes);
        self.take_bytes(bytes)
    }

    fn take_message(&mut self, message: &Message) -> bool {
        let has_room = self.messages > 0 && self.take_bytes(message_bytes(message));
        if has_room {
            self.messages -= 1;
        }
        has_room
    }

    fn take_bytes(&mut self, bytes: usize) -> bool {
        if bytes > self.bytes && !self.is_empty {
            return false;
        }
        self.bytes = self.bytes.saturating_sub(bytes);
        self.is_empty = false;
        true
    }
}

/// At most what the message takes in JSON, the longer of the formats.
fn message_bytes(message: &Message) -> usize {
    let sender = message
        .sender
        .as_ref()
        .map_or(0, |uid| json_bytes(uid.as_str()));
    FRAME_BYTES + sender + json_bytes(message.client_msg_id.as_str()) + message.content.json_bytes()
}

fn conversation_bytes<'m>(
    conversation: &Conversation,
    shown: impl Iterator<Item = &'m Member>,
) -> usize {
    let members: usize = shown
        .map(|member| MEMBER_BYTES + json_bytes(member.uid.as_str()) + json_bytes(&member.name))
        .sum();
    FRAME_BYTES + json_bytes(&conversation.title) + members
}

#[cfg(test)]
mod tests {
    use skein_foundation::{ClientMsgId, ConversationId, Seq};

    use super::*;
    use crate::model::Content;

    fn message(text: &str) -> Message {
        Message {
            conversation_id: ConversationId::from_bytes([7; 16]),
            seq: Seq(1),
            sender: None,
            client_msg_id: ClientMsgId::parse("m").expect("an id"),
            time_ms: 0,
            content: Content::text(text),
        }
    }

    fn taken(room: &mut PageRoom, text: &str, count: usize) -> usize {
        room.take_messages(vec![message(text); count].iter())
    }

    #[test]
    fn a_page_ends_at_its_number_or_at_its_bytes() {
        let mut room = PageRoom::new(3);
        assert_eq!(taken(&mut room, "short", 2), 2);
        assert_eq!(taken(&mut room, "short", 2), 1);
        let mut room = PageRoom::new(100);
        assert_eq!(taken(&mut room, &"信".repeat(4_000), 100), 5);
        assert_eq!(taken(&mut room, &"信".repeat(4_000), 100), 0);
    }

    #[test]
    fn the_first_fits_whatever_its_length() {
        let mut room = PageRoom::new(100);
        assert_eq!(taken(&mut room, &"x".repeat(2 * MAX_PAGE_BYTES), 2), 1);
        assert_eq!(taken(&mut room, "short", 1), 0);
    }

    #[test]
    fn escapes_take_room() {
        let mut room = PageRoom::new(100);
        assert_eq!(taken(&mut room, &"\u{1}".repeat(4_000), 100), 2);
    }
}
