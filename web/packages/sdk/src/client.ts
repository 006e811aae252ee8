/** The client: wires connection, outbox, conversations, presence and sync together, and hands frames to whom they concern. */

import { systemClock } from './clock';
import { createConnection } from './connection/connection';
import type { Environment } from './connection/transport';
import { type ConversationCore, createConversation } from './conversation/conversation';
import { createReceipts } from './conversation/receipts';
import { createEmitter, createStore } from './emitter';
import { ImError, toImError } from './errors';
import type { Frame, Person as SpokenFor, Welcome } from './generated/frame';
import { memoryStorage } from './outbox/memory-storage';
import { createOutbox } from './outbox/outbox';
import { createPersistence } from './outbox/persistence';
import { createPresence } from './presence';
import { runSync, type SyncHost } from './sync';
import type { Client, ClientEvents, ClientOptions, Person, WebSocketConstructor } from './types';
import { toMember, toMessage, toNotice } from './wire';

export function createClient(options: ClientOptions): Client {
  const { clock = systemClock, logger } = options;
  const environment: Environment = {
    baseUrl: absolute(options.url),
    clock,
    logger,
    WebSocket: options.WebSocket ?? (globalThis.WebSocket as WebSocketConstructor | undefined),
    // Called as a plain function, which a browser's own `fetch` refuses.
    fetch: options.fetch ?? ((...parameters) => globalThis.fetch(...parameters)),
    locale: options.locale,
  };
  const emitter = createEmitter<ClientEvents>(logger);
  const conversations = new Map<string, ConversationCore>();
  let uid = options.uid;
  const stale = new Set<string>();
  let refreshing = false;

  const currentUid = () => uid;
  const isOnline = () => connection.link() !== undefined;
  const onError = (error: ImError) => {
    logger?.warn?.(error.message, error);
    emitter.emit('error', error);
  };

  function post(frame: Frame): boolean {
    const link = connection.link();
    link?.post(frame);
    return link !== undefined;
  }

  const list = createStore(
    () =>
      [...conversations.values()]
        .filter((conversation) => conversation.isKnown())
        .map((conversation) => conversation.summary())
        .sort((a, b) => b.updatedAtMs - a.updatedAtMs),
    logger,
  );

  const persistence = createPersistence(
    options.storage ?? memoryStorage(),
    options.locks ?? globalThis.navigator?.locks,
    (record) => outbox.restore(record),
    onError,
  );

  const outbox = createOutbox(
    {
      clock,
      uid: currentUid,
      link: () => connection.link(),
      limits: () => connection.limits(),
      serverOffsetMs: () => connection.serverOffsetMs(),
      onChange: (id) => conversations.get(id)?.changed(),
      onStored: (message) => conversation(message.conversationId).receive(message, false),
      find: (id, clientMsgId) => conversations.get(id)?.find(clientMsgId),
    },
    persistence,
  );

  const people = new Map<string, Person>();
  const receipts = createReceipts(clock, post, (id) => conversations.get(id)?.position());

  const presence = createPresence({
    logger,
    isOnline,
    call: (frame) => connection.call(frame),
    onPresence: (news) => emitter.emit('presence', news),
    onError,
  });

  const connection = createConnection(options, environment, {
    onState(change) {
      // Another tab goes on with what waits. `close()` stops later, when it has forgotten what it was told to.
      if (change.to === 'closed' && change.code !== 'closed') persistence.stop();
      emitter.emit('state', change);
    },
    onWelcome,
    sync,
    onPush,
    onOnline() {
      persistence.adopt();
      outbox.drain();
      receipts.flush();
      presence.onOnline();
      for (const conversation of conversations.values()) conversation.catchUp();
      void refresh();
    },
  });

  function meet(met: readonly SpokenFor[] = []): void {
    for (const person of met) people.set(person.uid ?? '', toMember(person));
  }

  function conversation(id: string): ConversationCore {
    let known = conversations.get(id);
    if (!known) {
      known = createConversation(id, {
        clock,
        logger,
        outbox,
        uid: currentUid,
        isOnline,
        maxPage: () => connection.limits().maxPage,
        call: connection.call,
        post,
        confirm: receipts.confirm,
        people,
        meet,
        onMessage: (message, of, recovered) => emitter.emit('message', { message, conversation: of, recovered }),
        onError,
        onChange: list.changed,
        onStale: askAnew,
      });
      conversations.set(id, known);
    }
    return known;
  }

  const syncHost: SyncHost = {
    uid: currentUid,
    conversations: () => conversations.values(),
    conversation,
    confirm: receipts.confirm,
    meet,
  };

  function scope(): string {
    return `${environment.baseUrl}|${uid}`;
  }

  function onWelcome(welcome: Welcome): void {
    // What one user wrote is never sent as another.
    if (uid !== undefined && uid !== welcome.uid) outbox.clear();
    uid = welcome.uid ?? '';
    persistence.start(scope(), outbox.unsent());
  }

  async function sync(request: (frame: Frame) => Promise<Frame>): Promise<void> {
    // Everything that is held comes with its state.
    stale.clear();
    emitter.emit('synced', await runSync(syncHost, request));
  }

  function askAnew(id: string): void {
    stale.add(id);
    void refresh();
  }

  /** Kind, title and members of what is stale come by a sync of their own; when it fails, they stay to be asked for. */
  async function refresh(): Promise<void> {
    if (refreshing) return;
    refreshing = true;
    const asked = new Set<string>();
    try {
      while (stale.size && isOnline()) {
        for (const id of stale) asked.add(id);
        stale.clear();
        await runSync(syncHost, connection.call, asked);
        for (const id of asked) conversations.get(id)?.catchUp();
        asked.clear();
      }
    } catch (cause) {
      for (const id of asked) stale.add(id);
      onError(toImError(cause));
    } finally {
      refreshing = false;
    }
  }

  function onPush(frame: Frame): void {
    if (frame.message) {
      const message = toMessage(frame.message, uid);
      conversation(message.conversationId).receive(message, false);
      // Also for one that was known: it came again because the confirmation was lost.
      receipts.confirm(message.conversationId);
    } else if (frame.ack) {
      outbox.onAck(frame.ack);
    } else if (frame.mark) {
      conversation(frame.mark.conversationId ?? '').applyMark(frame.mark);
    } else if (frame.typing) {
      conversation(frame.typing.conversationId ?? '').applyTyping(frame.typing);
    } else if (frame.presence) {
      presence.apply(frame.presence);
    } else if (frame.notice) {
      const notice = toNotice(frame.notice);
      // Who leaves a conversation with its end may have left before the last words were brought.
      if (notice?.kind === 'consultation' && notice.state === 'resolved') askAnew(notice.conversationId);
      if (notice) emitter.emit('notice', notice);
    }
  }

  if (uid !== undefined) persistence.start(scope(), []);

  return {
    on: emitter.on,
    once: emitter.once,
    off: emitter.off,
    connection: connection.info,
    presence,
    get state() {
      return connection.info.getSnapshot().state;
    },
    get uid() {
      return uid;
    },
    get role() {
      return connection.info.getSnapshot().role;
    },
    locale: options.locale,
    connect: connection.connect,
    async close({ forget = false } = {}) {
      connection.close();
      if (forget) {
        outbox.clear();
        await persistence.forget();
      }
      persistence.stop();
    },
    conversation,
    conversations: () => list,
    async openDirect(other, { signal } = {}) {
      const reply = await connection.call({ openDirect: { uid: other } }, signal);
      const id = reply.conversation?.conversationId;
      if (!reply.conversation || !id) throw new ImError('internal', 'bug', 'no conversation was opened');
      const opened = conversation(id);
      opened.applyState(reply.conversation);
      return opened;
    },
    request: connection.call,
    serverNow: connection.serverNow,
  };
}

function absolute(url: string): string {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  return new URL(url, base).href.replace(/^ws/, 'http').replace(/\/+$/, '');
}
