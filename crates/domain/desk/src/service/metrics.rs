//! What the desk counts, each by its name in one place. Counted where the transaction succeeded, not where its
//! effects follow: those may come twice.

use metrics::{counter, histogram};

use super::effects::FIRST_ASSIGNMENT;
use crate::model::Consultation;
use crate::rules::ReleaseReason;

pub(super) fn opened(count: usize) {
    counter!("skein_desk_consultations_opened_total").increment(count as u64);
}

pub(super) fn assigned(consultation: &Consultation) {
    let rule = consultation
        .assignment
        .as_ref()
        .map_or("none", |reason| reason.rule.as_str());
    counter!("skein_desk_consultations_assigned_total", "rule" => rule).increment(1);
    // Once for each consultation: one that comes back to the queue was served in between.
    if consultation.transitions == FIRST_ASSIGNMENT
        && let Some(assigned_at_ms) = consultation.assigned_at_ms
    {
        let waited_ms = (assigned_at_ms - consultation.opened_at_ms).max(0);
        histogram!("skein_desk_queue_wait_seconds").record(waited_ms as f64 / 1_000.0);
    }
}

pub(super) fn released(count: usize, reason: ReleaseReason) {
    counter!("skein_desk_consultations_released_total", "reason" => reason.as_str())
        .increment(count as u64);
}

pub(super) fn not_swept() {
    counter!("skein_desk_sweep_failures_total").increment(1);
}

pub(super) fn resolved(consultation: &Consultation) {
    let by = consultation.resolved_by.map_or("none", |by| by.as_str());
    counter!("skein_desk_consultations_resolved_total", "by" => by).increment(1);
}
