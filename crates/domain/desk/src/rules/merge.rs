//! A visitor signs in during a talk: the consultation goes on in the customer's own thread, where it stood.

use super::transition::{ConsultationEvent, Refusal, Resolution, transition};
use crate::model::{Consultation, ConsultationState, Merge, Transition};

/// What a merge does, in the order in which it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The consultation of before, at its end.
    pub ended: (Consultation, Transition),
    /// The one that goes on, step by step; nothing when the customer's thread has an open one, which goes on as it is.
    pub going_on: Vec<(Consultation, Transition)>,
}

impl Merged {
    /// The agent served the one before and serves none of it now.
    pub fn frees_a_place(&self) -> bool {
        self.ended.0.agent.is_some() && self.going_on.is_empty()
    }
}

/// `before` is open; `there` is the latest of the customer's own thread. Whoever serves it goes on serving it, whoever
/// waits keeps the place in the queue.
pub fn merge(
    before: &Consultation,
    there: Option<&Consultation>,
    merge: &Merge,
    now_ms: i64,
) -> Result<Merged, Refusal> {
    let open_there = there.filter(|there| there.state != ConsultationState::Resolved);
    let into = open_there.map_or(merge.new_id, |there| there.id);
    let end = ConsultationEvent::Resolve(Resolution::Merged(into));
    let ended = transition(before, end, now_ms)?;
    let mut going_on = Vec::new();
    if open_there.is_none() {
        let begun = Consultation {
            id: merge.new_id,
            conversation_id: merge.to,
            customer: merge.customer.clone(),
            number: there.map_or(1, |there| there.number + 1),
            state: ConsultationState::Initial,
            opened_by: merge.first_seq,
            agent: None,
            assignment: None,
            assigned_at_ms: None,
            transitions: 0,
            ..before.clone()
        };
        let (waiting, asked) = transition(&begun, ConsultationEvent::CustomerAsked, now_ms)?;
        going_on.push((waiting.clone(), asked));
        if let (Some(agent), Some(reason)) = (&before.agent, &before.assignment) {
            let given = ConsultationEvent::Assigned {
                agent: agent.clone(),
                reason: reason.clone(),
            };
            let (assigned, step) = transition(&waiting, given, now_ms)?;
            let assigned = Consultation {
                assigned_at_ms: before.assigned_at_ms,
                ..assigned
            };
            going_on.push((assigned, step));
        }
    }
    Ok(Merged { ended, going_on })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{assigned_to, uid, waiting};

    fn onto(there: &Consultation) -> Merge {
        Merge {
            from: waiting(1).conversation_id,
            to: there.conversation_id,
            customer: uid("emma"),
            first_seq: skein_foundation::Seq(7),
            new_id: waiting(3).id,
        }
    }

    #[test]
    fn the_agent_goes_on_serving_and_the_waiting_keep_their_place() {
        let before = assigned_to(&waiting(1), "ann", 2_000);
        let merged = merge(&before, None, &onto(&waiting(2)), 3_000).unwrap();
        let (ended, _) = &merged.ended;
        let (now, _) = merged.going_on.last().unwrap();
        assert_eq!(ended.merged_into, Some(now.id));
        assert_eq!((&now.agent, now.state), (&before.agent, before.state));
        assert_eq!(now.assigned_at_ms, before.assigned_at_ms);
        assert_eq!((now.place, now.customer.as_str()), (before.place, "emma"));
        assert!(!merged.frees_a_place());

        let merged = merge(&waiting(1), None, &onto(&waiting(2)), 3_000).unwrap();
        let (now, _) = merged.going_on.last().unwrap();
        assert_eq!(now.state, ConsultationState::Waiting);
        assert_eq!(now.place, waiting(1).place);
    }

    #[test]
    fn what_is_open_in_the_own_thread_goes_on_as_it_is() {
        let before = assigned_to(&waiting(1), "ann", 2_000);
        let there = waiting(2);
        let merged = merge(&before, Some(&there), &onto(&there), 3_000).unwrap();
        assert_eq!(merged.ended.0.merged_into, Some(there.id));
        assert!(merged.going_on.is_empty() && merged.frees_a_place());
    }
}
