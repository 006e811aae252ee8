//! The state machine of a consultation.
//!
//! ```text
//! initial --customer asked--> waiting --assigned--> assigned --agent | silence | customer | app--> resolved
//!                     ^          \--customer | app--------------------------------------------------^
//!                      \--------released---------------/
//! ```
//! Decided on purpose:
//! - Waiting never ends by silence. Who waits has asked and got no answer; letting the question lapse would
//!   turn a full queue into "solved". The customer may give up, and the business may close it with its key.
//! - Resolved is final. A further question begins a new consultation on the same thread, so that every
//!   segment keeps its own agent, times and rating.
//! - An agent ends only what that agent serves.
//! - What is released keeps its place: whoever waited longest goes on waiting first. Nobody is rated for it until
//!   somebody serves it again.
//!
//! Hold, transfer, bots and messages left come as further states and events: every pair of state and event is
//! decided below, so the compiler asks about each new one.

use skein_foundation::{ConsultationId, Seq, TeamId, Uid};

use super::silence::is_silent;
use super::talk::note;
use crate::model::{
    Actor, AssignmentReason, AssignmentRule, Clue, Consultation, ConsultationState, DeskTime,
    QueuePlace, ResolvedBy, Talk, ThreadMessage, Transition,
};

/// What happens to a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsultationEvent {
    /// The first question.
    CustomerAsked,
    /// The rules or the agent's own hand gave it to an agent.
    Assigned {
        agent: Uid,
        reason: AssignmentReason,
    },
    /// The agent can't go on: back to its place in the queue.
    Released {
        by: Actor,
        reason: ReleaseReason,
    },
    Resolve(Resolution),
}

/// Why an agent can't go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReleaseReason {
    /// The user was disabled or deleted, or may not serve any more.
    AgentDisabled,
    /// The agent's last connection was lost, and the grace is over.
    AgentLost,
}

impl ReleaseReason {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AgentDisabled => "agent_disabled",
            Self::AgentLost => "agent_lost",
        }
    }
}

/// Who or what ends a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    Agent(Uid),
    /// The customer of the consultation; the caller has made sure of it.
    Customer {
        /// The newest seq of the thread.
        said: Seq,
    },
    /// The business with the app key of this id.
    App(String),
    /// The customer said nothing for so long; the rule looks itself.
    Silence {
        after_ms: i64,
        now: DeskTime,
    },
    /// The customer signed in and goes on in the consultation of this id.
    Merged {
        into: ConsultationId,
    },
    /// The customer was disabled: nobody is to wait for who can't answer.
    Blocked,
}

/// Why something can't be done to a consultation now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("the customer has not asked anything yet")]
    NothingAsked,
    #[error("it is in the queue already")]
    AlreadyWaiting,
    #[error("an agent serves it already")]
    AlreadyAssigned,
    #[error("it is resolved already")]
    AlreadyResolved,
    #[error("nobody serves it yet")]
    NotAssigned,
    #[error("another agent serves it")]
    NotYours,
    #[error("the customer waits for an answer or has not been silent long enough")]
    NotSilent,
    #[error("it was rated already")]
    AlreadyRated,
}

/// The consultation that the customer's message opens, in the queue already, and its first step. The caller draws
/// number and ticket.
pub fn open(
    message: &ThreadMessage,
    team_id: TeamId,
    number: u32,
    ticket: u64,
    clue: Option<Clue>,
) -> (Consultation, Transition) {
    let begun = Consultation {
        app: message.app.clone(),
        id: message.new_id,
        conversation_id: message.conversation_id,
        number,
        team_id,
        customer: message.customer.clone(),
        state: ConsultationState::Initial,
        clue,
        place: QueuePlace {
            priority: QueuePlace::NORMAL_PRIORITY,
            ticket,
        },
        opened_by: message.seq,
        opened_at_ms: message.time_ms,
        assigned_at_ms: None,
        first_response_at_ms: None,
        first_response_assigned_at_ms: None,
        resolved_at_ms: None,
        agent: None,
        assignment: None,
        resolved_by: None,
        ended_after: None,
        resolved_number: None,
        merged_into: None,
        rating: None,
        talk: Talk::default(),
        transitions: 0,
    };
    let (asked, step) = transition(&begun, ConsultationEvent::CustomerAsked, message.time_ms)
        .expect("the state machine lets a customer ask at the beginning");
    (note(&asked, message), step)
}

