/** What the fake server knows: users, conversations and their logs, with the server's rules about them. */
import type * as wire from '../generated/frame';
import type { Clock, ConversationKind, Role } from '../types';

export interface FakeMember {
  readSeq: number;
  receivedSeq: number;
  /** Reads what there is, but no longer takes part. */
  isPast?: boolean;
}

export interface FakeConversation {
  id: string;
  kind: ConversationKind;
  title: string;
  members: Map<string, FakeMember>;
  log: wire.Message[];
  /** Positions below are answered with `reload`, as after retention. */
  firstKept: number;
}

export interface FakeUser {
  uid: string;
  name: string;
  role: Role;
}

export interface FakeWorld {
  users: Map<string, FakeUser>;
  conversations: Map<string, FakeConversation>;
  addUser(uid: string, fields?: Partial<FakeUser>): FakeUser;
  addConversation(
    id: string,
    members: string[],
    fields?: { kind?: ConversationKind; title?: string },
  ): FakeConversation;
  append(conversation: FakeConversation, message: wire.Message): { message: wire.Message; fresh: boolean };
  describe(conversation: FakeConversation, uid: string): wire.ConversationState;
  conversationsOf(uid: string): FakeConversation[];
}

const MAX_SHOWN = 20;

export function createWorld(clock: Clock): FakeWorld {
  const users = new Map<string, FakeUser>();
  const conversations = new Map<string, FakeConversation>();

  function addUser(uid: string, fields: Partial<FakeUser> = {}): FakeUser {
    const user = { uid, name: uid, role: 'customer' as const, ...users.get(uid), ...fields };
    users.set(uid, user);
    return user;
  }

  return {
    users,
    conversations,
    addUser,
    addConversation(id, members, { kind = 'direct', title = '' } = {}) {
      for (const uid of members) addUser(uid);
      const conversation: FakeConversation = {
        id,
        kind,
        title,
        members: new Map(members.map((uid) => [uid, { readSeq: 0, receivedSeq: 0 }])),
        log: [],
        firstKept: 1,
      };
      conversations.set(id, conversation);
      return conversation;
    },
    append(conversation, message) {
      const { senderUid, clientMsgId } = message;
      const known = conversation.log.find(
        (other) => clientMsgId && other.senderUid === senderUid && other.clientMsgId === clientMsgId,
      );
      if (known) return { message: known, fresh: false };
      const stored = {
        ...message,
        conversationId: conversation.id,
        seq: String(conversation.log.length + 1),
        timeMs: String(clock.now()),
      };
      conversation.log.push(stored);
      const sender = conversation.members.get(senderUid ?? '');
      if (sender) sender.readSeq = sender.receivedSeq = conversation.log.length;
      return { message: stored, fresh: true };
    },
    describe(conversation, uid) {
      const { id, kind, title, log, members } = conversation;
      const readSeq = members.get(uid)?.readSeq ?? 0;
      const last = log[log.length - 1];
      const listed = (memberUid: string): wire.Member => {
        const marks = members.get(memberUid);
        return {
          uid: memberUid,
          name: users.get(memberUid)?.name ?? '',
          role: `ROLE_${(users.get(memberUid)?.role ?? 'customer').toUpperCase()}` as wire.Role,
          readSeq: String(marks?.readSeq ?? 0),
          receivedSeq: String(marks?.receivedSeq ?? 0),
          state: marks?.isPast ? 'MEMBER_STATE_PAST' : 'MEMBER_STATE_ACTIVE',
        };
      };
      return {
        conversationId: id,
        kind: `CONVERSATION_KIND_${kind.toUpperCase()}` as wire.ConversationKind,
        title,
        lastSeq: String(log.length),
        readSeq: String(readSeq),
        unread: String(log.slice(readSeq).filter(({ senderUid }) => senderUid && senderUid !== uid).length),
        ...(last && { lastMessage: last, updatedAtMs: last.timeMs }),
        own: listed(uid),
        members: [...members.keys()]
          .filter((other) => other !== uid && !members.get(other)?.isPast)
          .slice(0, MAX_SHOWN)
          .map(listed),
        memberCount: [...members.values()].filter(({ isPast }) => !isPast).length,
      };
    },
    conversationsOf: (uid) => [...conversations.values()].filter(({ members }) => members.has(uid)),
  };
}
