//! What a message of a person does to the consultations of its thread.

use crate::model::{Consultation, ConsultationState, LastMessage, Talk, ThreadMessage};

/// What follows from a message that was not taken note of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Begins a new consultation.
    Open,
    /// Belongs to the latest consultation.
    Note,
    /// Belongs to none.
    Ignore,
}

/// Decides by the latest consultation of the thread.
pub fn react(latest: Option<&Consultation>, message: &ThreadMessage) -> Reaction {
    let by_customer = message.sender == message.customer;
    match latest {
        None if by_customer => Reaction::Open,
        None => Reaction::Ignore,
        Some(latest) if latest.state != ConsultationState::Resolved => Reaction::Note,
        Some(latest) if by_customer => {
            // "Thanks, bye" and then the button, faster than we looked: the customer's own end holds. When the
            // desk ended it at that moment, the message may be an unread question, so it opens a new one.
            if latest.ended_after.is_some_and(|end| message.seq <= end) {
                Reaction::Note
            } else {
                Reaction::Open
            }
        }
        Some(_) => Reaction::Note,
    }
}

/// The consultation after the message. The caller has made sure that the message is newer than all noted ones.
#[must_use]
pub fn note(consultation: &Consultation, message: &ThreadMessage) -> Consultation {
    let mut next = consultation.clone();
    next.talk.last_message = Some(LastMessage {
        seq: message.seq,
        sender: message.sender.clone(),
        text: message.preview.clone(),
        time_ms: message.time_ms,
    });
    // Only the serving agent answers: bots and others who may write are never a reply.
    let is_answer = consultation.agent.as_ref() == Some(&message.sender)
        && message.sender != consultation.customer;
    if is_answer && consultation.first_response_at_ms.is_none() {
        // Also when we hear of it after the end: who answers and resolves at once is faster than we look.
        next.first_response_at_ms = Some(message.time_ms);
        next.first_response_assigned_at_ms = consultation.assigned_at_ms;
    }
    if consultation.state == ConsultationState::Resolved {
        return next;
    }
    if message.sender == consultation.customer {
        next.talk = Talk {
            customer_waiting_since_ms: next
                .talk
                .customer_waiting_since_ms
                .or(Some(message.time_ms)),
            customer_turn_since: None,
            ..next.talk
        };
    } else if is_answer {
        next.talk = Talk {
            customer_waiting_since_ms: None,
            customer_turn_since: Some(message.noted),
            ..next.talk
        };
    }
    next
}

#[cfg(test)]
mod tests {
    use skein_foundation::Seq;

    use super::*;
    use crate::rules::fixtures::{assigned_to, said, uid, waiting};
    use crate::rules::{ConsultationEvent, Resolution, transition};

    fn resolved(by: Resolution) -> Consultation {
        let assigned = assigned_to(&waiting(1), "ann", 2_000);
        transition(&assigned, ConsultationEvent::Resolve(by), 5_000)
            .unwrap()
            .0
    }

    #[test]
    fn only_a_customers_message_opens_and_only_when_nothing_is_open() {
        assert_eq!(react(None, &said(1, "c1", 1, 1)), Reaction::Open);
        assert_eq!(react(None, &said(1, "ann", 1, 1)), Reaction::Ignore);
        let open = waiting(1);
        assert_eq!(react(Some(&open), &said(1, "c1", 2, 2_000)), Reaction::Note);
        let ended = resolved(Resolution::Agent(uid("ann")));
        assert_eq!(
            react(Some(&ended), &said(1, "ann", 2, 6_000)),
            Reaction::Note
        );
        assert_eq!(
            react(Some(&ended), &said(1, "c1", 2, 6_000)),
            Reaction::Open
        );
        assert_eq!(
            react(Some(&ended), &said(1, "c1", 2, 4_999)),
            Reaction::Open,
            "unread question"
        );
    }

    #[test]
    fn the_customers_own_end_holds_against_an_earlier_message() {
        let ended = resolved(Resolution::Customer { said: Seq(2) });
        // Whatever the clock said meanwhile: it was ended at 5,000.
        for time_ms in [1, 5_000, 99_000] {
            let reaction = |seq| react(Some(&ended), &said(1, "c1", seq, time_ms));
            assert_eq!(reaction(2), Reaction::Note, "{time_ms}");
            assert_eq!(reaction(3), Reaction::Open, "{time_ms}");
        }
    }

    #[test]
    fn waiting_counts_from_the_oldest_unanswered_message() {
        let open = note(&waiting(1), &said(1, "c1", 2, 1_500));
        assert_eq!(open.talk.customer_waiting_since_ms, Some(1_000));
        let assigned = assigned_to(&open, "ann", 2_000);
        let bot = note(&assigned, &said(1, "bot", 3, 2_100));
        assert_eq!(
            bot.first_response_at_ms, None,
            "a bot's message is no reply"
        );
        assert_eq!(bot.talk.customer_waiting_since_ms, Some(1_000));
        let answered = note(&bot, &said(1, "ann", 4, 2_500));
        assert_eq!(answered.first_response_at_ms, Some(2_500));
        assert_eq!(answered.talk.customer_waiting_since_ms, None);
        let again = note(
            &note(&answered, &said(1, "c1", 5, 3_000)),
            &said(1, "ann", 6, 4_000),
        );
        assert_eq!(
            again.first_response_at_ms,
            Some(2_500),
            "the first one stays"
        );
        assert_eq!(again.talk.last_message.unwrap().text, "message 6");
    }
}