/// The consultation after the event and the step to record, or why not. `Err` changes nothing.
pub fn transition(
    consultation: &Consultation,
    event: ConsultationEvent,
    now_ms: i64,
) -> Result<(Consultation, Transition), Refusal> {
    use ConsultationEvent as Event;
    use ConsultationState as State;

    let mut next = consultation.clone();
    let (actor, reason) = match (consultation.state, event) {
        (State::Initial, Event::CustomerAsked) => {
            next.state = State::Waiting;
            (Actor::Customer, "customer_message")
        }
        (State::Waiting, Event::Assigned { agent, reason }) => {
            let actor = match reason.rule {
                AssignmentRule::Picked => Actor::Agent(agent.clone()),
                AssignmentRule::LastAgent
                | AssignmentRule::FewestConsultations
                | AssignmentRule::LongestIdle => Actor::System,
            };
            let word = reason.rule.as_str();
            next.state = State::Assigned;
            next.assigned_at_ms = Some(now_ms);
            next.agent = Some(agent);
            next.assignment = Some(reason);
            (actor, word)
        }
        (State::Assigned, Event::Released { by, reason }) => {
            next.state = State::Waiting;
            next.assigned_at_ms = None;
            next.agent = None;
            next.assignment = None;
            next.talk.customer_turn_since = None;
            next.talk.customer_waiting_since_ms =
                next.talk.customer_waiting_since_ms.or(Some(now_ms));
            (by, reason.as_str())
        }
        (State::Assigned, Event::Resolve(Resolution::Agent(agent))) => {
            if consultation.agent.as_ref() != Some(&agent) {
                return Err(Refusal::NotYours);
            }
            resolve(&mut next, ResolvedBy::Agent, now_ms);
            (Actor::Agent(agent), "agent")
        }
        (State::Assigned, Event::Resolve(Resolution::Silence { after_ms, now })) => {
            if !is_silent(consultation, after_ms, now) {
                return Err(Refusal::NotSilent);
            }
            resolve(&mut next, ResolvedBy::Silence, now_ms);
            (Actor::System, "silence")
        }
        (State::Waiting | State::Assigned, Event::Resolve(Resolution::Customer { said })) => {
            resolve(&mut next, ResolvedBy::Customer, now_ms);
            next.ended_after = Some(said);
            (Actor::Customer, "customer")
        }
        (State::Waiting | State::Assigned, Event::Resolve(Resolution::App(key_id))) => {
            resolve(&mut next, ResolvedBy::Agent, now_ms);
            (Actor::App(key_id), "app")
        }
        (State::Waiting | State::Assigned, Event::Resolve(Resolution::Merged { into })) => {
            resolve(&mut next, ResolvedBy::Merged, now_ms);
            next.merged_into = Some(into);
            (Actor::Customer, "merged")
        }
        (State::Waiting | State::Assigned, Event::Resolve(Resolution::Blocked)) => {
            resolve(&mut next, ResolvedBy::Blocked, now_ms);
            (Actor::System, "customer_disabled")
        }

        (State::Initial, _) => return Err(Refusal::NothingAsked),
        (State::Waiting, Event::CustomerAsked) => return Err(Refusal::AlreadyWaiting),
        (State::Waiting, Event::Released { .. } | Event::Resolve(Resolution::Agent(_))) => {
            return Err(Refusal::NotAssigned);
        }
        (State::Waiting, Event::Resolve(Resolution::Silence { .. })) => {
            return Err(Refusal::NotSilent);
        }
        (State::Assigned, Event::CustomerAsked | Event::Assigned { .. }) => {
            return Err(Refusal::AlreadyAssigned);
        }
        (State::Resolved, _) => return Err(Refusal::AlreadyResolved),
    };
    next.transitions += 1;
    let step = Transition {
        from: consultation.state,
        to: next.state,
        at_ms: now_ms,
        actor,
        reason: reason.to_owned(),
    };
    Ok((next, step))
}

