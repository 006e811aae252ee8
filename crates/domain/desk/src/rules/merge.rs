//! A visitor turns out to be a customer: what there is of the visitor's consultations becomes the customer's, and the open
//! one goes on in the customer's own thread, with the same agent.

use skein_foundation::{ConsultationId, ConversationId, Seq, Uid};

use super::{ConsultationEvent, Resolution, transition};
use crate::model::{Actor, Consultation, ConsultationState, LastMessage, Talk, Transition};

/// Where it goes on.
#[derive(Debug, Clone)]
pub struct OwnThread {
    pub conversation_id: ConversationId,
    pub customer: Uid,
    /// The newest seq there, behind which everything that the visitor's thread says is said anew.
    pub said_before: Seq,
    /// The id of the consultation, should one begin.
    pub new_id: ConsultationId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The customer's own open consultation, when it goes on under a later number than it had.
    pub renumbered: Option<Consultation>,
    /// Those of the visitor that had ended, oldest first: the customer's now.
    pub moved: Vec<Consultation>,
    /// `None` when nothing was open.
    pub went_on: Option<WentOn>,
    /// From which seq on the visitor's thread says something that belongs to none of those that ended.
    pub counts_from: Seq,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WentOn {
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

/// The visitor's ended consultations become the customer's, counted before the open one. The open one ends, and the
/// customer's goes on: the open one there is, which takes over the agent when it has none, or else a new one, which takes
/// over everything. `visitors` are all of the visitor's thread, oldest first; `own` is the customer's newest; `noted` is the
/// newest seq of the visitor's thread that the desk has heard of.
pub fn merge(
    visitors: &[Consultation],
    own: Option<&Consultation>,
    thread: &OwnThread,
    noted: Seq,
    now_ms: i64,
) -> Merged {
    let is_open = |one: &&Consultation| one.state != ConsultationState::Resolved;
    let open = visitors.last().filter(is_open);
    // One that ended as merged stands for one that is elsewhere already.
    let earlier = visitors
        .iter()
        .filter(|one| !is_open(one) && one.merged_into.is_none());
    let counted = own.map_or(0, |own| own.number);
    let own = own.filter(is_open);
    let mut number = if own.is_some() { counted } else { counted + 1 };
    let mut moved = Vec::new();
    for one in earlier {
        moved.push(move_over(one, thread, number));
        number += 1;
    }
    let own = own.map(|own| Consultation {
        number,
        ..own.clone()
    });
    Merged {
        renumbered: own.clone().filter(|_| !moved.is_empty()),
        moved,
        went_on: open.map(|open| go_on(open, own, thread, number, now_ms)),
        counts_from: open.map_or(noted.next(), |open| open.opened_by),
    }
}

/// The same consultation, with the same history, in the customer's thread.
fn move_over(one: &Consultation, thread: &OwnThread, number: u32) -> Consultation {
    let last_message = one.talk.last_message.as_ref().map(|last| LastMessage {
        seq: said_anew_at(last.seq, thread),
        sender: if last.sender == one.customer {
            thread.customer.clone()
        } else {
            last.sender.clone()
        },
        ..last.clone()
    });
    Consultation {
        conversation_id: thread.conversation_id,
        customer: thread.customer.clone(),
        number,
        opened_by: said_anew_at(one.opened_by, thread),
        ended_after: one.ended_after.map(|said| said_anew_at(said, thread)),
        talk: Talk {
            last_message,
            ..one.talk.clone()
        },
        ..one.clone()
    }
}

/// Where a message of the visitor's thread stands in the customer's.
const fn said_anew_at(seq: Seq, thread: &OwnThread) -> Seq {
    Seq(thread.said_before.0 + seq.0)
}

fn go_on(
    open: &Consultation,
    own: Option<Consultation>,
    thread: &OwnThread,
    number: u32,
    now_ms: i64,
) -> WentOn {
    let into_id = own.as_ref().map_or(thread.new_id, |own| own.id);
    let event = ConsultationEvent::Resolve(Resolution::Merged { into: into_id });
    let (ended, end) =
        transition(open, event, now_ms).expect("the state machine lets what is open be merged");
    let Some(own) = own else {
        let (into, step) = take_over(open, thread, number, now_ms);
        return WentOn {
            ended,
            end,
            into,
            step: Some(step),
            freed: None,
        };
    };
    let handed_over = match (own.state, &open.agent, &open.assignment) {
        (ConsultationState::Waiting, Some(agent), Some(reason)) => {
            let event = ConsultationEvent::Assigned {
                agent: agent.clone(),
                reason: reason.clone(),
            };
            let handed_over = transition(&own, event, now_ms);
            Some(handed_over.expect("the state machine lets who waits be assigned"))
        }
        _ => None,
    };
    let freed = open.agent.clone().filter(|_| handed_over.is_none());
    let (into, step) = match handed_over {
        Some((into, step)) => (into, Some(step)),
        None => (own, None),
    };
    WentOn {
        ended,
        end,
        into,
        step,
        freed,
    }
}

/// The customer's consultation that takes over where the visitor's stands: state, agent, times, place and clue.
fn take_over(
    open: &Consultation,
    thread: &OwnThread,
    number: u32,
    now_ms: i64,
) -> (Consultation, Transition) {
    let into = Consultation {
        id: thread.new_id,
        conversation_id: thread.conversation_id,
        customer: thread.customer.clone(),
        number,
        opened_by: said_anew_at(open.opened_by, thread),
        talk: Talk {
            // Of the other thread; the messages that come along say it anew.
            last_message: None,
            ..open.talk.clone()
        },
        transitions: 1,
        ..open.clone()
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

    const NOTED: Seq = Seq(9);

    fn thread() -> OwnThread {
        OwnThread {
            conversation_id: ConversationId::from_bytes([2; 16]),
            customer: uid("c2"),
            said_before: Seq(7),
            new_id: ConsultationId::from_bytes([7; 16]),
        }
    }

    fn ended(one: &Consultation) -> Consultation {
        let event = ConsultationEvent::Resolve(Resolution::Customer { said: Seq(1) });
        transition(one, event, 3_000).unwrap().0
    }

    fn numbered(one: Consultation, number: u32) -> Consultation {
        Consultation { number, ..one }
    }

    #[test]
    fn a_new_one_takes_over_agent_place_and_times() {
        let visitors = [assigned_to(&waiting(1), "ann", 2_000)];
        let before = numbered(ended(&waiting(2)), 2);
        let merged = merge(&visitors, Some(&before), &thread(), NOTED, 9_000);
        assert_eq!((merged.moved, merged.renumbered), (vec![], None));
        assert_eq!(merged.counts_from, Seq(1));
        let went_on = merged.went_on.unwrap();
        assert_eq!(went_on.ended.resolved_by, Some(ResolvedBy::Merged));
        assert_eq!(went_on.ended.merged_into, Some(went_on.into.id));
        let (into, visitors) = (&went_on.into, &visitors[0]);
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
        assert_eq!(went_on.freed, None, "the place is taken over");
        assert_eq!(into.talk.last_message, None);
    }

    #[test]
    fn an_open_one_of_the_customer_goes_on_and_keeps_or_gets_the_agent() {
        let merged = |visitors: &Consultation, own: &Consultation| {
            let merged = merge(
                std::slice::from_ref(visitors),
                Some(own),
                &thread(),
                NOTED,
                9_000,
            );
            merged.went_on.unwrap()
        };
        let visitors = assigned_to(&waiting(1), "ann", 2_000);
        let served = assigned_to(&waiting(2), "bob", 3_000);
        let went_on = merged(&visitors, &served);
        assert_eq!((&went_on.into, went_on.step), (&served, None));
        assert_eq!(went_on.freed, Some(uid("ann")));

        let waits = waiting(2);
        let went_on = merged(&visitors, &waits);
        assert_eq!(went_on.into.agent, Some(uid("ann")), "nobody waits again");
        assert_eq!((went_on.into.id, went_on.freed), (waits.id, None));

        let both_wait = merged(&waiting(1), &waits);
        assert_eq!((both_wait.into, both_wait.freed), (waits, None));
    }

    #[test]
    fn what_had_ended_is_the_customers_and_counted_before_what_is_open() {
        let first = ended(&assigned_to(&waiting(1), "ann", 2_000));
        let second = numbered(ended(&waiting(1)), 2);
        let visitors = [first.clone(), second];
        let none_open = merge(&visitors, None, &thread(), NOTED, 9_000);
        assert_eq!((none_open.went_on, none_open.renumbered), (None, None));
        assert_eq!(none_open.counts_from, Seq(10), "all that was heard of");
        let numbers: Vec<u32> = none_open.moved.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [1, 2]);
        let moved = &none_open.moved[0];
        assert_eq!((moved.id, &moved.agent), (first.id, &first.agent));
        assert_eq!((&moved.customer, moved.opened_by), (&uid("c2"), Seq(8)));
        let last = moved.talk.last_message.as_ref().unwrap();
        assert_eq!((&last.sender, last.seq), (&uid("c2"), Seq(8)));

        let served = numbered(assigned_to(&waiting(2), "bob", 3_000), 5);
        let merged = merge(&visitors, Some(&served), &thread(), NOTED, 9_000);
        let numbers: Vec<u32> = merged.moved.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [5, 6]);
        assert_eq!(merged.renumbered.unwrap(), numbered(served, 7));

        let open = numbered(waiting(1), 3);
        let visitors = [visitors[0].clone(), visitors[1].clone(), open];
        let before = numbered(ended(&waiting(2)), 4);
        let merged = merge(&visitors, Some(&before), &thread(), NOTED, 9_000);
        let numbers: Vec<u32> = merged.moved.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [5, 6]);
        assert_eq!(merged.went_on.unwrap().into.number, 7);
        let ended_elsewhere = Consultation {
            merged_into: Some(ConsultationId::from_bytes([8; 16])),
            ..first
        };
        let once = merge(&[ended_elsewhere], None, &thread(), NOTED, 9_000);
        assert_eq!(once.moved, []);
    }
}
