//! Merging in memory.

use skein_foundation::{AppId, UserKey};

use super::Tables;
use crate::model::{Consultation, ConsultationChange, ConsultationState, DeskChange, MergeChange};
use crate::ports::{MergeInto, MergeOutcome};
use crate::rules::{Merged, merge};

impl Tables {
    pub(super) fn merge(&mut self, app: &AppId, wanted: &MergeInto, now_ms: i64) -> MergeOutcome {
        let latest = |tables: &Self, thread| {
            let id = tables.threads.get(&(app.clone(), thread))?.latest?;
            tables.consultations.get(&(app.clone(), id)).cloned()
        };
        let Some(visitors) = latest(self, wanted.visitors) else {
            return MergeOutcome::Nothing;
        };
        if visitors.state == ConsultationState::Resolved || wanted.visitors == wanted.own {
            let into = visitors
                .merged_into
                .and_then(|id| self.consultations.get(&(app.clone(), id)).cloned());
            return into.map_or(MergeOutcome::Nothing, |into| merged(visitors, into));
        }
        let own = latest(self, wanted.own);
        let thread = wanted.own_thread(own.as_ref());
        let Merged {
            mut ended,
            end,
            into,
            step,
            freed,
        } = merge(&visitors, own.as_ref(), &thread, now_ms)
            .expect("an open consultation can be merged");
        ended.resolved_number = Some(self.draw_number(app));
        if into.id == thread.new_id {
            let ticket = self.tickets.entry(app.clone()).or_default();
            *ticket += 1;
            ended.place.ticket = *ticket;
            let own = self.threads.entry((app.clone(), wanted.own)).or_default();
            own.latest = Some(into.id);
        }
        if let Some(agent) = freed
            && let Some(agent) = self.agents.get_mut(&UserKey::new(app.clone(), agent))
        {
            agent.load -= 1;
        }
        let change = MergeChange {
            ended: ConsultationChange::of(&ended, Some(end.clone())),
            into: ConsultationChange::of(&into, step.clone()),
        };
        self.save(ended.clone(), Some(end));
        self.save(into.clone(), step);
        self.record(app, &DeskChange::Merged(Box::new(change)), now_ms);
        merged(ended, into)
    }
}

fn merged(ended: Consultation, into: Consultation) -> MergeOutcome {
    MergeOutcome::Merged {
        ended: Box::new(ended),
        into: Box::new(into),
    }
}
