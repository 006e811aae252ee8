//! Rows of the desk as domain values and back.

use sea_orm::ActiveValue::Set;
use serde::Serialize;
use serde::de::DeserializeOwned;
use skein_desk::model::{
    Absence, Actor, Agent, AgentStatus, Capacity, Consultation, ConsultationState, DeskThread,
    DeskTime, Gone, LastMessage, QueuePlace, ResolvedBy, Strategy, Talk, Team, TeamName,
    Transition,
};
use skein_foundation::{AppId, Seq, StoreError, Uid};

use crate::entity::{agent, consultation, consultation_transition, desk_thread, team};
use crate::error::corrupt;

/// Marks the one row of a set; the others are NULL.
pub(super) const MARKED: i64 = 1;

pub(super) fn to_team(row: &team::Model) -> Result<Team, StoreError> {
    Ok(Team {
        app: parse_app(&row.app_id)?,
        id: row.team_id.into(),
        name: TeamName::stored(row.name.clone()),
        strategy: Strategy::parse(&row.strategy)
            .ok_or_else(|| unknown("strategy", &row.strategy))?,
        silence_resolve_s: small(row.silence_resolve_s)?,
        response_target_s: small(row.response_target_s)?,
        is_default: row.default_mark.is_some(),
        is_deleted: row.deleted_at_ms.is_some(),
    })
}

pub(super) fn team_row(team: &Team, created_at_ms: i64) -> team::ActiveModel {
    team::ActiveModel {
        app_id: Set(team.app.to_string()),
        team_id: Set(team.id.as_uuid()),
        name: Set(team.name.as_str().to_owned()),
        strategy: Set(team.strategy.as_str().to_owned()),
        silence_resolve_s: Set(team.silence_resolve_s.into()),
        response_target_s: Set(team.response_target_s.into()),
        default_mark: Set(team.is_default.then_some(MARKED)),
        created_at_ms: Set(created_at_ms),
        deleted_at_ms: Set(None),
    }
}

pub(super) fn to_agent(row: &agent::Model) -> Result<Agent, StoreError> {
    Ok(Agent {
        app: parse_app(&row.app_id)?,
        uid: parse_uid(&row.uid)?,
        status: AgentStatus::parse(&row.status).ok_or_else(|| unknown("status", &row.status))?,
        capacity: Capacity::new(small(row.capacity)?).map_err(corrupt)?,
        load: small(row.load)?,
        last_assigned: row.last_assigned_number.map(large).transpose()?,
        absence: match (row.absent_since_ms, row.absent_at) {
            (Some(since_ms), Some(at)) => Some(Absence {
                since_ms,
                since: DeskTime(at),
            }),
            _ => None,
        },
    })
}

pub(super) fn agent_row(
    agent: &Agent,
    created_at_ms: i64,
) -> Result<agent::ActiveModel, StoreError> {
    Ok(agent::ActiveModel {
        app_id: Set(agent.app.to_string()),
        uid: Set(agent.uid.to_string()),
        status: Set(agent.status.as_str().to_owned()),
        capacity: Set(agent.capacity.get().into()),
        load: Set(agent.load.into()),
        last_assigned_number: Set(agent.last_assigned.map(column_value).transpose()?),
        absent_since_ms: Set(agent.absence.map(|absence| absence.since_ms)),
        absent_at: Set(agent.absence.map(|absence| absence.since.0)),
        created_at_ms: Set(created_at_ms),
    })
}

pub(super) fn to_consultation(row: consultation::Model) -> Result<Consultation, StoreError> {
    let last_message = match (
        row.last_message_seq,
        row.last_message_sender,
        row.last_message_text,
        row.last_message_at_ms,
    ) {
        (Some(seq), Some(sender), Some(text), Some(time_ms)) => Some(LastMessage {
            seq: Seq(large(seq)?),
            sender: parse_uid(&sender)?,
            text,
            time_ms,
        }),
        _ => None,
    };
    Ok(Consultation {
        app: parse_app(&row.app_id)?,
        id: row.consultation_id.into(),
        conversation_id: row.conversation_id.into(),
        number: small(row.number)?,
        team_id: row.team_id.into(),
        customer: parse_uid(&row.customer_uid)?,
        state: parse_state(&row.state)?,
        clue: from_json(row.clue.as_deref())?,
        place: queue_place(row.priority, row.ticket)?,
        opened_by: Seq(large(row.opened_by_seq)?),
        opened_at_ms: row.opened_at_ms,
        assigned_at_ms: row.assigned_at_ms,
        first_response_at_ms: row.first_response_at_ms,
        first_response_assigned_at_ms: row.first_response_assigned_at_ms,
        resolved_at_ms: row.resolved_at_ms,
        agent: row.agent_uid.as_deref().map(parse_uid).transpose()?,
        assignment: from_json(row.assignment.as_deref())?,
        resolved_by: row
            .resolved_by
            .as_deref()
            .map(|by| ResolvedBy::parse(by).ok_or_else(|| unknown("resolved_by", by)))
            .transpose()?,
        ended_after: row.ended_after_seq.map(large).transpose()?.map(Seq),
        resolved_number: row.resolved_number.map(large).transpose()?,
        merged_into: row.merged_into.map(Into::into),
        rating: from_json(row.rating.as_deref())?,
        talk: Talk {
            last_message,
            customer_waiting_since_ms: row.customer_waiting_since_ms,
            customer_turn_since: row.customer_turn_at.map(DeskTime),
        },
        transitions: small(row.transitions)?,
    })
}

