//! Merging in memory.

use skein_foundation::{AppId, ConversationId, UserKey};

use super::{Gone, Tables};
use crate::model::{Consultation, ConsultationChange, DeskChange, MergeChange};
use crate::ports::{MergeInto, MergeOutcome, WentOnIn};
use crate::rules::{Merged, WentOn, merge};

impl Tables {
    pub(super) fn merge(&mut self, app: &AppId, wanted: &MergeInto, now_ms: i64) -> MergeOutcome {
        let gone = |tables: &Self, thread| tables.threads.get(&(app.clone(), thread))?.gone;
        if let Some(gone) = gone(self, wanted.visitors) {
            return if gone.into == wanted.own {
                MergeOutcome::Merged(self.went_on(app, wanted).map(Box::new))
            } else {
                MergeOutcome::Refused
            };
        }
        if wanted.visitors == wanted.own || gone(self, wanted.own).is_some() {
            return MergeOutcome::Refused;
        }
        let visitors = self.of_thread(app, wanted.visitors);
        let own = self.of_thread(app, wanted.own).pop();
        let thread = wanted.own_thread();
        let from = self
            .threads
            .entry((app.clone(), wanted.visitors))
            .or_default();
        let Merged {
            renumbered,
            moved,
            went_on,
            counts_from,
        } = merge(&visitors, own.as_ref(), &thread, from.noted, now_ms);
        from.gone = Some(Gone {
            into: wanted.own,
            counts_from,
        });
        if let Some(renumbered) = renumbered {
            self.save(renumbered, None);
        }
        for one in &moved {
            self.save(one.clone(), None);
            let change = ConsultationChange::of(one, None);
            self.record(app, &DeskChange::Moved(change), now_ms);
        }
        let went_on = went_on.map(|went_on| self.go_on(app, went_on, wanted, now_ms));
        let latest = self.of_thread(app, wanted.own).pop().map(|one| one.id);
        self.threads
            .entry((app.clone(), wanted.own))
            .or_default()
            .latest = latest;
        let left = self.of_thread(app, wanted.visitors).pop().map(|one| one.id);
        self.threads
            .entry((app.clone(), wanted.visitors))
            .or_default()
            .latest = left;
        MergeOutcome::Merged(went_on.map(Box::new))
    }

    fn go_on(&mut self, app: &AppId, went_on: WentOn, wanted: &MergeInto, now_ms: i64) -> WentOnIn {
        let WentOn {
            mut ended,
            end,
            into,
            step,
            freed,
        } = went_on;
        ended.resolved_number = Some(self.draw_number(app));
        if into.id == wanted.new_id {
            let ticket = self.tickets.entry(app.clone()).or_default();
            *ticket += 1;
            ended.place.ticket = *ticket;
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
        WentOnIn { ended, into }
    }

    fn went_on(&self, app: &AppId, wanted: &MergeInto) -> Option<WentOnIn> {
        let ended = self.of_thread(app, wanted.visitors).pop()?;
        let into = ended.merged_into?;
        let into = self.consultations.get(&(app.clone(), into)).cloned()?;
        Some(WentOnIn { ended, into })
    }

    /// Oldest first.
    fn of_thread(&self, app: &AppId, thread: ConversationId) -> Vec<Consultation> {
        let mut all: Vec<Consultation> = self
            .consultations
            .values()
            .filter(|one| one.app == *app && one.conversation_id == thread)
            .cloned()
            .collect();
        all.sort_by_key(|one| one.number);
        all
    }
}
