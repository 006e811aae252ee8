/** The public vocabulary of the SDK: options, states, events and the immutable values that stores hand out. */

import type { Content, OutgoingContent } from './content';
import type { ImError } from './errors';
import type { Frame } from './generated/frame';

export type Unsubscribe = () => void;

export type Terminal = 'web' | 'h5' | 'ios' | 'android' | 'windows' | 'macos' | 'linux' | 'server';
export type Role = 'customer' | 'agent' | 'employee' | 'bot' | 'supervisor' | 'admin' | 'unspecified';
export type ConversationKind = 'direct' | 'group' | 'thread' | 'unspecified';
export type TransportName = 'websocket' | 'longpoll';

// --- options ---------------------------------------------------------------

/** One installation. Keep `id` for the life of the installation: the newest device of a terminal class wins. */
export interface DeviceOptions {
  /** 1 to 64 characters, chosen once and kept. */
  id: string;
  /** Default `web`. */
  terminal?: Terminal;
  /** For people, at most 64 characters: "Chrome on Windows". Shown to the device that is replaced. */
  name?: string;
}

export interface TokenRequest {
  /** `initial`: none yet. `expired`, `revoked`: the server no longer takes the last one. `rejected`: it never took it. */
  reason: 'initial' | 'expired' | 'revoked' | 'rejected';
  /** Aborted when the client is closed. */
  signal: AbortSignal;
}

/** Time and chance, injected so that every wait can be tested exactly. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** Evenly in [0, 1). */
  random(): number;
}

export interface Logger {
  debug?(message: string, detail?: unknown): void;
  warn?(message: string, detail?: unknown): void;
}

/** A message that waits to be stored by the server. */
export interface OutboxRecord {
  clientMsgId: string;
  conversationId: string;
  content: OutgoingContent;
  /** By the clock of the page that wrote it; other pages may have another one. */
  createdAtMs: number;
  /** How far the server's clock was ahead of that one. Missing as long as no server had said. */
  serverOffsetMs?: number;
  /** Code of the error that made the client give up; such a record is shown, not sent, until `retry()`. */
  failed?: string;
  /** With `failed`: no use in trying again. It is kept until `cancel()`. */
  final?: boolean;
}

/**
 * Where unsent messages survive a reload. `scope` separates servers and users. Calls take effect in the order in which
 * they were made, also when one is made before the last has resolved, and no later than the page's own end.
 */
export interface OutboxStorage {
  list(scope: string): Promise<OutboxRecord[]>;
  put(scope: string, record: OutboxRecord): Promise<void>;
  delete(scope: string, clientMsgId: string): Promise<void>;
}

export type LifecycleEvent = 'online' | 'visible' | 'hidden' | 'pageshow' | 'pagehide';

/** What the page tells about itself. Default: the browser's events when there is a browser, silence elsewhere. */
export interface Lifecycle {
  subscribe(listener: (event: LifecycleEvent) => void): Unsubscribe;
}

/** What the SDK needs of a WebSocket constructor; `ws`, browsers and mini-program adapters fit. */
export type WebSocketConstructor = new (url: string, protocols: string | string[]) => WebSocketLike;

export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export interface ClientOptions {
  /** Base address of the server, `https://chat.example.com`. A relative one is resolved against the page. */
  url: string;
  /** Gives a user token (JWT). Called on first need and when the server wants another one; never twice at a time. */
  getToken(request: TokenRequest): Promise<string> | string;
  device: DeviceOptions;
  /** The user, when known before the first connection: the outbox of an earlier page is then shown at once. */
  uid?: string;
  /** Default: kept in memory. `indexedDbStorage()` of `@skein/sdk/storage` survives a reload. */
  storage?: OutboxStorage;
  /** In order of preference. Default `['websocket', 'longpoll']`. */
  transports?: readonly TransportName[];
  logger?: Logger;
  clock?: Clock;
  WebSocket?: WebSocketConstructor;
  fetch?: typeof fetch;
  lifecycle?: Lifecycle;
  /**
   * Asked before every attempt to connect, which waits for the promise. A hidden page can leave the connection to the
   * one that is looked at: the newest wins. An event of `lifecycle` or `connect()` asks anew.
   */
  mayConnect?(): Promise<void> | undefined;
  /** Web Locks, so that one tab sends what an earlier page left behind. Default: the browser's, where there are any. */
  locks?: Pick<LockManager, 'request'>;
  /** BCP 47 tag of the reader's language, sent as `Accept-Language` with long-poll requests. */
  locale?: string;
}

