//! Merging a visitor's consultations into the customer's: one unit of work, so that nobody is served twice or by nobody.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use skein_desk::model::{Consultation, ConsultationChange, DeskChange, MergeChange};
use skein_desk::ports::{MergeInto, MergeOutcome, WentOnIn};
use skein_desk::rules::{Merged, WentOn, merge};
use skein_foundation::{AppId, ConversationId, Seq, StoreError};

use super::consultations::{find_consultation, find_latest, find_thread, list_of_thread};
use super::messages::{thread_row, upsert_thread};
use super::numbers::{draw_number, draw_ticket};
use super::rows::{column_value, consultation_row, large};
use super::saving;
use crate::database::Store;
use crate::entity::{consultation, desk_thread};
use crate::error::store_error;
use crate::unit_of_work::UnitOfWork;

/// Into whose thread a visitor's went.
pub(super) struct Gone {
    pub(super) into: ConversationId,
    /// From which seq on it says something that belongs to none of those that had ended.
    pub(super) counts_from: Seq,
}

pub(super) fn gone(row: &desk_thread::Model) -> Result<Option<Gone>, StoreError> {
    row.gone_into
        .map(|into| {
            Ok(Gone {
                into: into.into(),
                counts_from: Seq(large(row.counts_from_seq.unwrap_or_default())?),
            })
        })
        .transpose()
}

pub(super) async fn merge_consultation(
    store: &Store,
    app: &AppId,
    wanted: &MergeInto,
    now_ms: i64,
) -> Result<MergeOutcome, StoreError> {
    let mut unit = store.begin_write().await?;
    let from = find_thread(unit.db(), app, wanted.visitors).await?;
    if let Some(gone) = from.as_ref().map(gone).transpose()?.flatten() {
        return if gone.into == wanted.own {
            let went_on = find_went_on(unit.db(), app, wanted.visitors).await?;
            Ok(MergeOutcome::Merged(went_on.map(Box::new)))
        } else {
            Ok(MergeOutcome::Refused)
        };
    }
    let into = find_thread(unit.db(), app, wanted.own).await?;
    if wanted.visitors == wanted.own || into.is_some_and(|into| into.gone_into.is_some()) {
        return Ok(MergeOutcome::Refused);
    }
    let visitors = list_of_thread(unit.db(), app, wanted.visitors).await?;
    let own = find_latest(unit.db(), app, wanted.own).await?;
    let noted = from.map_or(Ok(0), |from| large(from.noted_seq))?;
    let thread = wanted.own_thread();
    let Merged {
        renumbered,
        moved,
        went_on,
        counts_from,
    } = merge(&visitors, own.as_ref(), &thread, Seq(noted), now_ms);
    // The later numbers first: no two have the same at any moment.
    if let Some(renumbered) = &renumbered {
        saving::update(&unit, renumbered, renumbered.transitions).await?;
    }
    for one in &moved {
        saving::update(&unit, one, one.transitions).await?;
        let change = DeskChange::Moved(ConsultationChange::of(one, None));
        saving::record(&mut unit, app, &change, now_ms).await?;
    }
    let went_on = match went_on {
        None => None,
        Some(went_on) => Some(go_on(&mut unit, app, went_on, wanted, now_ms).await?),
    };
    save_gone(&unit, app, wanted, counts_from).await?;
    unit.commit().await?;
    Ok(MergeOutcome::Merged(went_on.map(Box::new)))
}

async fn go_on(
    unit: &mut UnitOfWork,
    app: &AppId,
    went_on: WentOn,
    wanted: &MergeInto,
    now_ms: i64,
) -> Result<WentOnIn, StoreError> {
    let WentOn {
        mut ended,
        end,
        into,
        step,
        freed,
    } = went_on;
    ended.resolved_number = Some(draw_number(unit, app).await?);
    let is_new = into.id == wanted.new_id;
    if is_new {
        // The new one has its place: no two have the same.
        ended.place.ticket = draw_ticket(unit, app).await?;
    }
    saving::update(unit, &ended, ended.transitions - 1).await?;
    saving::insert_step(unit, &ended, &end).await?;
    if is_new {
        consultation::Entity::insert(consultation_row(&into)?)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
    } else if step.is_some() {
        saving::update(unit, &into, into.transitions - 1).await?;
    }
    if let Some(step) = &step {
        saving::insert_step(unit, &into, step).await?;
    }
    if let Some(agent) = &freed {
        saving::free_place(unit, app, agent).await?;
    }
    let change = DeskChange::Merged(Box::new(MergeChange {
        ended: ConsultationChange::of(&ended, Some(end)),
        into: ConsultationChange::of(&into, step),
    }));
    saving::record(unit, app, &change, now_ms).await?;
    Ok(WentOnIn { ended, into })
}

/// What was open in the thread when it went, and where it went on.
async fn find_went_on(
    db: &impl ConnectionTrait,
    app: &AppId,
    visitors: ConversationId,
) -> Result<Option<WentOnIn>, StoreError> {
    let Some(ended) = find_latest(db, app, visitors).await? else {
        return Ok(None);
    };
    let Some(into) = ended.merged_into else {
        return Ok(None);
    };
    let into: Option<Consultation> = find_consultation(db, app, into).await?;
    Ok(into.map(|into| WentOnIn { ended, into }))
}

async fn save_gone(
    unit: &UnitOfWork,
    app: &AppId,
    wanted: &MergeInto,
    counts_from: Seq,
) -> Result<(), StoreError> {
    let row = desk_thread::ActiveModel {
        gone_into: Set(Some(wanted.own.as_uuid())),
        counts_from_seq: Set(Some(column_value(counts_from.0)?)),
        ..thread_row(app, wanted.visitors)
    };
    let changed = [
        desk_thread::Column::GoneInto,
        desk_thread::Column::CountsFromSeq,
    ];
    upsert_thread(unit, row, changed).await
}
