//! Values of the domain as frames, and back. The only place that knows both.

use skein_desk::model::{
    AgentNotice, ConsultationNotice, ConsultationState, DeskNotice, QueueNotice, ResolvedBy,
};
use skein_foundation::{ConversationId, Uid};
use skein_identity::model::Role;
use skein_messaging::model::{
    Appended, ConversationKind, Member, MemberRole, MemberState, Message, Notice, Push, Terminal,
};
use skein_messaging::service::{ConversationView, HistoryPage, MemberPage, SyncAnswer};
use skein_protocol::wire::{self, frame::Body, notice::Event};

pub(crate) fn message(message: &Message) -> wire::Message {
    wire::Message {
        conversation_id: message.conversation_id.to_string(),
        seq: message.seq.0,
        sender_uid: message
            .sender
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        client_msg_id: message.client_msg_id.to_string(),
        time_ms: message.time_ms,
        content: Some(message.content.to_wire()),
    }
}

fn person(person: Option<&(skein_foundation::Uid, String)>) -> (String, String) {
    person.map_or_else(Default::default, |(uid, name)| {
        (uid.to_string(), name.clone())
    })
}

pub(crate) fn ack(client_msg_id: String, appended: &Appended) -> wire::Ack {
    wire::Ack {
        conversation_id: appended.conversation_id.to_string(),
        client_msg_id,
        seq: appended.seq.0,
        time_ms: appended.time_ms,
    }
}

pub(crate) fn conversation(view: &ConversationView) -> wire::ConversationState {
    let conversation = &view.conversation;
    let kind = match conversation.kind {
        ConversationKind::Direct => wire::ConversationKind::Direct,
        ConversationKind::Group => wire::ConversationKind::Group,
        ConversationKind::Thread => wire::ConversationKind::Thread,
    };
    wire::ConversationState {
        conversation_id: conversation.id.to_string(),
        kind: kind.into(),
        title: conversation.title.clone(),
        last_seq: view.last_seq.0,
        read_seq: view.own.marks.read.0,
        unread: view.unread,
        last_message: view.last_message.as_ref().map(message),
        members: view.counterparts.iter().map(member).collect(),
        updated_at_ms: view
            .last_message
            .as_ref()
            .map_or(conversation.created_at_ms, |message| message.time_ms),
        own: Some(member(&view.own)),
        member_count: conversation.member_count,
    }
}

pub(crate) fn member_page(id: ConversationId, page: &MemberPage) -> wire::MemberPage {
    wire::MemberPage {
        conversation_id: id.to_string(),
        members: page.members.iter().map(member).collect(),
        next_page_token: page.next.as_ref().map(Uid::to_string).unwrap_or_default(),
        member_count: page.member_count,
    }
}

fn member(member: &Member) -> wire::Member {
    let state = match member.membership.state {
        MemberState::Active => wire::MemberState::Active,
        MemberState::Past => wire::MemberState::Past,
    };
    wire::Member {
        uid: member.uid.to_string(),
        name: member.name.clone(),
        role: member_role(member.membership.role).into(),
        read_seq: member.marks.read.0,
        received_seq: member.marks.received.0,
        state: state.into(),
    }
}

fn person_behind(member: &Member) -> wire::Person {
    wire::Person {
        uid: member.uid.to_string(),
        name: member.name.clone(),
        role: member_role(member.membership.role).into(),
    }
}

fn member_role(role: MemberRole) -> wire::Role {
    match role {
        MemberRole::Customer => wire::Role::Customer,
        MemberRole::Agent => wire::Role::Agent,
        MemberRole::Member => wire::Role::Unspecified,
    }
}

pub(crate) fn sync_page(answer: &SyncAnswer) -> wire::SyncPage {
    wire::SyncPage {
        conversations: answer.conversations.iter().map(conversation).collect(),
        messages: answer.messages.iter().map(message).collect(),
        reload: answer
            .reload
            .iter()
            .map(ConversationId::to_string)
            .collect(),
        next_page_token: answer.next_page_token.clone(),
        people: answer.people.iter().map(person_behind).collect(),
    }
}

pub(crate) fn history_page(id: ConversationId, page: &HistoryPage) -> wire::HistoryPage {
    wire::HistoryPage {
        conversation_id: id.to_string(),
        messages: page.messages.iter().map(message).collect(),
        has_more: page.has_more,
        last_seq: page.last_seq.0,
        people: page.people.iter().map(person_behind).collect(),
    }
}

pub(crate) fn role(role: Role) -> wire::Role {
    match role {
        Role::Customer => wire::Role::Customer,
        Role::Agent => wire::Role::Agent,
        Role::Employee => wire::Role::Employee,
        Role::Bot => wire::Role::Bot,
        Role::Supervisor => wire::Role::Supervisor,
        Role::Admin => wire::Role::Admin,
    }
}

