//! Shows those wire types that hold a secret without it: whatever is logged with `{:?}`, a token is not.

use std::fmt;

use crate::wire::{Hello, PollBatch};

impl fmt::Debug for Hello {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Hello")
            .field("device", &self.device)
            .field("resume_session_id", &self.resume_session_id)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PollBatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PollBatch")
            .field("cursor", &self.cursor)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}
