//! A visitor signs in during a talk: the consultation goes on in the customer's own thread, with the same agent.

use skein_foundation::{ConsultationId, ConversationId, Seq, Uid};

use super::{ConsultationEvent, Refusal, Resolution, transition};
use crate::model::{Actor, Consultation, ConsultationState, Talk, Transition};

/// Where it goes on.
#[derive(Debug, Clone)]
pub struct OwnThread {
    pub conversation_id: ConversationId,
    pub customer: Uid,
    /// The seq that the first message that comes along will have.
    pub opened_by: Seq,
    /// The id of the consultation, should one begin.
    pub new_id: ConsultationId,
    /// Counts the consultations of the customer, should one begin.
    pub next_number: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The visitor's, ended.
    pub ended: Consultation,
    pub end: Transition,
    /// The customer's.
    pub into: Consultation,
    /// What that took; `None` when it goes on as it was.
    pub step: Option<Transition>,
    /// The place of an agent that nobody takes over.
    pub freed: Option<Uid>,
}

/// The visitor's consultation ends, and the customer's goes on: the open one there is, which takes over the agent when
/// it has none, or else a new one, which takes over everything. `Err` changes nothing.
pub fn merge(
    visitors: &Consultation,
    own: Option<&Consultation>,
    thread: &OwnThread,
    now_ms: i64,
) -> Result<Merged, Refusal> {
    let own = own.filter(|own| own.state != ConsultationState::Resolved);
    let into_id = own.map_or(thread.new_id, |own| own.id);
    let event = ConsultationEvent::Resolve(Resolution::Merged { into: into_id });
    let (ended, end) = transition(visitors, event, now_ms)?;
    let Some(own) = own else {
        let (into, step) = go_on(visitors, thread, now_ms);
        return Ok(Merged {
            ended,
            end,
            into,
            step: Some(step),
            freed: None,
        });
    };
    let handed_over = match (own.state, &visitors.agent, &visitors.assignment) {
        (ConsultationState::Waiting, Some(agent), Some(reason)) => {
            let event = ConsultationEvent::Assigned {
                agent: agent.clone(),
                reason: reason.clone(),
            };
            Some(transition(own, event, now_ms)?)
        }
        _ => None,
    };
    let is_handed_over = handed_over.is_some();
    let (into, step) = match handed_over {
        Some((into, step)) => (into, Some(step)),
        None => (own.clone(), None),
    };
    Ok(Merged {
        freed: visitors.agent.clone().filter(|_| !is_handed_over),
        ended,
        end,
        into,
        step,
    })
}

/// The customer's consultation that takes over where the visitor's stands: state, agent, times, place and clue.
fn go_on(visitors: &Consultation, thread: &OwnThread, now_ms: i64) -> (Consultation, Transition) {
    let into = Consultation {
        id: thread.new_id,
        conversation_id: thread.conversation_id,
        customer: thread.customer.clone(),
        number: thread.next_number,
        opened_by: thread.opened_by,
        talk: Talk {
            // Of the other thread; the messages that come along say it anew.
            last_message: None,
            ..visitors.talk.clone()
        },
        transitions: 1,
        ..visitors.clone()
    };
    let step = Transition {
        from: ConsultationState::Initial,
        to: into.state,
        at_ms: now_ms,
        actor: Actor::Customer,
        reason: "merged".to_owned(),
    };
    (into, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResolvedBy;
    use crate::rules::fixtures::{assigned_to, uid, waiting};

    fn thread() -> OwnThread {
        OwnThread {
            conversation_id: ConversationId::from_bytes([2; 16]),
            customer: uid("c2"),
            opened_by: Seq(8),
            new_id: ConsultationId::from_bytes([7; 16]),
            next_number: 3,
        }
    }

    #[test]
    fn a_new_one_takes_over_agent_place_and_times() {
        let visitors = assigned_to(&waiting(1), "ann", 2_000);
        let merged = merge(&visitors, None, &thread(), 9_000).unwrap();
        assert_eq!(merged.ended.resolved_by, Some(ResolvedBy::Merged));
        assert_eq!(merged.ended.merged_into, Some(merged.into.id));
        let into = &merged.into;
        assert_eq!(
            (into.number, into.opened_by, &into.customer),
            (3, Seq(8), &uid("c2"))
        );
        assert_eq!(
            (
                &into.agent,
                into.assigned_at_ms,
                into.place,
                into.opened_at_ms
            ),
            (
                &visitors.agent,
                Some(2_000),
                visitors.place,
                visitors.opened_at_ms
            )
        );
        assert_eq!(merged.freed, None, "the place is taken over");
        assert_eq!(into.talk.last_message, None);
    }

    #[test]
    fn an_open_one_of_the_customer_goes_on_and_keeps_or_gets_the_agent() {
        let visitors = assigned_to(&waiting(1), "ann", 2_000);
        let served = assigned_to(&waiting(2), "bob", 3_000);
        let merged = merge(&visitors, Some(&served), &thread(), 9_000).unwrap();
        assert_eq!((&merged.into, merged.step), (&served, None));
        assert_eq!(merged.freed, Some(uid("ann")));

        let waits = waiting(2);
        let merged = merge(&visitors, Some(&waits), &thread(), 9_000).unwrap();
        assert_eq!(merged.into.agent, Some(uid("ann")), "nobody waits again");
        assert_eq!((merged.into.id, merged.freed), (waits.id, None));

        let both_wait = merge(&waiting(1), Some(&waits), &thread(), 9_000).unwrap();
        assert_eq!((both_wait.into, both_wait.freed), (waits, None));
        let again = merge(&merged.ended, None, &thread(), 9_500);
        assert_eq!(again, Err(Refusal::AlreadyResolved));
    }
}
