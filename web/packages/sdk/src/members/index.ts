/** `@skein/sdk/members`: who is in a conversation of any size, a page at a time. */
import type { Client, Member } from '../types';
import { toMember } from '../wire';

export interface ListMembersOptions {
  /** `nextPageToken` of the page before. */
  pageToken?: string;
  /** The server's choice when left out. */
  limit?: number;
  signal?: AbortSignal;
}

/** Some of those who take part now, ascending by uid. */
export interface MemberPage {
  readonly members: readonly Member[];
  /** Empty at the end. */
  readonly nextPageToken: string;
  /** All who take part now. */
  readonly memberCount: number;
}

/** A page of the members of a conversation that one is or was in. Waits for a connection. */
export async function listMembers(
  client: Client,
  conversationId: string,
  { signal, ...page }: ListMembersOptions = {},
): Promise<MemberPage> {
  const { memberPage = {} } = await client.request({ listMembers: { conversationId, ...page } }, signal);
  const { members = [], nextPageToken = '', memberCount = 0 } = memberPage;
  return { members: members.map(toMember), nextPageToken, memberCount };
}
