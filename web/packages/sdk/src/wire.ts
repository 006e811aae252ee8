/** From frames to public values: defaults filled in, numbers for 64-bit strings, words for enum names. */
import { word } from './errors';
import type * as wire from './generated/frame';
import type { Content, Member, Message, Notice, OutgoingContent, Presence } from './types';

/** 64-bit values are strings in JSON frames; every seq and time fits a double. */
export function number(value: string | number | undefined): number {
  return Number(value ?? 0);
}

export function toMessage(message: wire.Message, ownUid: string | undefined): Message {
  const senderUid = message.senderUid ?? '';
  const clientMsgId = message.clientMsgId ?? '';
  const seq = number(message.seq);
  const own = senderUid !== '' && senderUid === ownUid;
  return {
    key: own && clientMsgId ? clientMsgId : `#${seq}`,
    conversationId: message.conversationId ?? '',
    seq,
    senderUid,
    clientMsgId,
    timeMs: number(message.timeMs),
    content: toContent(message.content ?? {}),
    own,
    status: own ? 'sent' : 'received',
  };
}

function toContent({ text, custom, system }: wire.Content): Content {
  if (text) return { type: 'text', text: text.text ?? '' };
  if (custom) {
    return {
      type: 'custom',
      customType: custom.type ?? '',
      json: custom.json ?? '',
      fallback: custom.fallback ?? '',
    };
  }
  if (system) {
    return {
      type: 'system',
      event: word(system.kind, 'SYSTEM_EVENT_KIND_'),
      actorUid: system.actorUid ?? '',
      actorName: system.actorName ?? '',
      subjectUid: system.subjectUid ?? '',
      subjectName: system.subjectName ?? '',
      reason: system.reason ?? '',
      consultationId: system.consultationId ?? '',
    };
  }
  return { type: 'unknown' };
}

/** The server refuses texts with control characters of ASCII; those that make white space are fine. */
export function withoutControls(content: OutgoingContent): OutgoingContent {
  const clean = (text: string) =>
    text.replace(/\p{Cc}/gu, (sign) => (sign > '\x7f' || '\t\n\r'.includes(sign) ? sign : ''));
  return content.type === 'text'
    ? { ...content, text: clean(content.text) }
    : { ...content, fallback: clean(content.fallback) };
}

export function fromContent(content: OutgoingContent): wire.Content {
  return content.type === 'text'
    ? { text: { text: content.text } }
    : { custom: { type: content.customType, json: content.json, fallback: content.fallback } };
}

export function toMember(member: wire.Member): Member {
  return {
    uid: member.uid ?? '',
    name: member.name ?? '',
    role: word(member.role, 'ROLE_'),
    readSeq: number(member.readSeq),
    receivedSeq: number(member.receivedSeq),
  };
}

export function toPresence(presence: wire.Presence): Presence {
  return {
    uid: presence.uid ?? '',
    state: word(presence.state, 'PRESENCE_STATE_'),
    terminals: (presence.terminals ?? []).map((terminal) => word(terminal, 'TERMINAL_')),
  };
}

export function toNotice({ consultation, queue, agent }: wire.Notice): Notice | undefined {
  if (consultation) {
    return {
      kind: 'consultation',
      consultationId: consultation.consultationId ?? '',
      conversationId: consultation.conversationId ?? '',
      state: word(consultation.state, 'CONSULTATION_STATE_'),
      queuePosition: consultation.queuePosition ?? 0,
      waitEstimateS: consultation.waitEstimateS ?? 0,
      agentUid: consultation.agentUid ?? '',
      agentName: consultation.agentName ?? '',
      resolvedBy: word(consultation.resolvedBy, 'RESOLVED_BY_'),
      canRate: consultation.canRate ?? false,
      teamName: consultation.teamName ?? '',
      agentsOnline: consultation.agentsOnline ?? false,
      ratingScore: consultation.ratingScore ?? 0,
      customerUid: consultation.customerUid ?? '',
      customerName: consultation.customerName ?? '',
      lastMessageText: consultation.lastMessageText ?? '',
      revision: consultation.revision ?? 0,
    };
  }
  if (queue) return { kind: 'queue', teamId: queue.teamId ?? '', waiting: queue.waiting ?? 0 };
  if (agent) {
    return {
      kind: 'agent',
      status: (agent.status ?? 'offline') as 'offline',
      load: agent.load ?? 0,
      capacity: agent.capacity ?? 0,
    };
  }
  return undefined;
}
