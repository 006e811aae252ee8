/** Members of a conversation with their marks, and what these say about an own message. */
import type * as wire from '../generated/frame';
import type { ConversationKind, Member, MessageStatus } from '../types';
import { toMember } from '../wire';

export interface Members {
  list(): readonly Member[];
  /** Marks never go back, whatever order the news arrives in. */
  replace(members: readonly wire.Member[]): void;
  /** One with a name. */
  find(uid: string): Member | undefined;
  mark(uid: string, readSeq: number, receivedSeq: number): void;
  /** `sent`, `delivered` or `read`, for an own message. */
  statusOf(seq: number, kind: ConversationKind, ownUid: string | undefined): MessageStatus;
}

export function createMembers(): Members {
  let members: readonly Member[] = [];

  function advance(member: Member, readSeq: number, receivedSeq: number): Member {
    if (readSeq <= member.readSeq && receivedSeq <= member.receivedSeq) return member;
    return {
      ...member,
      readSeq: Math.max(readSeq, member.readSeq),
      receivedSeq: Math.max(receivedSeq, member.receivedSeq),
    };
  }

  return {
    list: () => members,
    replace(next) {
      const before = new Map(members.map((member) => [member.uid, member]));
      members = next.map(toMember).map((member) => {
        const known = before.get(member.uid);
        return known ? advance(member, known.readSeq, known.receivedSeq) : member;
      });
    },
    find: (uid) => members.find((member) => member.uid === uid && member.name),
    mark(uid, readSeq, receivedSeq) {
      if (!members.some((member) => member.uid === uid)) members = [...members, toMember({ uid })];
      members = members.map((member) => (member.uid === uid ? advance(member, readSeq, receivedSeq) : member));
    },
    statusOf(seq, kind, ownUid) {
      const ownRole = members.find(({ uid }) => uid === ownUid)?.role;
      let status: MessageStatus = 'sent';
      for (const { uid, role, readSeq, receivedSeq } of members) {
        // In a thread only the other side counts: a colleague's look is not the customer's.
        const sameSide = kind === 'thread' && (role === 'customer') === (ownRole === 'customer');
        if (uid === ownUid || sameSide) continue;
        if (readSeq >= seq) return 'read';
        if (receivedSeq >= seq) status = 'delivered';
      }
      return status;
    },
  };
}
