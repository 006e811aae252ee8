//! Promises that were broken, in words.

use std::fmt;

use super::{MarkSeen, MessageSeen, SeenAck};

/// Violations that are shown in full; the rest is counted.
const SHOWN: usize = 12;

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    AcknowledgedButLost {
        reader: String,
        ack: SeenAck,
    },
    /// The message is there, but not where or when the ack said.
    AckNamesAnother {
        reader: String,
        ack: SeenAck,
        found: MessageSeen,
    },
    AckChanged {
        first: SeenAck,
        later: SeenAck,
    },
    SeqReused {
        first: SeenAck,
        later: SeenAck,
    },
    StoredTwice {
        reader: String,
        sender: String,
        client_msg_id: String,
        seqs: (u64, u64),
    },
    NobodySaidThat {
        reader: String,
        conversation: String,
        message: MessageSeen,
    },
    OutOfOrder {
        reader: String,
        conversation: String,
        expected: u64,
        found: u64,
    },
    Incomplete {
        reader: String,
        conversation: String,
        seen: u64,
        there_are: u64,
    },
    ReadersDisagree {
        conversation: String,
        seq: u64,
        one: (String, MessageSeen),
        other: (String, MessageSeen),
    },
    MarkWentBack {
        earlier: MarkSeen,
        later: MarkSeen,
    },
}

/// All that was broken; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    pub fn any(&self, is_it: impl Fn(&Violation) -> bool) -> bool {
        self.0.iter().any(is_it)
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} promises were broken:", self.0.len())?;
        for violation in self.0.iter().take(SHOWN) {
            writeln!(formatter, "- {violation:?}")?;
        }
        if self.0.len() > SHOWN {
            writeln!(formatter, "… and {} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
