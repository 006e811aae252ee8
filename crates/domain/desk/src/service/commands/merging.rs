//! Merging a visitor's consultations into the customer's: one unit of work, so that nobody is served twice or by nobody.

use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, StoreError, Uid, record};

use super::Commands;
use super::ending::free_place;
use crate::model::{Consultation, ConsultationChange, DeskChange, Gone, MergeChange, SignIn};
use crate::ports::DeskUnit;
use crate::rules::{Merged, OwnThread, WentOn, merge};

/// Which thread's consultation goes on in which other thread.
#[derive(Debug, Clone)]
pub struct MergeInto {
    /// The thread of the visitor.
    pub visitors: ConversationId,
    /// The thread of the customer.
    pub own: ConversationId,
    pub customer: Uid,
    /// The newest seq of the customer's thread.
    pub said_before: Seq,
    /// The id of the consultation, should one begin.
    pub new_id: ConsultationId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeOutcome {
    /// Now or before.
    Merged(Option<Box<WentOnIn>>),
    /// The visitor's thread went into that of somebody else before, or this is the visitor's own.
    Refused,
}

/// Where the consultation that was open went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WentOnIn {
    pub ended: Consultation,
    pub into: Consultation,
}

impl Commands<'_> {
    /// Writes down that the visitor is the customer, for what follows from it.
    pub async fn record_sign_in(
        self,
        app: &AppId,
        sign_in: &SignIn,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        // Decides on nothing.
        let mut unit = self.store.begin(&[]).await?;
        let change = DeskChange::SignedIn(sign_in.clone());
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await
    }

    /// Makes what there is of the visitor's consultations the customer's and goes on with the open one in the customer's
    /// thread, by [`merge`]. The visitor's thread opens none from then on. A thread goes into one other, once: the same
    /// again gives the same and changes nothing.
    pub async fn merge_consultation(
        self,
        app: &AppId,
        wanted: &MergeInto,
        now_ms: i64,
    ) -> Result<MergeOutcome, StoreError> {
        let mut unit = self.begin(app).await?;
        let from = unit.find_thread(app, wanted.visitors).await?;
        if let Some(gone) = from.gone {
            return if gone.into == wanted.own {
                let went_on = find_went_on(&*unit, app, wanted.visitors).await?;
                Ok(MergeOutcome::Merged(went_on.map(Box::new)))
            } else {
                Ok(MergeOutcome::Refused)
            };
        }
        let into = unit.find_thread(app, wanted.own).await?;
        if wanted.visitors == wanted.own || into.gone.is_some() {
            return Ok(MergeOutcome::Refused);
        }
        let visitors = unit.list_of_thread(app, wanted.visitors).await?;
        let own = unit.find_latest_consultation(app, wanted.own).await?;
        let thread = OwnThread {
            conversation_id: wanted.own,
            customer: wanted.customer.clone(),
            said_before: wanted.said_before,
            new_id: wanted.new_id,
        };
        let Merged {
            renumbered,
            moved,
            went_on,
            counts_from,
        } = merge(&visitors, own.as_ref(), &thread, from.noted, now_ms);
        // The later numbers first: no two have the same at any moment.
        if let Some(renumbered) = &renumbered {
            unit.update_consultation(renumbered, renumbered.transitions)
                .await?;
        }
        for one in &moved {
            unit.update_consultation(one, one.transitions).await?;
            let change = DeskChange::Moved(ConsultationChange::of(one, None));
            record(&mut *unit, app, &change, now_ms).await?;
        }
        let went_on = match went_on {
            None => None,
            Some(went_on) => Some(go_on(&mut *unit, app, went_on, wanted, now_ms).await?),
        };
        let gone = Gone {
            into: wanted.own,
            counts_from,
        };
        unit.set_gone(app, wanted.visitors, gone).await?;
        unit.commit().await?;
        Ok(MergeOutcome::Merged(went_on.map(Box::new)))
    }
}

async fn go_on(
    unit: &mut dyn DeskUnit,
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
    ended.resolved_number = Some(unit.draw_number(app).await?);
    let is_new = into.id == wanted.new_id;
    if is_new {
        // The new one has its place: no two have the same.
        ended.place.ticket = unit.draw_ticket(app).await?;
    }
    unit.update_consultation(&ended, ended.transitions - 1)
        .await?;
    unit.insert_step(&ended, &end).await?;
    if is_new {
        unit.insert_consultation(&into).await?;
    } else if step.is_some() {
        unit.update_consultation(&into, into.transitions - 1)
            .await?;
    }
    if let Some(step) = &step {
        unit.insert_step(&into, step).await?;
    }
    if let Some(agent) = &freed {
        free_place(unit, app, agent).await?;
    }
    let change = DeskChange::Merged(Box::new(MergeChange {
        ended: ConsultationChange::of(&ended, Some(end)),
        into: ConsultationChange::of(&into, step),
    }));
    record(unit, app, &change, now_ms).await?;
    Ok(WentOnIn { ended, into })
}

/// What was open in the thread when it went, and where it went on.
async fn find_went_on(
    unit: &dyn DeskUnit,
    app: &AppId,
    visitors: ConversationId,
) -> Result<Option<WentOnIn>, StoreError> {
    let Some(ended) = unit.find_latest_consultation(app, visitors).await? else {
        return Ok(None);
    };
    let Some(into) = ended.merged_into else {
        return Ok(None);
    };
    let into = unit.find_consultation(app, into).await?;
    Ok(into.map(|into| WentOnIn { ended, into }))
}
