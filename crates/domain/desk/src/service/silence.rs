//! The sweeper: ends consultations whose customer has been silent past the deadline.

use skein_foundation::{Seq, StoreError};
use skein_messaging::ports::HistoryRange;

use super::Desk;
use crate::model::Consultation;
use crate::ports::Commanded;
use crate::rules::Resolution;

/// Consultations looked at in one step.
const SWEEP_LIMIT: usize = 100;
/// Messages of the log looked at behind what the desk has taken note of.
const UNNOTED_LIMIT: usize = 50;

impl Desk {
    /// One step of the sweeper; call it every few seconds. Gives how many were resolved.
    pub async fn resolve_silent(&self, now_ms: i64) -> Result<usize, StoreError> {
        let mut resolved = 0;
        for silent in self.ports.store.list_silent(now_ms, SWEEP_LIMIT).await? {
            if self.customer_spoke_meanwhile(&silent).await? {
                continue;
            }
            let team = self
                .ports
                .store
                .find_team(&silent.app, silent.team_id)
                .await?;
            let Some(team) = team else { continue };
            let resolution = Resolution::Silence {
                after_ms: team.silence_resolve_ms(),
            };
            let outcome = self
                .ports
                .store
                .resolve_consultation(&silent.app, silent.id, resolution, now_ms)
                .await?;
            if let Commanded::Done(consultation) = outcome {
                self.after_resolution(&consultation).await;
                resolved += 1;
            }
        }
        Ok(resolved)
    }

    /// The desk follows the log with a delay: a question in the log that it has not seen yet is no silence.
    async fn customer_spoke_meanwhile(
        &self,
        consultation: &Consultation,
    ) -> Result<bool, StoreError> {
        let noted = consultation
            .talk
            .last_message
            .as_ref()
            .map_or(Seq::ZERO, |last| last.seq);
        let range = HistoryRange::After(noted);
        let later = self
            .ports
            .messaging
            .log()
            .read(consultation.conversation_id, range, UNNOTED_LIMIT)
            .await?;
        // So much that it does not fit is anything but silence.
        Ok(later.len() == UNNOTED_LIMIT
            || later
                .iter()
                .any(|message| message.sender.as_ref() == Some(&consultation.customer)))
    }
}
