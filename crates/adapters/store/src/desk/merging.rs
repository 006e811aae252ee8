//! A talk goes along when its visitor signs in: one unit of work, so that its agent never serves both or neither.

use skein_desk::model::{Consultation, ConsultationChange, ConsultationState, DeskChange, Merge};
use skein_desk::rules::merge as decide;
use skein_foundation::{AppId, StoreError};

use super::consultations::find_latest;
use super::numbers::draw_number;
use super::saving;
use crate::database::Store;

pub(super) async fn merge_consultation(
    store: &Store,
    app: &AppId,
    merge: &Merge,
    now_ms: i64,
) -> Result<Option<Consultation>, StoreError> {
    let mut unit = store.begin_write().await?;
    let Some(before) = find_latest(unit.db(), app, merge.from)
        .await?
        .filter(|latest| latest.state != ConsultationState::Resolved)
    else {
        return Ok(None);
    };
    let there = find_latest(unit.db(), app, merge.to).await?;
    let merged = decide(&before, there.as_ref(), merge, now_ms).map_err(StoreError::conflict)?;
    if merged.frees_a_place()
        && let Some(agent) = &before.agent
    {
        saving::free_place(&unit, app, agent).await?;
    }
    let (ended, step) = merged.ended;
    let ended = Consultation {
        resolved_number: Some(draw_number(&unit, app).await?),
        ..ended
    };
    let change = DeskChange::Resolved(ConsultationChange::of(&ended, Some(step.clone())));
    saving::step(&mut unit, &ended, &step, change).await?;
    for (after, step) in &merged.going_on {
        if after.state == ConsultationState::Assigned {
            let change = DeskChange::Assigned(ConsultationChange::of(after, Some(step.clone())));
            saving::step(&mut unit, after, step, change).await?;
        } else {
            saving::insert(&mut unit, after, step).await?;
        }
    }
    unit.commit().await?;
    Ok(Some(ended))
}
