//! How long the desk has been running, over all its starts.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::StoreError;

use crate::model::DeskTime;

#[async_trait]
pub trait DeskTimeStore: Send + Sync + fmt::Debug {
    /// The beginning before the first was kept.
    async fn read_desk_time(&self) -> Result<DeskTime, StoreError>;

    /// Never goes back.
    async fn keep_desk_time(&self, now: DeskTime) -> Result<(), StoreError>;
}
