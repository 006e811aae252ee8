//! Consultations and agents for the tests of the rules.

use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, TeamId, Uid};

use super::{Candidate, ConsultationEvent, open, transition};
use crate::model::{
    AgentStatus, AssignmentReason, AssignmentRule, Consultation, DeskTime, Strategy, ThreadMessage,
};

pub(crate) fn uid(name: &str) -> Uid {
    Uid::parse(name).unwrap()
}

/// A message of `sender` in the thread of customer `c<thread>`.
pub(crate) fn said(thread: u8, sender: &str, seq: u64, time_ms: i64) -> ThreadMessage {
    ThreadMessage {
        app: AppId::parse("tour").unwrap(),
        conversation_id: ConversationId::from_bytes([thread; 16]),
        customer: uid(&format!("c{thread}")),
        sender: uid(sender),
        seq: Seq(seq),
        time_ms,
        noted: DeskTime(time_ms),
        preview: format!("message {seq}"),
        new_id: ConsultationId::generate(time_ms),
        anew_of: None,
    }
}

/// The consultation that the first message of customer `c<thread>` opened at 1,000 ms; the ticket is the thread.
pub(crate) fn waiting(thread: u8) -> Consultation {
    let first = said(thread, &format!("c{thread}"), 1, 1_000);
    open(
        &first,
        TeamId::from_bytes([9; 16]),
        1,
        u64::from(thread),
        None,
    )
    .0
}

pub(crate) fn assigned_to(waiting: &Consultation, agent: &str, now_ms: i64) -> Consultation {
    let event = ConsultationEvent::Assigned {
        agent: uid(agent),
        reason: reason(AssignmentRule::FewestConsultations),
    };
    transition(waiting, event, now_ms).unwrap().0
}

pub(crate) fn reason(rule: AssignmentRule) -> AssignmentReason {
    AssignmentReason {
        strategy: Strategy::Even,
        rule,
        load: 0,
        capacity: 5,
        candidates: 1,
    }
}

/// Online, connected, with room.
pub(crate) fn candidate(name: &str, load: u32, last_assigned: Option<u64>) -> Candidate {
    Candidate {
        uid: uid(name),
        status: AgentStatus::Online,
        connected: true,
        load,
        capacity: 5,
        last_assigned,
    }
}
