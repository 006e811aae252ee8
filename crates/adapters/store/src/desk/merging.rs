//! Merging a visitor's consultation into the customer's: one unit of work, so that nobody is served twice or by nobody.

use sea_orm::EntityTrait;
use skein_desk::model::{
    Consultation, ConsultationChange, ConsultationState, DeskChange, MergeChange,
};
use skein_desk::ports::{MergeInto, MergeOutcome};
use skein_desk::rules::{Merged, merge};
use skein_foundation::{AppId, StoreError};

use super::consultations::{find_consultation, find_latest};
use super::numbers::{draw_number, draw_ticket};
use super::rows::consultation_row;
use super::saving;
use crate::database::Store;
use crate::entity::consultation;
use crate::error::store_error;

pub(super) async fn merge_consultation(
    store: &Store,
    app: &AppId,
    wanted: &MergeInto,
    now_ms: i64,
) -> Result<MergeOutcome, StoreError> {
    let mut unit = store.begin_write().await?;
    let Some(visitors) = find_latest(unit.db(), app, wanted.visitors).await? else {
        return Ok(MergeOutcome::Nothing);
    };
    if visitors.state == ConsultationState::Resolved || wanted.visitors == wanted.own {
        return Ok(match visitors.merged_into {
            None => MergeOutcome::Nothing,
            Some(into) => match find_consultation(unit.db(), app, into).await? {
                None => MergeOutcome::Nothing,
                Some(into) => merged(visitors, into),
            },
        });
    }
    let own = find_latest(unit.db(), app, wanted.own).await?;
    let thread = wanted.own_thread(own.as_ref());
    let Merged {
        mut ended,
        end,
        into,
        step,
        freed,
    } = merge(&visitors, own.as_ref(), &thread, now_ms).map_err(StoreError::conflict)?;
    ended.resolved_number = Some(draw_number(&unit, app).await?);
    let is_new = into.id == thread.new_id;
    if is_new {
        // The new one has its place: no two have the same.
        ended.place.ticket = draw_ticket(&unit, app).await?;
    }
    saving::update(&unit, &ended, visitors.transitions).await?;
    saving::insert_step(&unit, &ended, &end).await?;
    if is_new {
        consultation::Entity::insert(consultation_row(&into)?)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
    } else if step.is_some() {
        saving::update(&unit, &into, into.transitions - 1).await?;
    }
    if let Some(step) = &step {
        saving::insert_step(&unit, &into, step).await?;
    }
    if let Some(agent) = &freed {
        saving::free_place(&unit, app, agent).await?;
    }
    let change = DeskChange::Merged(Box::new(MergeChange {
        ended: ConsultationChange::of(&ended, Some(end)),
        into: ConsultationChange::of(&into, step),
    }));
    saving::record(&mut unit, app, &change, now_ms).await?;
    unit.commit().await?;
    Ok(merged(ended, into))
}

fn merged(ended: Consultation, into: Consultation) -> MergeOutcome {
    MergeOutcome::Merged {
        ended: Box::new(ended),
        into: Box::new(into),
    }
}
