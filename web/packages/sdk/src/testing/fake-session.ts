/** One session at the fake server: answers requests by the rules of the protocol and pushes again what was not confirmed. */
import type * as wire from '../generated/frame';
import type { Clock, TransportName } from '../types';
import type { FakeConversation, FakeWorld } from './fake-world';

const REPUSH_MS = 2_000;
const MAX_PAGE = 100;

export interface FakeSession {
  readonly id: string;
  readonly uid: string;
  readonly deviceId: string;
  readonly terminal: string;
  readonly transport: TransportName;
  /** Sends a frame, through the faults. */
  push(frame: wire.Frame): void;
  handle(frame: wire.Frame): void;
  /** Ends the session; the connection is cut. */
  end(closeCode?: number): void;
}

export interface SessionHost {
  clock: Clock;
  world: FakeWorld;
  /** Live sessions of this user. */
  sessionsOf(uid: string): FakeSession[];
}

export function createSession(
  host: SessionHost,
  identity: Pick<FakeSession, 'id' | 'uid' | 'deviceId' | 'terminal' | 'transport'>,
  deliver: (frame: wire.Frame) => void,
  cut: (closeCode?: number) => void,
): FakeSession {
  const { clock, world } = host;
  const { uid } = identity;
  /** Pushed and not confirmed, by conversation. */
  const unconfirmed = new Map<string, Map<number, wire.Message>>();
  let watched = new Set<string>();
  let ended = false;
  let timer: unknown;

  function push(frame: wire.Frame): void {
    if (ended) return;
    const { message, presence } = frame;
    if (presence && !watched.has(presence.uid ?? '')) return;
    if (message?.conversationId) {
      const messages = unconfirmed.get(message.conversationId) ?? new Map();
      unconfirmed.set(message.conversationId, messages.set(Number(message.seq), message));
      timer ??= clock.setTimeout(repush, REPUSH_MS);
    }
    deliver(frame);
  }

  function repush(): void {
    timer = undefined;
    for (const messages of unconfirmed.values()) for (const message of messages.values()) push({ message });
  }

  function find(id: string | undefined): FakeConversation | undefined {
    const conversation = world.conversations.get(id ?? '');
    return conversation?.members.has(uid) ? conversation : undefined;
  }

  function others(conversation: FakeConversation): FakeSession[] {
    return [...conversation.members.keys()].flatMap(host.sessionsOf).filter(({ id }) => id !== identity.id);
  }

  function refuse(code: string, clientMsgId?: string): wire.Frame {
    return {
      error: { code: `ERROR_CODE_${code}` as wire.ErrorCode, detail: code, ...(clientMsgId && { clientMsgId }) },
    };
  }

  function answer(frame: wire.Frame): wire.Frame | undefined {
    if (frame.ping) return { pong: frame.ping };
    if (frame.send) return onSend(frame.send);
    if (frame.sync) return { syncPage: onSync(frame.sync) };
    if (frame.history) return onHistory(frame.history);
    if (frame.markRead) return onMarkRead(frame.markRead);
    if (frame.openDirect) return { conversation: onOpenDirect(frame.openDirect.uid ?? '') };
    if (frame.listMembers) return onListMembers(frame.listMembers);
    if (frame.watchPresence) {
      watched = new Set(frame.watchPresence.uids);
      return { presenceList: { presences: [...watched].map(presenceOf) } };
    }
    if (frame.received) onReceived(frame.received);
    if (frame.setTyping) {
      const { conversationId, typing = false } = frame.setTyping;
      const conversation = find(conversationId);
      if (conversation)
        for (const other of others(conversation)) other.push({ typing: { conversationId, uid, typing } });
    }
    return undefined;
  }

  function presenceOf(watchedUid: string): wire.Presence {
    const sessions = host.sessionsOf(watchedUid);
    return {
      uid: watchedUid,
      state: sessions.length ? 'PRESENCE_STATE_ONLINE' : 'PRESENCE_STATE_OFFLINE',
      terminals: sessions.map(({ terminal }) => terminal as wire.Terminal),
    };
  }

  function onSend({ conversationId, clientMsgId, content }: wire.Send): wire.Frame {
    const conversation = find(conversationId);
    if (!conversation) return refuse('NOT_FOUND', clientMsgId);
    const { message, fresh } = world.append(conversation, { senderUid: uid, clientMsgId, content });
    if (fresh) for (const other of others(conversation)) other.push({ message });
    return { ack: { conversationId, clientMsgId, seq: message.seq, timeMs: message.timeMs } };
  }

  function onSync({ have = [], pageToken, limit, onlyNamed }: wire.Sync): wire.SyncPage {
    const named = new Map(have.map(({ conversationId, seq }) => [conversationId, seq]));
    const missing: wire.Message[] = [];
    const reload: string[] = [];
    const states: wire.ConversationState[] = [];
    for (const conversation of world.conversationsOf(uid)) {
      const { id, members, firstKept, log } = conversation;
      if (!named.has(id) && (onlyNamed || members.get(uid)?.isPast)) continue;
      states.push(world.describe(conversation, uid));
      const seq = named.get(id);
      if (seq === undefined) continue;
      // Below: the range is gone. Above: the client talked to another history.
      if (Number(seq) + 1 < firstKept || Number(seq) > log.length) reload.push(id);
      else missing.push(...log.slice(Number(seq)));
    }
    const from = Number(pageToken ?? 0);
    const size = Math.min(limit || MAX_PAGE, MAX_PAGE);
    return {
      ...(from === 0 && { conversations: states, reload }),
      messages: missing.slice(from, from + size),
      ...(missing.length > from + size && { nextPageToken: String(from + size) }),
    };
  }

  function onHistory({ conversationId, before, after, limit }: wire.History): wire.Frame {
    const conversation = find(conversationId);
    if (!conversation) return refuse('NOT_FOUND');
    const size = Math.min(limit || MAX_PAGE, MAX_PAGE);
    const kept = conversation.log.slice(conversation.firstKept - 1);
    const range = kept.filter(
      ({ seq }) => (!before || Number(seq) < Number(before)) && (!after || Number(seq) > Number(after)),
    );
    return {
      historyPage: {
        conversationId,
        messages: after ? range.slice(0, size) : range.slice(-size),
        hasMore: range.length > size,
        lastSeq: String(conversation.log.length),
        people: range.map(({ senderUid = '' }) => ({ uid: senderUid, name: world.users.get(senderUid)?.name ?? '' })),
      },
    };
  }

  function onMarkRead({ conversationId, seq }: wire.MarkRead): wire.Frame {
    const conversation = find(conversationId);
    const member = conversation?.members.get(uid);
    if (!conversation || !member) return refuse('NOT_FOUND');
    member.readSeq = Math.max(member.readSeq, Number(seq ?? 0));
    tellMark(conversation);
    return { done: {} };
  }

  function onReceived({ conversationId, seq = '0' }: wire.Received): void {
    const conversation = find(conversationId);
    const member = conversation?.members.get(uid);
    if (!conversation || !member) return;
    const waiting = unconfirmed.get(conversation.id);
    for (const pushed of waiting?.keys() ?? []) if (pushed <= Number(seq)) waiting?.delete(pushed);
    if (Number(seq) <= member.receivedSeq) return;
    member.receivedSeq = Number(seq);
    tellMark(conversation);
  }

  function onListMembers({ conversationId, pageToken = '', limit }: wire.ListMembers): wire.Frame {
    const conversation = find(conversationId);
    if (!conversation) return refuse('NOT_FOUND');
    const active = [...conversation.members].filter(([, { isPast }]) => !isPast).map(([member]) => member);
    const rest = active.sort().filter((member) => member > pageToken);
    const page = rest.slice(0, limit || MAX_PAGE);
    return {
      memberPage: {
        conversationId,
        members: page.map((member) => ({ uid: member, name: world.users.get(member)?.name ?? '' })),
        nextPageToken: rest.length > page.length ? page[page.length - 1] : '',
        memberCount: active.length,
      },
    };
  }

  function tellMark(conversation: FakeConversation): void {
    const member = conversation.members.get(uid);
    const mark = {
      conversationId: conversation.id,
      uid,
      readSeq: String(member?.readSeq ?? 0),
      receivedSeq: String(member?.receivedSeq ?? 0),
    };
    for (const other of others(conversation)) other.push({ mark });
  }

  function onOpenDirect(other: string): wire.ConversationState {
    const id = `direct:${[uid, other].sort().join(':')}`;
    return world.describe(world.conversations.get(id) ?? world.addConversation(id, [uid, other]), uid);
  }

  return {
    ...identity,
    push,
    handle(frame) {
      if (ended) return;
      const reply = answer(frame);
      if (reply) push({ ...(frame.id && { id: frame.id }), ...reply });
    },
    end(closeCode) {
      if (ended) return;
      ended = true;
      clock.clearTimeout(timer);
      cut(closeCode);
    },
  };
}
