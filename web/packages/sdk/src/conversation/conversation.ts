/** One conversation as a store: stored messages, local rows, marks, unread count and typing, from whatever path. */
import { abortable } from '../abort';
import { createStore } from '../emitter';
import { type ImError, toImError, word } from '../errors';
import type * as wire from '../generated/frame';
import type { Outbox } from '../outbox/outbox';
import type {
  Clock,
  Conversation,
  ConversationKind,
  ConversationSnapshot,
  ConversationSummary,
  LoadOptions,
  Logger,
  Message,
  MessageStatus,
  Person,
} from '../types';
import { number, toMessage } from '../wire';
import { createMembers } from './members';
import { createTimeline } from './timeline';
import { createTypingList, createTypingSender } from './typing';

const PAGE_SIZE = 30;
const FILL_SIZE = 100;
/** The server lists no more others in a state. */
const MAX_LISTED_OTHERS = 20;
const CLIMB: readonly MessageStatus[] = ['sent', 'delivered', 'read'];

export interface ConversationHost {
  clock: Clock;
  logger: Logger | undefined;
  outbox: Outbox;
  uid(): string | undefined;
  maxPage(): number;
  call(frame: wire.Frame): Promise<wire.Frame>;
  post(frame: wire.Frame): boolean;
  /** Before that a sync is due, which brings what is missing by itself. */
  isOnline(): boolean;
  /** The confirmation of what arrived is due. */
  confirm(conversationId: string): void;
  onMessage(message: Message, conversation: Conversation, recovered: boolean): void;
  /** Who spoke somewhere and is no member there. */
  people: ReadonlyMap<string, Person>;
  meet(people?: readonly wire.Person[]): void;
  onError(error: ImError): void;
  onChange(): void;
  /** Title and members are not known, or not all: a state of the conversation is wanted. */
  onStale(conversationId: string): void;
}

/** The public conversation and what the rest of the client does with it. */
export interface ConversationCore extends Conversation {
  summary(): ConversationSummary;
  /** True once the server described the conversation. */
  isKnown(): boolean;
  /** Position up to which nothing is missing. */
  position(): number | undefined;
  find(clientMsgId: string): Message | undefined;
  changed(): void;
  /** With `anew`, nothing that is held has a connection to it. */
  applyState(state: wire.ConversationState, anew?: boolean): void;
  /** True when the message was new. */
  receive(message: Message, recovered: boolean): boolean;
  applyMark(mark: wire.Mark): void;
  applyTyping(typing: wire.Typing): void;
  /** Fetches what is missing and tells what was not told, if anything is. */
  catchUp(): void;
  /** What is held has no connection to what the server has: start anew. */
  reload(): void;
}