pub(crate) fn terminal(terminal: Terminal) -> wire::Terminal {
    match terminal {
        Terminal::Web => wire::Terminal::Web,
        Terminal::H5 => wire::Terminal::H5,
        Terminal::Ios => wire::Terminal::Ios,
        Terminal::Android => wire::Terminal::Android,
        Terminal::Windows => wire::Terminal::Windows,
        Terminal::Macos => wire::Terminal::Macos,
        Terminal::Linux => wire::Terminal::Linux,
        Terminal::Server => wire::Terminal::Server,
    }
}

/// `None` for the unspecified terminal, which the protocol refuses before.
pub(crate) fn terminal_from_wire(terminal: wire::Terminal) -> Option<Terminal> {
    match terminal {
        wire::Terminal::Unspecified => None,
        wire::Terminal::Web => Some(Terminal::Web),
        wire::Terminal::H5 => Some(Terminal::H5),
        wire::Terminal::Ios => Some(Terminal::Ios),
        wire::Terminal::Android => Some(Terminal::Android),
        wire::Terminal::Windows => Some(Terminal::Windows),
        wire::Terminal::Macos => Some(Terminal::Macos),
        wire::Terminal::Linux => Some(Terminal::Linux),
        wire::Terminal::Server => Some(Terminal::Server),
    }
}

pub(crate) fn presence(uid: String, terminals: &[Terminal]) -> wire::Presence {
    let state = if terminals.is_empty() {
        wire::PresenceState::Offline
    } else {
        wire::PresenceState::Online
    };
    wire::Presence {
        uid,
        state: state.into(),
        terminals: terminals.iter().map(|on| terminal(*on).into()).collect(),
    }
}

/// The frame body of a push. `None` for [`Push::Revoked`], which ends sessions instead of being shown, and for a notice
/// of a kind that this version does not know.
pub(crate) fn push(push: &Push) -> Option<Body> {
    Some(match push {
        Push::Message {
            message: pushed, ..
        } => message(pushed).into(),
        Push::Mark(mark) => wire::Mark {
            conversation_id: mark.conversation_id.to_string(),
            uid: mark.uid.to_string(),
            read_seq: mark.read.0,
            received_seq: mark.received.0,
        }
        .into(),
        Push::Typing(typing) => wire::Typing {
            conversation_id: typing.conversation_id.to_string(),
            uid: typing.uid.to_string(),
            typing: typing.typing,
        }
        .into(),
        Push::Presence(pushed) => presence(pushed.uid.to_string(), &pushed.terminals).into(),
        Push::Notice(pushed) => wire::Notice {
            event: Some(notice(pushed)?),
        }
        .into(),
        Push::Revoked { .. } => return None,
    })
}

fn notice(notice: &Notice) -> Option<Event> {
    let parsed = match DeskNotice::parse(notice) {
        Some(Ok(parsed)) => parsed,
        other => {
            tracing::error!(notice.kind, error = ?other.and_then(Result::err), "a notice can't be read");
            return None;
        }
    };
    Some(match parsed {
        DeskNotice::Consultation(notice) => Event::Consultation(consultation_notice(&notice)),
        DeskNotice::Queue(QueueNotice { team_id, waiting }) => Event::Queue(wire::QueueNotice {
            team_id: team_id.to_string(),
            waiting,
        }),
        DeskNotice::Agent(AgentNotice {
            status,
            load,
            capacity,
        }) => Event::Agent(wire::AgentNotice {
            status: status.as_str().to_owned(),
            load,
            capacity,
        }),
    })
}

fn consultation_notice(notice: &ConsultationNotice) -> wire::ConsultationNotice {
    let state = match notice.state {
        ConsultationState::Initial => wire::ConsultationState::Initial,
        ConsultationState::Waiting => wire::ConsultationState::Waiting,
        ConsultationState::Assigned => wire::ConsultationState::Assigned,
        ConsultationState::Resolved => wire::ConsultationState::Resolved,
    };
    let resolved_by = match notice.resolved_by {
        None => wire::ResolvedBy::Unspecified,
        Some(ResolvedBy::Agent) => wire::ResolvedBy::Agent,
        Some(ResolvedBy::Silence) => wire::ResolvedBy::Silence,
        Some(ResolvedBy::Customer) => wire::ResolvedBy::Customer,
        Some(ResolvedBy::Merged) => wire::ResolvedBy::Merged,
        Some(ResolvedBy::Blocked) => wire::ResolvedBy::Blocked,
    };
    let (agent_uid, agent_name) = person(notice.agent.as_ref());
    let asking = notice.asking.as_ref();
    let (customer_uid, customer_name) = person(asking.map(|asking| &asking.customer));
    wire::ConsultationNotice {
        consultation_id: notice.consultation_id.to_string(),
        conversation_id: notice.conversation_id.to_string(),
        state: state.into(),
        queue_position: notice.queue_position,
        wait_estimate_s: notice.wait_estimate_s,
        agent_uid,
        agent_name,
        resolved_by: resolved_by.into(),
        can_rate: notice.can_rate,
        team_name: notice.team_name.clone(),
        agents_online: notice.agents_online,
        rating_score: notice.rating_score.into(),
        customer_uid,
        customer_name,
        last_message_text: asking
            .map(|asking| asking.last_message.clone())
            .unwrap_or_default(),
        revision: notice.steps,
    }
}
