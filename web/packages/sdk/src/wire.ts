/** From frames to public values: defaults filled in, numbers for 64-bit strings, words for enum names. */
import { toContent } from './content';
import { word } from './errors';
import type * as wire from './generated/frame';
import type { Member, Message, Notice, Presence } from './types';

/** 64-bit values are strings in JSON frames; every seq and time fits a double. */
export function number(value: string | number | undefined): number {
  return Number(value ?? 0);
}

export function toMessage(message: wire.Message, ownUid: string | undefined): Message {
  const senderUid = message.senderUid ?? '';
  const clientMsgId = message.clientMsgId ?? '';
  const seq = number(message.seq);
  const own = !!senderUid && senderUid === ownUid;
  return {
    key: (own && clientMsgId) || `#${seq}`,
    conversationId: message.conversationId ?? '',
    seq,
    senderUid,
    clientMsgId,
    timeMs: number(message.timeMs),
    content: toContent(message.content),
    own,
    status: own ? 'sent' : 'received',
  };
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
      consultationId: '',
      conversationId: '',
      queuePosition: 0,
      waitEstimateS: 0,
      agentUid: '',
      agentName: '',
      canRate: false,
      teamName: '',
      agentsOnline: false,
      ratingScore: 0,
      customerUid: '',
      customerName: '',
      lastMessageText: '',
      revision: 0,
      ...consultation,
      state: word(consultation.state, 'CONSULTATION_STATE_'),
      resolvedBy: word(consultation.resolvedBy, 'RESOLVED_BY_'),
      kind: 'consultation',
    };
  }
  if (queue) return { teamId: '', waiting: 0, ...queue, kind: 'queue' };
  if (agent) {
    return { status: 'offline', load: 0, capacity: 0, ...(agent as { status?: 'offline' }), kind: 'agent' };
  }
  return undefined;
}
