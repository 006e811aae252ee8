//! Taking everything from an agent who can't go on: one unit of work, so that nothing is assigned in between.

use sea_orm::ActiveValue::Set;
use skein_desk::model::{AgentStatus, Consultation, ConsultationChange, DeskChange};
use skein_desk::ports::Release;
use skein_desk::rules::{ConsultationEvent, ReleaseReason, transition};
use skein_foundation::{AppId, StoreError, Uid};

use super::agents::{change_in, find_agent};
use super::consultations::list_served;
use super::saving;
use crate::database::Store;

pub(super) async fn release_agent(
    store: &Store,
    app: &AppId,
    agent: &Uid,
    release: &Release,
    now_ms: i64,
) -> Result<Vec<Consultation>, StoreError> {
    let mut unit = store.begin_write().await?;
    if release.reason == ReleaseReason::AgentLost {
        let lost = find_agent(unit.db(), app, agent).await?;
        if lost.is_none_or(|agent| agent.absent_at.is_none()) {
            return Ok(Vec::new());
        }
    }
    let mut released = Vec::new();
    for served in list_served(unit.db(), app, agent).await? {
        let event = ConsultationEvent::Released {
            by: release.by.clone(),
            reason: release.reason,
        };
        let (waiting, step) = transition(&served, event, now_ms).map_err(StoreError::conflict)?;
        let change = ConsultationChange {
            agent_uid: served.agent,
            ..ConsultationChange::of(&waiting, Some(step.clone()))
        };
        saving::step(&mut unit, &waiting, &step, DeskChange::Released(change)).await?;
        released.push(waiting);
    }
    let places = i64::try_from(released.len()).map_err(StoreError::internal)?;
    let offline = AgentStatus::Offline.as_str();
    change_in(&mut unit, app, agent, now_ms, |before, row| {
        row.load = Set((before.load - places).max(0));
        row.status = Set(offline.to_owned());
    })
    .await?;
    unit.commit().await?;
    Ok(released)
}
