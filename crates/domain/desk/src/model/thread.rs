//! What the desk knows of a customer's thread beside its consultations.

use skein_foundation::{ConversationId, Seq};

use super::Clue;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskThread {
    /// Where the customer came from, for the next consultation.
    pub clue: Option<Clue>,
    /// The newest message that was taken note of.
    pub noted: Seq,
    pub gone: Option<Gone>,
}

/// Into whose thread a visitor's went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    pub into: ConversationId,
    /// From which seq on it says something that belongs to none of those that had ended.
    pub counts_from: Seq,
}
