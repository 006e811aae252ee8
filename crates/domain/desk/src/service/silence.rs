//! The sweeper: ends consultations whose customer has been silent past the deadline.

use skein_foundation::{AppId, ConsultationId, Seq, StoreError};
use skein_messaging::ports::HistoryRange;

use super::{Desk, metrics};
use crate::model::{Consultation, DeskTime};
use crate::rules::Resolution;
use crate::service::commands::Commanded;

/// Consultations looked at in one step.
const SWEEP_LIMIT: usize = 100;
/// Messages of the log looked at behind what the desk has taken note of.
const UNNOTED_LIMIT: usize = 50;

impl Desk {
    /// One step of the sweeper; call it every few seconds. Gives how many were resolved.
    pub async fn resolve_silent(&self) -> Result<usize, StoreError> {
        let now = self.desk_now().await?;
        let mut resolved = 0;
        for (app, id) in self.ports.store.list_silent(now, SWEEP_LIMIT).await? {
            match self.resolve_if_silent(&app, id, now).await {
                Ok(true) => resolved += 1,
                Ok(false) => {}
                // The next would fail as well, and later this one succeeds.
                Err(error) if error.is_retryable() => return Err(error),
                // One that can't be read must not keep the others open.
                Err(error) => {
                    tracing::error!(app.id = %app, consultation.id = %id, error = ?error,
                        "a silent consultation can't be resolved");
                    metrics::not_swept();
                }
            }
        }
        Ok(resolved)
    }

    async fn resolve_if_silent(
        &self,
        app: &AppId,
        id: ConsultationId,
        now: DeskTime,
    ) -> Result<bool, StoreError> {
        let store = &self.ports.store;
        let Some(silent) = store.find_consultation(app, id).await? else {
            return Ok(false);
        };
        if self.somebody_spoke_meanwhile(&silent).await? {
            return Ok(false);
        }
        let Some(team) = store.find_team(app, silent.team_id).await? else {
            return Ok(false);
        };
        let resolution = Resolution::Silence {
            after_ms: team.silence_resolve_ms(),
            now,
        };
        let outcome = self
            .commands()
            .resolve_consultation(app, id, resolution, self.now_ms())
            .await?;
        let Commanded::Done(consultation) = outcome else {
            return Ok(false);
        };
        self.after_resolution(&consultation).await;
        Ok(true)
    }

    /// The desk follows the log with a delay: what was said and it has not seen yet is no silence.
    async fn somebody_spoke_meanwhile(
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
        Ok(later.len() == UNNOTED_LIMIT || later.iter().any(|message| message.sender.is_some()))
    }
}
