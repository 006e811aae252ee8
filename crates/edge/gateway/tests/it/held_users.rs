//! Users in memory, of whom one look-up can be held up after it was made: what it found grows old meanwhile.

use async_trait::async_trait;
use skein_identity::contract::memory::UserWatch;

use crate::hold::Hold;

#[derive(Debug, Default)]
pub(crate) struct HeldUsers {
    pub(crate) hold: Hold,
}

#[async_trait]
impl UserWatch for HeldUsers {
    async fn user_found(&self) {
        self.hold.pass().await;
    }
}
