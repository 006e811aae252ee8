//! What the figures of a consultation mean. Each begins and ends at one stated moment, so that everybody who computes it
//! gets the same; a clock that was set back in between makes none of them negative.

use crate::model::{Consultation, Wait};

/// From the customer's first message to the first message of a human agent. `None` while there is none. What bots and
/// the system say, and automatic replies, are never a response: [`crate::rules::note`] takes no note of them as one.
pub fn first_response_ms(consultation: &Consultation) -> Option<i64> {
    Some(span_ms(
        consultation.opened_at_ms,
        consultation.first_response_at_ms?,
    ))
}

/// From the assignment under which that first message came to the message.
pub fn first_response_after_assignment_ms(consultation: &Consultation) -> Option<i64> {
    Some(span_ms(
        consultation.first_response_assigned_at_ms?,
        consultation.first_response_at_ms?,
    ))
}

/// From the assignment to the end, of a consultation in which somebody answered: what occupies a place of an agent.
/// One that nobody answered, or that lasted no time at all, says nothing about the next.
pub fn handling_ms(consultation: &Consultation) -> Option<i64> {
    consultation.first_response_at_ms?;
    let handled_ms = span_ms(consultation.assigned_at_ms?, consultation.resolved_at_ms?);
    (handled_ms > 0).then_some(handled_ms)
}

/// The one clock of a wait: it runs while it is the desk that must say something, in the queue and after it.
pub fn wait(consultation: &Consultation, target_ms: i64) -> Option<Wait> {
    let since_ms = consultation.talk.customer_waiting_since_ms?;
    Some(Wait {
        since_ms,
        deadline_ms: since_ms.saturating_add(target_ms),
        is_for_first_response: consultation.first_response_at_ms.is_none(),
    })
}

fn span_ms(from_ms: i64, to_ms: i64) -> i64 {
    to_ms.saturating_sub(from_ms).max(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::fixtures::{assigned_to, said, uid, waiting};
    use crate::rules::{ConsultationEvent, ReleaseReason, Resolution, note, transition};

    #[test]
    fn the_first_response_counts_from_the_question_and_not_from_the_assignment() {
        let asked = waiting(1);
        assert_eq!(first_response_ms(&asked), None);
        let assigned = assigned_to(&asked, "ann", 500_000);
        let bot = note(&assigned, &said(1, "bot", 2, 500_500));
        assert_eq!(first_response_ms(&bot), None, "a bot is nobody");
        let answered = note(&bot, &said(1, "ann", 3, 520_000));
        assert_eq!(first_response_ms(&answered), Some(519_000));
        assert_eq!(first_response_after_assignment_ms(&answered), Some(20_000));
        let later = note(&answered, &said(1, "ann", 4, 900_000));
        assert_eq!(first_response_ms(&later), Some(519_000), "the first one");
    }

    #[test]
    fn the_second_figure_belongs_to_the_assignment_under_which_it_was_answered() {
        let assigned = assigned_to(&waiting(1), "ann", 2_000);
        let answered = note(&assigned, &said(1, "ann", 2, 5_000));
        let released = ConsultationEvent::Released {
            by: crate::model::Actor::System,
            reason: ReleaseReason::AgentLost,
        };
        let waits = transition(&answered, released, 9_000).unwrap().0;
        let again = assigned_to(&waits, "bob", 60_000);
        assert_eq!(first_response_after_assignment_ms(&again), Some(3_000));
        assert_eq!(first_response_ms(&again), Some(4_000));
    }

    #[test]
    fn an_answer_that_the_desk_hears_of_after_the_end_is_an_answer() {
        let assigned = assigned_to(&waiting(1), "ann", 2_000);
        let end = ConsultationEvent::Resolve(Resolution::Agent(uid("ann")));
        let resolved = transition(&assigned, end, 5_000).unwrap().0;
        let noted = note(&resolved, &said(1, "ann", 2, 4_000));
        assert_eq!(first_response_ms(&noted), Some(3_000));
        assert_eq!(noted.talk.customer_turn_since, None, "nothing runs on");
    }

    #[test]
    fn a_wait_has_one_clock_from_the_question_to_the_answer() {
        let target_ms = 60_000;
        let asked = waiting(1);
        let first = wait(&asked, target_ms).unwrap();
        assert_eq!((first.since_ms, first.deadline_ms), (1_000, 61_000));
        assert!(first.is_for_first_response);
        let assigned = assigned_to(&asked, "ann", 30_000);
        assert_eq!(wait(&assigned, target_ms), Some(first), "not anew");
        let answered = note(&assigned, &said(1, "ann", 2, 70_000));
        assert_eq!(wait(&answered, target_ms), None, "the customer's turn");
        let asked_again = note(&answered, &said(1, "c1", 3, 80_000));
        let next = wait(&asked_again, target_ms).unwrap();
        assert_eq!(next.since_ms, 80_000);
        assert!(!next.is_for_first_response);
    }

    proptest! {
        /// Whoever speaks in whatever order, by whatever clock: no figure is negative, the first response stays what
        /// it was, and the clock of the wait runs exactly while a customer's message is unanswered.
        #[test]
        fn figures_hold_whatever_is_said(
            talk in proptest::collection::vec((0..3_u8, -5_000_i64..100_000), 1..30)
        ) {
            let mut now = assigned_to(&waiting(1), "ann", 2_000);
            let mut unanswered = true;
            let mut first = None;
            for (seq, (who, time_ms)) in (2..).zip(talk) {
                let sender = ["c1", "ann", "bot"][usize::from(who)];
                now = note(&now, &said(1, sender, seq, time_ms));
                match sender {
                    "c1" => unanswered = true,
                    "ann" => {
                        unanswered = false;
                        first = first.or(Some((time_ms - 1_000).max(0)));
                    }
                    _ => {}
                }
                prop_assert_eq!(first_response_ms(&now), first);
                prop_assert!(first_response_after_assignment_ms(&now).is_none_or(|ms| ms >= 0));
                prop_assert_eq!(wait(&now, 60_000).is_some(), unanswered);
                prop_assert!(handling_ms(&now).is_none());
            }
        }
    }
}
