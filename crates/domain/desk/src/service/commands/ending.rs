//! Resolving a consultation, rating one.

use skein_foundation::{AppId, ConsultationId, StoreError, Uid, record};

use super::{Commands, take_step};
use crate::model::{
    Agent, Consultation, ConsultationChange, ConsultationState, DeskChange, Rating,
};
use crate::ports::DeskUnit;
use crate::rules::{ConsultationEvent, Refusal, Resolution, rate, transition};

/// What became of a command on one consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commanded {
    Done(Box<Consultation>),
    Refused(Refusal),
    NotFound,
}

impl Commands<'_> {
    /// Ends a consultation and frees the place it took.
    pub async fn resolve_consultation(
        self,
        app: &AppId,
        id: ConsultationId,
        resolution: Resolution,
        now_ms: i64,
    ) -> Result<Commanded, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(before) = unit.find_consultation(app, id).await? else {
            return Ok(Commanded::NotFound);
        };
        let (resolved, step) =
            match transition(&before, ConsultationEvent::Resolve(resolution), now_ms) {
                Ok(decided) => decided,
                Err(refusal) => return Ok(Commanded::Refused(refusal)),
            };
        let resolved = Consultation {
            resolved_number: Some(unit.draw_number(app).await?),
            ..resolved
        };
        take_step(&mut *unit, &resolved, &step, DeskChange::Resolved).await?;
        if let Some(agent) = &before.agent
            && before.state == ConsultationState::Assigned
        {
            free_place(&mut *unit, app, agent).await?;
        }
        unit.commit().await?;
        Ok(Commanded::Done(Box::new(resolved)))
    }

    pub async fn rate_consultation(
        self,
        app: &AppId,
        id: ConsultationId,
        rating: Rating,
    ) -> Result<Commanded, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(before) = unit.find_consultation(app, id).await? else {
            return Ok(Commanded::NotFound);
        };
        let now_ms = rating.at_ms;
        let rated = match rate(&before, rating) {
            Ok(rated) => rated,
            Err(refusal) => return Ok(Commanded::Refused(refusal)),
        };
        unit.update_consultation(&rated, rated.transitions).await?;
        let change = DeskChange::Rated(ConsultationChange::of(&rated, None));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Commanded::Done(Box::new(rated)))
    }
}

/// The agent serves one fewer.
pub(super) async fn free_place(
    unit: &mut dyn DeskUnit,
    app: &AppId,
    uid: &Uid,
) -> Result<(), StoreError> {
    let Some(agent) = unit.find_agent(app, uid).await? else {
        return Ok(());
    };
    let freed = Agent {
        load: agent.load.saturating_sub(1),
        ..agent
    };
    unit.update_agent(&freed).await
}