pub(super) fn queue_place(priority: i64, ticket: i64) -> Result<QueuePlace, StoreError> {
    Ok(QueuePlace {
        priority: u16::try_from(priority).map_err(corrupt)?,
        ticket: large(ticket)?,
    })
}

pub(super) fn consultation_row(
    consultation: &Consultation,
) -> Result<consultation::ActiveModel, StoreError> {
    let last_message = consultation.talk.last_message.as_ref();
    let is_open = consultation.state != ConsultationState::Resolved;
    Ok(consultation::ActiveModel {
        app_id: Set(consultation.app.to_string()),
        consultation_id: Set(consultation.id.as_uuid()),
        conversation_id: Set(consultation.conversation_id.as_uuid()),
        number: Set(consultation.number.into()),
        open_mark: Set(is_open.then_some(MARKED)),
        team_id: Set(consultation.team_id.as_uuid()),
        customer_uid: Set(consultation.customer.to_string()),
        state: Set(consultation.state.as_str().to_owned()),
        clue: Set(to_json(consultation.clue.as_ref())?),
        priority: Set(consultation.place.priority.into()),
        ticket: Set(column_value(consultation.place.ticket)?),
        opened_by_seq: Set(column_value(consultation.opened_by.0)?),
        opened_at_ms: Set(consultation.opened_at_ms),
        assigned_at_ms: Set(consultation.assigned_at_ms),
        first_response_at_ms: Set(consultation.first_response_at_ms),
        first_response_assigned_at_ms: Set(consultation.first_response_assigned_at_ms),
        resolved_at_ms: Set(consultation.resolved_at_ms),
        agent_uid: Set(consultation.agent.as_ref().map(Uid::to_string)),
        assignment: Set(to_json(consultation.assignment.as_ref())?),
        resolved_by: Set(consultation.resolved_by.map(|by| by.as_str().to_owned())),
        resolved_number: Set(consultation.resolved_number.map(column_value).transpose()?),
        merged_into: Set(consultation.merged_into.map(|id| id.as_uuid())),
        ended_after_seq: Set(consultation
            .ended_after
            .map(|seq| column_value(seq.0))
            .transpose()?),
        rating: Set(to_json(consultation.rating.as_ref())?),
        last_message_seq: Set(last_message
            .map(|last| column_value(last.seq.0))
            .transpose()?),
        last_message_sender: Set(last_message.map(|last| last.sender.to_string())),
        last_message_text: Set(last_message.map(|last| last.text.clone())),
        last_message_at_ms: Set(last_message.map(|last| last.time_ms)),
        customer_waiting_since_ms: Set(consultation.talk.customer_waiting_since_ms),
        customer_turn_at: Set(consultation.talk.customer_turn_since.map(|since| since.0)),
        transitions: Set(consultation.transitions.into()),
    })
}

pub(super) fn to_thread(row: &desk_thread::Model) -> Result<DeskThread, StoreError> {
    let gone = row.gone_into.map(|into| {
        Ok::<_, StoreError>(Gone {
            into: into.into(),
            counts_from: Seq(large(row.counts_from_seq.unwrap_or_default())?),
        })
    });
    Ok(DeskThread {
        clue: from_json(row.clue.as_deref())?,
        noted: Seq(large(row.noted_seq)?),
        gone: gone.transpose()?,
    })
}

pub(super) fn to_transition(row: consultation_transition::Model) -> Result<Transition, StoreError> {
    Ok(Transition {
        from: parse_state(&row.from_state)?,
        to: parse_state(&row.to_state)?,
        at_ms: row.at_ms,
        actor: Actor::from_parts(&row.actor_kind, row.actor_id.as_deref())
            .ok_or_else(|| unknown("actor", &row.actor_kind))?,
        reason: row.reason,
    })
}

pub(super) fn from_json<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(serde_json::from_str).transpose().map_err(corrupt)
}

pub(super) fn to_json<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value
        .map(serde_json::to_string)
        .transpose()
        .map_err(StoreError::internal)
}

pub(super) fn column_value(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(StoreError::internal)
}

pub(super) fn large(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(corrupt)
}

pub(super) fn small(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(corrupt)
}

pub(super) fn parse_uid(text: &str) -> Result<Uid, StoreError> {
    Uid::parse(text).map_err(corrupt)
}

pub(super) fn parse_app(text: &str) -> Result<AppId, StoreError> {
    AppId::parse(text).map_err(corrupt)
}

fn parse_state(text: &str) -> Result<ConsultationState, StoreError> {
    ConsultationState::parse(text).ok_or_else(|| unknown("state", text))
}

fn unknown(what: &str, text: &str) -> StoreError {
    corrupt(format_args!("{what} {text:?}"))
}