fn resolve(consultation: &mut Consultation, by: ResolvedBy, now_ms: i64) {
    consultation.state = ConsultationState::Resolved;
    consultation.resolved_at_ms = Some(now_ms);
    consultation.resolved_by = Some(by);
    consultation.talk.customer_waiting_since_ms = None;
    consultation.talk.customer_turn_since = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{assigned_to, reason, uid, waiting};

    const NOW: i64 = 100_000;

    fn events() -> Vec<ConsultationEvent> {
        vec![
            ConsultationEvent::CustomerAsked,
            ConsultationEvent::Assigned {
                agent: uid("ann"),
                reason: reason(AssignmentRule::FewestConsultations),
            },
            ConsultationEvent::Resolve(Resolution::Agent(uid("ann"))),
            ConsultationEvent::Resolve(Resolution::Agent(uid("bob"))),
            ConsultationEvent::Resolve(Resolution::Customer { said: Seq(1) }),
            ConsultationEvent::Resolve(Resolution::Silence {
                after_ms: 1_000,
                now: DeskTime(NOW),
            }),
            ConsultationEvent::Resolve(Resolution::App("key-1".to_owned())),
            ConsultationEvent::Released {
                by: Actor::Agent(uid("adm")),
                reason: ReleaseReason::AgentDisabled,
            },
            ConsultationEvent::Resolve(Resolution::Blocked),
            ConsultationEvent::Resolve(Resolution::Merged {
                into: ConsultationId::from_bytes([3; 16]),
            }),
        ]
    }

    /// The word of each event's outcome, for the whole table at a glance.
    fn row(consultation: &Consultation) -> Vec<String> {
        events()
            .into_iter()
            .map(|event| match transition(consultation, event, NOW) {
                Ok((next, step)) => {
                    assert_eq!((step.from, step.to), (consultation.state, next.state));
                    assert_eq!(
                        (step.at_ms, next.transitions),
                        (NOW, consultation.transitions + 1)
                    );
                    format!(
                        "{} {}:{} {}",
                        next.state.as_str(),
                        step.actor.kind(),
                        step.actor.id().unwrap_or_default(),
                        step.reason
                    )
                }
                Err(refusal) => format!("{refusal:?}"),
            })
            .collect()
    }

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        let waiting = waiting(1);
        let initial = Consultation {
            state: ConsultationState::Initial,
            ..waiting.clone()
        };
        let mut assigned = assigned_to(&waiting, "ann", 5_000);
        assigned.talk.customer_waiting_since_ms = None;
        assigned.talk.customer_turn_since = Some(DeskTime(NOW - 1_000));
        let (resolved, _) = transition(
            &assigned,
            ConsultationEvent::Resolve(Resolution::Customer { said: Seq(1) }),
            NOW,
        )
        .unwrap();

        let mut only_asking = vec!["NothingAsked"; 10];
        only_asking[0] = "waiting customer: customer_message";
        assert_eq!(row(&initial), only_asking);
        assert_eq!(
            row(&waiting),
            [
                "AlreadyWaiting",
                "assigned system: fewest_consultations",
                "NotAssigned",
                "NotAssigned",
                "resolved customer: customer",
                "NotSilent",
                "resolved app:key-1 app",
                "NotAssigned",
                "resolved system: customer_disabled",
                "resolved customer: merged",
            ]
        );
        assert_eq!(
            row(&assigned),
            [
                "AlreadyAssigned",
                "AlreadyAssigned",
                "resolved agent:ann agent",
                "NotYours",
                "resolved customer: customer",
                "resolved system: silence",
                "resolved app:key-1 app",
                "waiting agent:adm agent_disabled",
                "resolved system: customer_disabled",
                "resolved customer: merged",
            ]
        );
        assert_eq!(row(&resolved), vec!["AlreadyResolved"; 10]);
    }

    #[test]
    fn a_pick_is_the_agents_own_step_and_times_are_kept() {
        let event = ConsultationEvent::Assigned {
            agent: uid("ann"),
            reason: reason(AssignmentRule::Picked),
        };
        let (assigned, step) = transition(&waiting(1), event, NOW).unwrap();
        assert_eq!(
            (step.actor, step.reason.as_str()),
            (Actor::Agent(uid("ann")), "picked")
        );
        assert_eq!(
            (assigned.assigned_at_ms, assigned.agent),
            (Some(NOW), Some(uid("ann")))
        );
    }

    #[test]
    fn what_is_released_waits_at_its_old_place_as_if_nobody_had_served_it() {
        let before = waiting(1);
        let mut assigned = assigned_to(&before, "ann", 5_000);
        assigned.talk.customer_waiting_since_ms = None;
        assigned.talk.customer_turn_since = Some(DeskTime(6_000));
        let event = ConsultationEvent::Released {
            by: Actor::App("key-1".to_owned()),
            reason: ReleaseReason::AgentDisabled,
        };
        let (released, _) = transition(&assigned, event, NOW).unwrap();
        assert_eq!(released.place, before.place);
        assert_eq!(
            (released.agent.as_ref(), released.assigned_at_ms),
            (None, None)
        );
        assert!(!released.can_rate());
        assert_eq!(released.talk.customer_turn_since, None);
        assert_eq!(
            released.talk.customer_waiting_since_ms,
            Some(NOW),
            "the customer waits for an answer again"
        );
    }

    #[test]
    fn resolving_stops_both_clocks_of_the_talk() {
        let (resolved, _) = transition(
            &waiting(1),
            ConsultationEvent::Resolve(Resolution::Customer { said: Seq(1) }),
            NOW,
        )
        .unwrap();
        assert_eq!(resolved.talk.customer_waiting_since_ms, None);
        assert_eq!(resolved.resolved_at_ms, Some(NOW));
        assert_eq!(resolved.resolved_by, Some(ResolvedBy::Customer));
        assert!(!resolved.can_rate(), "nobody served the customer");
    }
}
