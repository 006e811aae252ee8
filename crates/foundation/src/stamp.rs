//! The stamp that both halves of a data folder carry, so that halves of two folders, or of two times, are told apart.

use serde::{Deserialize, Serialize};

use crate::ids::BirthId;

/// Equal in the store and in the message log, but for the turn: the store takes a turn first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Drawn once, when the folder was made.
    pub birth: BirthId,
    /// Goes up when the folder is restored or copied: from then on it has a history of its own.
    pub epoch: u64,
    /// Drawn with each epoch: two copies of one folder have the same number and another branch.
    pub branch: BirthId,
    /// Goes up at each start and stop, and about once a second while something is written.
    pub turn: u64,
}

impl Stamp {
    pub fn of_a_new_folder(now_ms: i64) -> Self {
        Self {
            birth: BirthId::generate(now_ms),
            epoch: 1,
            branch: BirthId::generate(now_ms),
            turn: 1,
        }
    }

    /// For a copy that goes its own way.
    #[must_use]
    pub fn of_a_copy(self, now_ms: i64) -> Self {
        Self {
            epoch: self.epoch + 1,
            branch: BirthId::generate(now_ms),
            ..self
        }
    }

    #[must_use]
    pub fn next_turn(self) -> Self {
        Self {
            turn: self.turn + 1,
            ..self
        }
    }

    /// Whether they are of one folder and one epoch of it.
    pub fn is_of_one_epoch(&self, other: &Self) -> bool {
        (self.birth, self.epoch, self.branch) == (other.birth, other.epoch, other.branch)
    }
}