export function createConversation(id: string, host: ConversationHost): ConversationCore {
  const { clock, outbox } = host;
  const timeline = createTimeline(onAppend);
  const store = createStore(build, host.logger);
  const typingSender = createTypingSender(clock, (typing) => {
    host.post({ setTyping: { conversationId: id, typing } });
  });
  const typingList = createTypingList(clock, changed);
  const askedFor = new Set<string>();

  let members = createMembers();
  let memberCount = 0;
  let known = false;
  let kind: ConversationKind = 'unspecified';
  let title = '';
  let lastSeq = 0;
  let readSeq = 0;
  let unread = 0;
  /** Messages up to here are in `unread` already. */
  let countedSeq = 0;
  let confirmedReadSeq = 0;
  let lastMessage: Message | undefined;
  let updatedAtMs = 0;
  let loaded = false;
  let loading: Promise<void> | undefined;
  let filling = false;
  let recovering = false;
  let markingRead = false;
  /** Grows when the window is thrown away, so that a page asked for before is not put into the new one. */
  let epoch = 0;

  function changed(): void {
    store.changed();
    host.onChange();
  }

  function summary(): ConversationSummary {
    return {
      id,
      kind,
      title,
      lastSeq,
      readSeq,
      unread,
      ...(lastMessage && { lastMessage }),
      updatedAtMs,
      members: members.list(),
      memberCount,
    };
  }

  function build(): ConversationSnapshot {
    return {
      ...summary(),
      messages: [...timeline.messages(), ...outbox.rows(id)],
      hasMoreBefore: timeline.hasMoreBefore(),
      loaded,
      loading: loading !== undefined,
      typing: typingList.uids(),
    };
  }

  // --- messages ---

  function withStatus(message: Message): Message {
    if (!message.own) return message;
    const status = members.statusOf(message.seq, kind, host.uid());
    // A status never goes back, even when a member has left.
    return CLIMB.indexOf(status) > CLIMB.indexOf(message.status) ? { ...message, status } : message;
  }

  function noteNewest(message: Message): void {
    lastSeq = Math.max(lastSeq, message.seq);
    updatedAtMs = Math.max(updatedAtMs, message.timeMs);
    if (message.seq >= (lastMessage?.seq ?? 0)) lastMessage = message;
  }

  function onAppend(message: Message): void {
    noteNewest(message);
    // The server marks what is answered by itself.
    if (message.own && message.seq > readSeq) {
      confirmedReadSeq = readSeq = message.seq;
      unread = 0;
    }
    if (message.seq > countedSeq) {
      countedSeq = message.seq;
      if (!message.own && message.senderUid && message.seq > readSeq) unread++;
    }
    typingList.end(message.senderUid);
    if (message.own) outbox.placed(message.clientMsgId);
    host.onMessage(message, conversation, recovering);
  }

  /** An own message seen in any copy is stored. */
  function settle(message: Message): void {
    if (message.own) outbox.stored(message.clientMsgId, message.seq, message.timeMs);
  }

  function receive(message: Message, recovered: boolean): boolean {
    settle(message);
    const { senderUid, seq } = message;
    if (!recovered) noteSender(senderUid);
    // Who says something has read what was said before.
    if (members.find(senderUid)) {
      members.mark(senderUid, seq, seq);
      refreshStatuses();
    }
    lastSeq = Math.max(lastSeq, message.seq);
    recovering = recovered;
    const fresh = timeline.add(withStatus(message));
    if (!fresh && message.own) outbox.placed(message.clientMsgId);
    if (timeline.high() === undefined) load().catch(onBackgroundError);
    else if (!recovered) catchUp();
    changed();
    return fresh;
  }

  function person(uid: string): Person | undefined {
    return members.find(uid) ?? host.people.get(uid);
  }

  /** Somebody new speaks: an agent who took over, a member who was added. */
  function noteSender(uid: string): void {
    if (known && (!uid || person(uid) || members.list().length > MAX_LISTED_OTHERS || askedFor.has(uid))) return;
    // Once each: who has left, or has no name, is not found by asking again.
    askedFor.add(uid);
    host.onStale(id);
  }

  function catchUp(): void {
    if (!host.isOnline()) return;
    void sendRead();
    const high = timeline.high();
    if (filling || high === undefined) return;
    if (timeline.waiting() || high < lastSeq) void fill();
  }

  async function fill(): Promise<void> {
    filling = true;
    try {
      for (;;) {
        const after = timeline.high();
        if (after === undefined || (!timeline.waiting() && after >= lastSeq)) return;
        const page = await fetchPage({ after: String(after) }, FILL_SIZE);
        if (timeline.high() !== after) continue;
        const { messages } = page;
        if (messages[0]?.seq !== after + 1) {
          // What is between can't be read any more.
          if (page.lastSeq > after) reload();
          return;
        }
        recovering = true;
        messages.forEach(timeline.add);
        host.confirm(id);
        changed();
      }
    } catch (cause) {
      onBackgroundError(cause);
    } finally {
      filling = false;
    }
  }

  function reload(): void {
    epoch++;
    timeline.reset();
    timeline.anchor(lastSeq);
    if (loaded) {
      loaded = false;
      load().catch(onBackgroundError);
    }
    host.confirm(id);
    changed();
  }

  /** All who ask share one page; an abort ends the wait of the one who gave up. */
  function load(options: LoadOptions = {}): Promise<void> {
    if (!loading) {
      loading = loadPage(options).finally(() => {
        loading = undefined;
        changed();
      });
      changed();
    }
    return abortable(loading, options.signal);
  }

  async function loadPage({ before, limit = PAGE_SIZE }: LoadOptions): Promise<void> {
    for (;;) {
      const own = epoch;
      const low = timeline.high() === undefined ? undefined : timeline.low();
      if (low !== undefined) {
        const enough = loaded && before !== undefined && before - limit >= low;
        if (enough || !timeline.hasMoreBefore()) {
          loaded = true;
          return;
        }
      }
      const page = await fetchPage(low === undefined ? {} : { before: String(low) }, limit);
      if (own !== epoch) continue;
      recovering = false;
      if (!timeline.addPage(page.messages, page.hasMore, page.lastSeq, low)) continue;
      lastSeq = Math.max(lastSeq, page.lastSeq);
      const last = page.messages[page.messages.length - 1];
      if (last && last.seq >= lastSeq) noteNewest(last);
      for (const message of page.messages) if (message.own) outbox.placed(message.clientMsgId);
      loaded = true;
      if (!known) host.onStale(id);
      catchUp();
      return;
    }
  }

  async function fetchPage(range: wire.History, limit: number) {
    const history = { conversationId: id, limit: Math.min(limit, host.maxPage()), ...range };
    const { historyPage = {} } = await host.call({ history });
    host.meet(historyPage.people);
    const messages = (historyPage.messages ?? []).map((message) => withStatus(toMessage(message, host.uid())));
    messages.forEach(settle);
    return { messages, hasMore: historyPage.hasMore ?? false, lastSeq: number(historyPage.lastSeq) };
  }

  function onBackgroundError(cause: unknown): void {
    const error = toImError(cause);
    if (error.code !== 'closed') host.onError(error);
  }

  // --- marks ---

  function recount(): void {
    const high = timeline.high();
    if (readSeq >= lastSeq) unread = 0;
    else if (high !== undefined && timeline.low() <= readSeq + 1) {
      // What is not held yet counts when it joins.
      countedSeq = high;
      unread = timeline.messages().filter(({ seq, own, senderUid }) => seq > readSeq && !own && senderUid).length;
    } else unread = Math.min(unread, lastSeq - readSeq);
  }

  function refreshStatuses(): void {
    timeline.update(withStatus);
    if (lastMessage) lastMessage = withStatus(lastMessage);
  }

  async function sendRead(): Promise<void> {
    if (markingRead) return;
    markingRead = true;
    try {
      while (confirmedReadSeq < readSeq) {
        const seq = readSeq;
        await host.call({ markRead: { conversationId: id, seq: String(seq) } });
        confirmedReadSeq = Math.max(confirmedReadSeq, seq);
      }
    } catch (cause) {
      onBackgroundError(cause);
    } finally {
      markingRead = false;
    }
  }

  const conversation: ConversationCore = {
    id,
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    summary,
    isKnown: () => known,
    position: timeline.high,
    find: timeline.find,
    changed,
    load,
    receive,
    catchUp,
    retry: outbox.retry,
    cancel: outbox.cancel,

    send(content, options) {
      typingSender.sent();
      return outbox.send(id, content, options?.clientMsgId);
    },

    markRead(wanted = lastSeq) {
      const seq = Math.min(wanted, timeline.high() ?? lastMessage?.seq ?? 0);
      if (seq <= readSeq) return;
      readSeq = seq;
      recount();
      changed();
      void sendRead();
    },

    person,

    typing(active = true) {
      if (active) typingSender.touch();
      else typingSender.stop();
    },

    applyState(state, anew) {
      if (anew) {
        // The server may have been restored from a backup: nothing is held against it.
        lastSeq = readSeq = countedSeq = confirmedReadSeq = updatedAtMs = 0;
        lastMessage = undefined;
        members = createMembers();
      }
      known = true;
      kind = word(state.kind, 'CONVERSATION_KIND_');
      title = state.title ?? '';
      members.replace([state.own ?? {}, ...(state.members ?? [])]);
      memberCount = state.memberCount ?? 0;
      const stateSeq = number(state.lastSeq);
      const stateReadSeq = number(state.readSeq);
      lastSeq = Math.max(lastSeq, stateSeq);
      if (stateSeq >= countedSeq) {
        countedSeq = stateSeq;
        unread = number(state.unread);
      }
      confirmedReadSeq = Math.max(confirmedReadSeq, stateReadSeq);
      if (stateReadSeq >= readSeq) readSeq = stateReadSeq;
      else recount();
      updatedAtMs = Math.max(updatedAtMs, number(state.updatedAtMs));
      if (state.lastMessage) noteNewest(withStatus(toMessage(state.lastMessage, host.uid())));
      refreshStatuses();
      const high = timeline.high() ?? 0;
      // The last confirmation may have gone down with its connection.
      if (members.list().some(({ uid, receivedSeq }) => uid === host.uid() && receivedSeq < high)) host.confirm(id);
      if (anew) reload();
      // With a first page on its way, the window starts there.
      else if (!timeline.waiting() && !loading && timeline.high() === undefined) {
        timeline.anchor(stateSeq);
        if (unread) host.confirm(id);
      }
      changed();
    },

    applyMark({ uid = '', readSeq: read, receivedSeq }) {
      const seq = number(read);
      members.mark(uid, seq, number(receivedSeq));
      if (known) noteSender(uid);
      if (uid === host.uid() && seq > readSeq) {
        confirmedReadSeq = readSeq = seq;
        recount();
      }
      refreshStatuses();
      changed();
    },

    applyTyping({ uid = '', typing = false }) {
      if (uid !== host.uid()) typingList.set(uid, typing);
    },

    reload,
  };
  return conversation;
}