// --- connection ------------------------------------------------------------

export type ConnectionState = 'idle' | 'connecting' | 'syncing' | 'online' | 'reconnecting' | 'closed';

/** Why the connection is in its state. */
export type StateCode =
  | 'idle'
  | 'connect'
  | 'welcome'
  | 'synced'
  // the connection was lost or could not be made; it is tried again by itself
  | 'disconnected'
  | 'timeout'
  | 'heartbeat_timeout'
  | 'drain'
  | 'session_gone'
  | 'slow_reader'
  | 'overloaded'
  | 'rate_limited'
  | 'storage_unavailable'
  | 'internal'
  | 'token_expired'
  | 'token_failed'
  | 'revoked'
  | 'fallback'
  | 'wake_up'
  | 'page_hidden'
  // it is over until connect() is called
  | 'replaced'
  | 'unauthenticated'
  | 'forbidden'
  | 'rejected'
  | 'closed';

export interface StateChange {
  from: ConnectionState;
  to: ConnectionState;
  code: StateCode;
  /** While reconnecting: time until the next attempt. */
  retryInMs?: number;
  /** With `replaced`: the newer device. */
  deviceName?: string;
  error?: ImError;
}

/** What the server takes. Before it said so: what a server takes by default. */
export interface ConnectionLimits {
  readonly maxFrameBytes: number;
  /** Characters of a text, as code points. */
  readonly maxTextChars: number;
  readonly maxPage: number;
  readonly maxInFlight: number;
}

/** The connection as a store snapshot. */
export interface ConnectionInfo {
  readonly state: ConnectionState;
  readonly code: StateCode;
  readonly limits: ConnectionLimits;
  readonly retryInMs?: number;
  /** Clock time of the next attempt. */
  readonly retryAtMs?: number;
  readonly deviceName?: string;
  readonly error?: ImError;
  readonly transport?: TransportName;
  readonly uid?: string;
  readonly role?: Role;
}

// --- messages --------------------------------------------------------------

/** Own messages climb `queued` … `read`, or end as `failed` or `cancelled`. Messages of others are `received`. */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled' | 'received';

/** One row. Never changed: a new object takes its place, under the same `key`. */
export interface Message {
  /** Stable for the row, also when the local echo becomes the stored message. */
  readonly key: string;
  readonly conversationId: string;
  /** Position in the conversation; 0 until the server stored it. */
  readonly seq: number;
  /** Empty for system events. */
  readonly senderUid: string;
  readonly clientMsgId: string;
  readonly timeMs: number;
  readonly content: Content;
  readonly own: boolean;
  readonly status: MessageStatus;
  /** With `failed`: why. `error.retryable` says whether `retry()` makes sense. */
  readonly error?: ImError;
}

/** The handle of a message being sent. */
export interface OutgoingMessage {
  readonly clientMsgId: string;
  /** The row as it is now. */
  readonly message: Message;
  readonly status: MessageStatus;
  /** Settles when the server has stored the message; rejects with an `ImError` on failure or cancellation. */
  readonly sent: Promise<Message>;
  retry(): boolean;
  cancel(): boolean;
}

// --- conversations ---------------------------------------------------------

/** Somebody who is or was in a conversation. */
export interface Person {
  readonly uid: string;
  readonly name: string;
  readonly role: Role;
}

export interface Member extends Person {
  readonly readSeq: number;
  readonly receivedSeq: number;
}

export interface ConversationSummary {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly title: string;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly lastMessage?: Message;
  readonly updatedAtMs: number;
  /** Oneself and the others who are there now; of more than 20 others the first 20. */
  readonly members: readonly Member[];
  /** All who are there now. */
  readonly memberCount: number;
}

export interface ConversationSnapshot extends ConversationSummary {
  /** Ascending by seq without a hole, then what is not stored yet in the order of sending. */
  readonly messages: readonly Message[];
  readonly hasMoreBefore: boolean;
  /** True once the newest page is held. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Others who are typing now. */
  readonly typing: readonly string[];
}

export interface LoadOptions {
  /** Load what is older than this seq; default: older than what is held. */
  before?: number;
  /** Default 30. */
  limit?: number;
  signal?: AbortSignal;
}

export interface Store<T> {
  /** The same object until something changes. */
  getSnapshot(): T;
  subscribe(listener: () => void): Unsubscribe;
}

