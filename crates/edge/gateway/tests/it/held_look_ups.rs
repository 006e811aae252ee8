//! Conversations in memory, of which one look-up can be held up while others pass.

use async_trait::async_trait;
use skein_foundation::StoreError;
use skein_messaging::contract::memory_conversations::{StoreMoment, StoreWatch};

use crate::hold::Hold;

/// Holds up looking for who is in a conversation.
#[derive(Debug, Default)]
pub(crate) struct HeldLookUps {
    pub(crate) hold: Hold,
}

#[async_trait]
impl StoreWatch for HeldLookUps {
    async fn pass(&self, moment: StoreMoment) -> Result<(), StoreError> {
        if moment == StoreMoment::RosterFound {
            self.hold.pass().await;
        }
        Ok(())
    }
}
