//! When a customer's silence ends a consultation.
//!
//! The clock runs only while it is the customer who must answer: from the agent's last message on. Any message
//! of the customer stops it. Who asked and got no answer is never resolved by silence, however long it takes.

use crate::model::{Consultation, ConsultationState, DeskTime};

/// When the consultation ends if nothing is said until then; `None` while the clock does not run.
pub fn silence_deadline(consultation: &Consultation, silence_resolve_ms: i64) -> Option<DeskTime> {
    if consultation.state != ConsultationState::Assigned {
        return None;
    }
    let since = consultation.talk.customer_turn_since?;
    Some(since.plus_ms(silence_resolve_ms))
}

pub(super) fn is_silent(
    consultation: &Consultation,
    silence_resolve_ms: i64,
    now: DeskTime,
) -> bool {
    silence_deadline(consultation, silence_resolve_ms).is_some_and(|deadline| now >= deadline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{assigned_to, said, waiting};
    use crate::rules::note;

    #[test]
    fn the_clock_runs_only_while_the_customer_must_answer() {
        let unanswered = assigned_to(&waiting(1), "ann", 2_000);
        assert_eq!(
            silence_deadline(&unanswered, 600),
            None,
            "nobody answered yet"
        );

        let answered = note(&unanswered, &said(1, "ann", 2, 3_000));
        assert_eq!(silence_deadline(&answered, 600), Some(DeskTime(3_600)));
        assert!(!is_silent(&answered, 600, DeskTime(3_599)));
        assert!(is_silent(&answered, 600, DeskTime(3_600)));

        let more = note(&answered, &said(1, "ann", 3, 3_500));
        assert_eq!(
            silence_deadline(&more, 600),
            Some(DeskTime(4_100)),
            "from the last message"
        );

        let asked_again = note(&more, &said(1, "c1", 4, 3_550));
        assert!(!is_silent(&asked_again, 600, DeskTime(i64::MAX)));
        assert!(!is_silent(&waiting(1), 600, DeskTime(i64::MAX)));
    }
}