export interface Conversation extends Store<ConversationSnapshot> {
  readonly id: string;
  /** Loads the newest page, later the page before what is held. Waits for a connection. */
  load(options?: LoadOptions): Promise<void>;
  /** Returns at once; the row is in the snapshot already. */
  send(content: OutgoingContent, options?: { clientMsgId?: string }): OutgoingMessage;
  /** Sends a message that failed again. False when it is not in such a state. */
  retry(clientMsgId: string): boolean;
  /** Takes back a message that was not handed to the server yet, or that failed. False when it is too late. */
  cancel(clientMsgId: string): boolean;
  /** Everything up to `seq` (default: the newest held) is read. */
  markRead(seq?: number): void;
  /** Who is there, or spoke in what is loaded; `undefined` for somebody who is not known. */
  person(uid: string): Person | undefined;
  /** Call on every change of the draft; `false` when the draft is dropped. */
  typing(active?: boolean): void;
}

export type PresenceState = 'online' | 'offline' | 'unspecified';

export interface Presence {
  readonly uid: string;
  readonly state: PresenceState;
  readonly terminals: readonly Terminal[];
}

export interface PresenceStore extends Store<ReadonlyMap<string, Presence>> {
  /** Watches these users until the returned function is called. At most 200 users over all watches. */
  watch(uids: readonly string[]): Unsubscribe;
}

// --- notices ---------------------------------------------------------------

export type ConsultationState = 'initial' | 'waiting' | 'assigned' | 'resolved' | 'unspecified';

export interface ConsultationNotice {
  kind: 'consultation';
  consultationId: string;
  conversationId: string;
  state: ConsultationState;
  /** 1 is next; 0 when not in a queue. */
  queuePosition: number;
  /** 0 when there is no ground for an estimate. */
  waitEstimateS: number;
  agentUid: string;
  agentName: string;
  resolvedBy: 'agent' | 'silence' | 'customer' | 'merged' | 'blocked' | 'unspecified';
  canRate: boolean;
  teamName: string;
  /** While waiting: whether an agent of the team is there. When nobody is, there is no estimate either. */
  agentsOnline: boolean;
  /** 1 to 5 once the customer rated it, 0 before; tags and comment are read by REST. */
  ratingScore: number;
  /** To the agent: who asks, and the beginning of the newest message. Empty for the customer. */
  customerUid: string;
  customerName: string;
  lastMessageText: string;
  /** Counts the steps of the consultation: the larger is the newer. */
  revision: number;
}

export interface QueueNotice {
  kind: 'queue';
  teamId: string;
  waiting: number;
}

export interface AgentNotice {
  kind: 'agent';
  status: 'online' | 'busy' | 'away' | 'offline';
  load: number;
  capacity: number;
}

export type Notice = ConsultationNotice | QueueNotice | AgentNotice;

// --- client ----------------------------------------------------------------

export interface ClientEvents {
  state: StateChange;
  /** The state is complete again. `recovered` is false when a held range was gone and had to be loaded anew. */
  synced: { recovered: boolean; count: number };
  /** A message became part of a conversation, in order and once; `recovered` when it came by sync, not live. */
  message: { message: Message; conversation: Conversation; recovered: boolean };
  notice: Notice;
  presence: Presence;
  /** Something went wrong in the background; the client goes on. */
  error: ImError;
}

export interface Emitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): Unsubscribe;
  once<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): Unsubscribe;
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
}

export interface Client extends Emitter<ClientEvents> {
  readonly state: ConnectionState;
  /** The connection as a store. */
  readonly connection: Store<ConnectionInfo>;
  readonly presence: PresenceStore;
  /** The user as the server names it; undefined before the first welcome. */
  readonly uid: string | undefined;
  readonly role: Role | undefined;
  readonly locale: string | undefined;
  /** Starts, or tries again at once. Resolves when online; rejects when the server refuses for good. */
  connect(): Promise<void>;
  /** Ends the connection. With `forget`, unsent messages are dropped from storage too. */
  close(options?: { forget?: boolean }): Promise<void>;
  conversation(id: string): Conversation;
  /** The user's conversations, newest first. */
  conversations(): Store<readonly ConversationSummary[]>;
  openDirect(uid: string, options?: { signal?: AbortSignal }): Promise<Conversation>;
  /** Any request of the protocol (docs/protocol-reference.md), for what this client has no word of its own for. Waits for a connection. */
  request(frame: Frame, signal?: AbortSignal): Promise<Frame>;
  /** Server time, for timers on screens; the own clock is not to be trusted. */
  serverNow(): number;
}
