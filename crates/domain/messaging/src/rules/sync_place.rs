//! Where a sync goes on, as it travels.

use skein_foundation::{ConversationId, Seq};

/// A membership that the walk has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    pub conversation_id: ConversationId,
    pub number: i64,
}

/// Where a sync goes on. Opaque to clients; checked like everything that comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncPlace {
    pub membership: Reached,
    /// This conversation is done up to here; `None`: all of it is.
    pub seq: Option<Seq>,
}

impl SyncPlace {
    pub const fn after(membership: Reached) -> Self {
        Self {
            membership,
            seq: None,
        }
    }

    pub fn parse(page_token: &str) -> Option<Self> {
        let mut parts = page_token.split('~');
        let membership = Reached {
            conversation_id: ConversationId::parse(parts.next()?).ok()?,
            number: parts.next()?.parse().ok()?,
        };
        let seq = match parts.next()? {
            "" => None,
            seq => Some(Seq(seq.parse().ok()?)),
        };
        parts.next().is_none().then_some(Self { membership, seq })
    }

    pub fn to_page_token(self) -> String {
        let Reached {
            conversation_id,
            number,
        } = self.membership;
        let seq = self.seq.map_or_else(String::new, |seq| seq.to_string());
        format!("{conversation_id}~{number}~{seq}")
    }
}
