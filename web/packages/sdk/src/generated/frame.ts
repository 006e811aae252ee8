/**
 * Types of the JSON frames (proto3 JSON mapping). Generated from proto/ by `cargo run -p skein-codegen`; do not edit.
 *
 * A field that has its default value (empty, 0, false) may be left out. 64-bit numbers are strings.
 */

/** One unit on the wire. A WebSocket message carries exactly one Frame, and so does a length on plain TCP. */
export interface Frame {
  /** Chosen by the requester, 1 to 2^32-1; the reply carries the same id. 0 on pushes. */
  id?: number;
  /**
   * First frame of a connection. Reply: welcome, or error followed by close.
   * One of the `body` fields at most is present.
   */
  hello?: Hello;
  /** Append a message. Reply: ack, or error. */
  send?: Send;
  /** Tells what arrived, so that it is not sent again. No reply. */
  received?: Received;
  /** What is new since the given positions. Reply: sync_page. */
  sync?: Sync;
  /** Messages of one conversation by range. Reply: history_page. */
  history?: History;
  /** Moves the own read mark forward. Reply: done, or error. */
  markRead?: MarkRead;
  /** Says that the user is typing. No reply. */
  setTyping?: SetTyping;
  /** Replaces the set of users whose presence is pushed to this connection. Reply: presence_list. */
  watchPresence?: WatchPresence;
  /** Liveness. Reply: pong. Either side may ask. */
  ping?: Ping;
  /** Opens (finds or creates) the direct conversation with a user. Reply: conversation. */
  openDirect?: OpenDirect;
  /** Lists who is in a conversation now. Reply: member_page. */
  listMembers?: ListMembers;
  /** The session has begun. Answers hello. */
  welcome?: Welcome;
  /** The message is stored. Answers send. */
  ack?: Ack;
  /** Answers sync. */
  syncPage?: SyncPage;
  /** Answers history. */
  historyPage?: HistoryPage;
  /** Carried out; there is nothing else to say. */
  done?: Done;
  /** Answers watch_presence. */
  presenceList?: PresenceList;
  /** Answers ping. */
  pong?: Pong;
  /** Refused; answers any request. With id 0 for frames without an id, and before the server closes the connection. */
  error?: Error;
  /** Answers open_direct. */
  conversation?: ConversationState;
  /** Answers list_members. */
  memberPage?: MemberPage;
  /** A message of one of the user's conversations. Sent again until received. */
  message?: Message;
  /** Somebody's read mark or received mark moved. Latest wins. */
  mark?: Mark;
  /** Somebody is typing. Dropped when the connection is slow. */
  typing?: Typing;
  /** A watched user's presence changed. Latest wins. */
  presence?: Presence;
  /** Something happened that the screen should show. Latest wins by kind and subject. */
  notice?: Notice;
  /** Please reconnect, or: this session is over. The reason says which. */
  goAway?: GoAway;
}

/** The class of device a client runs on. A user may be online once per terminal. */
export type Terminal =
  | "TERMINAL_UNSPECIFIED"
  | "TERMINAL_WEB"
  | "TERMINAL_H5"
  | "TERMINAL_IOS"
  | "TERMINAL_ANDROID"
  | "TERMINAL_WINDOWS"
  | "TERMINAL_MACOS"
  | "TERMINAL_LINUX"
  | "TERMINAL_SERVER";

/** One installation on a terminal. */
export interface Device {
  /** Chosen by the client once and kept, 1 to 64 characters. */
  id?: string;
  terminal?: Terminal;
  /** For people: "Chrome on Windows". At most 64 characters. */
  name?: string;
}

/** First frame of a connection: who, on what, and what it has already. */
export interface Hello {
  /** User token (JWT). May be empty when it travelled in the WebSocket subprotocol header. */
  token?: string;
  device?: Device;
  /** The session to go on with after a short loss of the connection; empty for a new one. */
  resumeSessionId?: string;
  /** Client library and version, for the operator's figures. At most 64 characters. */
  client?: string;
}

/** Answer to hello. */
export interface Welcome {
  sessionId?: string;
  /** The user as the token names it. */
  uid?: string;
  /** True when the session named in hello was still held and goes on. */
  resumed?: boolean;
  /** The client sends anything at least this often; the server closes after 1.5 times as long without a frame. */
  heartbeatIntervalMs?: number;
  /** Server clock, milliseconds since 1970, for offsets on screens. */
  serverTimeMs?: string;
  limits?: Limits;
  /** Role of the user in the app. */
  role?: Role;
}

/** What this server takes from this client. */
export interface Limits {
  /** Bytes of one frame. */
  maxFrameBytes?: number;
  /** Characters of a text. */
  maxTextChars?: number;
  /** Messages in one page of history. */
  maxPage?: number;
  /** Sends that may wait for their ack at one time. */
  maxInFlight?: number;
}

/** What a user is in its app. */
export type Role =
  | "ROLE_UNSPECIFIED"
  | "ROLE_CUSTOMER"
  | "ROLE_AGENT"
  | "ROLE_EMPLOYEE"
  | "ROLE_BOT"
  | "ROLE_SUPERVISOR"
  | "ROLE_ADMIN";

/** Appends a message. Sending again with the same client_msg_id gets the same ack and stores nothing. */
export interface Send {
  conversationId?: string;
  /** Chosen by the sender, unique per sender for ever, 1 to 64 characters. */
  clientMsgId?: string;
  content?: Content;
}

/** The message is stored and synced to disk; it can no longer be lost. */
export interface Ack {
  conversationId?: string;
  clientMsgId?: string;
  seq?: string;
  /** Time of storing, milliseconds since 1970. */
  timeMs?: string;
}

/** Everything of the conversation up to and including seq has arrived, without a hole. */
export interface Received {
  conversationId?: string;
  seq?: string;
}

/** Position of a client in one conversation: it has 1..seq, or deliberately skipped what came before. */
export interface Position {
  conversationId?: string;
  /** Everything up to here is held; 0 for nothing yet. Not given: only the state is wanted. */
  seq?: string;
}

/**
 * Asks for what is missing. Of active conversations that are not named, only the state comes; of past ones that are
 * not named, nothing.
 */
export interface Sync {
  /** At most 500. Repeated unchanged with every page_token. */
  have?: Position[];
  /** From the previous page; empty at first. */
  pageToken?: string;
  /** Messages a page at most; 0 is the server's choice. */
  limit?: number;
  /** Nothing of conversations that are not named: for what is beyond the first 500, and to look at some again. */
  onlyNamed?: boolean;
}

/** One page of what is missing. Pages go on until next_page_token is empty. */
export interface SyncPage {
  /** Active conversations and named ones, with news or without, newest membership first. */
  conversations?: ConversationState[];
  /** Missing messages of named conversations, ascending per conversation. */
  messages?: Message[];
  /** Named conversations whose range is gone, not readable, or longer than 1,000 messages: drop what is held and load history. */
  reload?: string[];
  nextPageToken?: string;
  /** Who said something of it and is not among the members that come with the conversation: who left, or is one of very many. */
  people?: Person[];
}

/** Messages of one conversation. Give before or after, not both; neither means the newest. */
export interface History {
  conversationId?: string;
  /** Only seq < before: the nearest ones, ascending in the page. At least 1. */
  before?: string;
  /** Only seq > after: the nearest ones. 0, when given, means from the beginning. */
  after?: string;
  /** 1 to max_page; 0 is the server's choice. */
  limit?: number;
}

/** Ascending by seq. */
export interface HistoryPage {
  conversationId?: string;
  messages?: Message[];
  /** More in the asked direction. */
  hasMore?: boolean;
  /** Newest seq that the reader may read. Messages up to it that are in the asked range are here, or has_more is true. */
  lastSeq?: string;
  /** Who said something of it and is not among the members that come with the conversation. */
  people?: Person[];
}

/**
 * Everything up to seq is read. Never goes back; a smaller seq is ignored. Who says something has read what was said before
 * and need not say so.
 */
export interface MarkRead {
  conversationId?: string;
  seq?: string;
}

/** The request was carried out. */
export type Done = Record<string, never>;

/**
 * A member's position moved. In conversations of more than 32 members only the own one comes: who wants to know the others
 * lists the members. A message is such news of its sender as well: up to it, everything was read.
 */
export interface Mark {
  conversationId?: string;
  uid?: string;
  /** Read up to here; 0 when unknown. */
  readSeq?: string;
  /** Arrived on at least one device up to here; 0 when unknown. */
  receivedSeq?: string;
}

/** The user types, or stopped. No more often than every 3 s. */
export interface SetTyping {
  conversationId?: string;
  /** False ends it early; receivers let it lapse after 6 s. */
  typing?: boolean;
}

/** Another member types, or stopped. */
export interface Typing {
  conversationId?: string;
  uid?: string;
  typing?: boolean;
}

/** Whose presence to push: at most 200 users who share a conversation with the asker. */
export interface WatchPresence {
  uids?: string[];
}

/** Presence of every watched user the asker may watch, as it is now. */
export interface PresenceList {
  presences?: Presence[];
}

/** Whether a user has a live connection. */
export type PresenceState =
  | "PRESENCE_STATE_UNSPECIFIED"
  | "PRESENCE_STATE_OFFLINE"
  | "PRESENCE_STATE_ONLINE";

/** Where a user is. */
export interface Presence {
  uid?: string;
  state?: PresenceState;
  /** Terminals with a live connection. */
  terminals?: Terminal[];
}

/** Liveness. Any frame counts as a sign of life; ping is for when there is nothing to say. */
export interface Ping {
  /** The asker's clock; echoed in the pong, for measuring. */
  timeMs?: string;
}

/** Answer to ping. */
export interface Pong {
  /** As it stood in the ping. */
  timeMs?: string;
}

/** Finds or creates the direct conversation with another user of the app. */
export interface OpenDirect {
  uid?: string;
}

/** Who talks. */
export type ConversationKind =
  | "CONVERSATION_KIND_UNSPECIFIED"
  /** Two users. */
  | "CONVERSATION_KIND_DIRECT"
  /** Many users. */
  | "CONVERSATION_KIND_GROUP"
  /** One customer with the desk of one app, reused for ever. */
  | "CONVERSATION_KIND_THREAD";

/** Whether somebody takes part. */
export type MemberState =
  | "MEMBER_STATE_UNSPECIFIED"
  /** Sends, and gets what is said. */
  | "MEMBER_STATE_ACTIVE"
  /** Took part: reads what was said until then, and nothing that was said later. */
  | "MEMBER_STATE_PAST";

/** A member of a conversation as other members see it. */
export interface Member {
  uid?: string;
  name?: string;
  /** In a customer's thread: customer or agent. Not given in direct conversations and groups (`member` in REST). */
  role?: Role;
  /** Read up to here. */
  readSeq?: string;
  /** Arrived on at least one device up to here. */
  receivedSeq?: string;
  state?: MemberState;
}

/** Somebody who said something. */
export interface Person {
  uid?: string;
  name?: string;
  role?: Role;
}

/** Asks who is in a conversation now. */
export interface ListMembers {
  conversationId?: string;
  /** From the previous page; empty at first. */
  pageToken?: string;
  /** 1 to max_page; 0 is the server's choice. */
  limit?: number;
}

/** Active members, ascending by uid. Pages go on until next_page_token is empty. */
export interface MemberPage {
  conversationId?: string;
  members?: Member[];
  nextPageToken?: string;
  /** Active members in all. */
  memberCount?: number;
}

/** A conversation as its reader sees it. */
export interface ConversationState {
  conversationId?: string;
  kind?: ConversationKind;
  /** Name to show; empty when the reader's client makes one from the members. */
  title?: string;
  /** Newest seq; 0 when nothing was said yet. */
  lastSeq?: string;
  /** The reader's own marks. */
  readSeq?: string;
  /** Messages of others after read_seq; counting stops at 100. */
  unread?: string;
  /** The newest message, for lists; absent when nothing was said yet. */
  lastMessage?: Message;
  /** The other active members, at most 20; list_members gives all of a large group. */
  members?: Member[];
  /** Time of the last message, or of creation; lists sort by it. */
  updatedAtMs?: string;
  /** What the reader is in it. */
  own?: Member;
  /** Active members in all, the reader included while being one. */
  memberCount?: number;
}

/** Something happened that a screen should show. Not stored in the log; the truth is read by REST. */
export interface Notice {
  /**
   * To the visitor and the desk: where the consultation stands now.
   * One of the `event` fields at most is present.
   */
  consultation?: ConsultationNotice;
  /** To agents of a team: the queue changed; read it again. */
  queue?: QueueNotice;
  /** To an agent: the own desk status or load changed, perhaps on another device. */
  agent?: AgentNotice;
}

/** How far a consultation is. */
export type ConsultationState =
  | "CONSULTATION_STATE_UNSPECIFIED"
  /** Opened; the customer has not asked anything yet. */
  | "CONSULTATION_STATE_INITIAL"
  /** In the queue of a team. */
  | "CONSULTATION_STATE_WAITING"
  /** An agent serves it. */
  | "CONSULTATION_STATE_ASSIGNED"
  /** Ended. */
  | "CONSULTATION_STATE_RESOLVED";

/** Who or what ended a consultation. */
export type ResolvedBy =
  | "RESOLVED_BY_UNSPECIFIED"
  | "RESOLVED_BY_AGENT"
  | "RESOLVED_BY_SILENCE"
  | "RESOLVED_BY_CUSTOMER"
  /** The customer signed in and goes on in the own thread. */
  | "RESOLVED_BY_MERGED"
  /** The customer was disabled. */
  | "RESOLVED_BY_BLOCKED";

/** Where a consultation stands now. */
export interface ConsultationNotice {
  consultationId?: string;
  conversationId?: string;
  state?: ConsultationState;
  /** While waiting: 1 is next. 0 when not in a queue. */
  queuePosition?: number;
  /** While waiting: estimate until an agent is free, in seconds; 0 when there is no ground for one. */
  waitEstimateS?: number;
  /** While assigned or resolved. */
  agentUid?: string;
  agentName?: string;
  resolvedBy?: ResolvedBy;
  /** True when the customer may still rate it. */
  canRate?: boolean;
  teamName?: string;
  /** While waiting: whether an agent of the team is there. When nobody is, there is no estimate either. */
  agentsOnline?: boolean;
  /** 1 to 5 once the customer rated it, 0 before; tags and comment are read by REST. */
  ratingScore?: number;
  /** To the agent: who asks. */
  customerUid?: string;
  customerName?: string;
  /** To the agent: the beginning of the newest message. */
  lastMessageText?: string;
  /** Counts the steps of the consultation: a notice with a smaller one is older, and an assignment with a new one is new. */
  revision?: number;
}

/** The queue of a team changed. */
export interface QueueNotice {
  teamId?: string;
  /** Consultations that wait now. */
  waiting?: number;
}

/** An agent's own desk status. */
export interface AgentNotice {
  /** online, busy, away or offline. */
  status?: string;
  /** Consultations the agent serves now. */
  load?: number;
  /** Consultations the agent may serve at one time. */
  capacity?: number;
}

/** Why the server wants this connection gone. */
export type GoAwayReason =
  | "GO_AWAY_REASON_UNSPECIFIED"
  /** The node stops or moves its clients: reconnect after a random time within spread_ms. */
  | "GO_AWAY_REASON_DRAIN"
  /** The same user came online on the same terminal from another device: do not reconnect by itself. */
  | "GO_AWAY_REASON_REPLACED"
  /** The token or the user was withdrawn: get a new token before reconnecting. */
  | "GO_AWAY_REASON_REVOKED";

/** Please reconnect, or: this session is over. */
export interface GoAway {
  reason?: GoAwayReason;
  /** With DRAIN: wait a random time up to this long, so that not all come at once. */
  spreadMs?: number;
  /** With REPLACED: the newer device. */
  deviceName?: string;
}

/** One message of a conversation, named by (conversation_id, seq). */
export interface Message {
  conversationId?: string;
  /** Position: 1, 2, 3 ... without a hole, never used twice. */
  seq?: string;
  /** Empty for system events. */
  senderUid?: string;
  /** As the sender chose it; a sender's other devices match their own copy by it. */
  clientMsgId?: string;
  /** Time of storing, milliseconds since 1970. For display; the order is seq. */
  timeMs?: string;
  content?: Content;
}

/**
 * What a message says. Clients show a plain fallback for kinds they do not know; a client sends all but system
 * events.
 */
export interface Content {
  /** One of the `kind` fields at most is present. */
  text?: Text;
  system?: SystemEvent;
  location?: Location;
  custom?: Custom;
}

/**
 * Plain text with light marks (bold, code, links); never HTML. 1 to max_text_chars characters of which something is
 * seen, and no control characters of ASCII but tab and line breaks.
 */
export interface Text {
  text?: string;
}

/** Something the system did, kept in the order of the talk. Clients word it in the reader's language. */
export interface SystemEvent {
  /** Unknown kinds are not shown. */
  kind?: SystemEventKind;
  /** Who did it, when a user did. */
  actorUid?: string;
  actorName?: string;
  /** Whom it concerns, when another user. */
  subjectUid?: string;
  subjectName?: string;
  /** A word for the reason, from the closed list of the kind. */
  reason?: string;
  /** Which consultation of the thread. */
  consultationId?: string;
}

/** What the system did. */
export type SystemEventKind =
  | "SYSTEM_EVENT_KIND_UNSPECIFIED"
  /** The customer wrote; a consultation began on this thread. */
  | "SYSTEM_EVENT_KIND_CONSULTATION_OPENED"
  /** The subject, an agent, serves it now. */
  | "SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED"
  /**
   * It ended; reason is agent, silence, customer, merged (the customer signed in and goes on in the own thread) or
   * blocked (the customer was disabled).
   */
  | "SYSTEM_EVENT_KIND_CONSULTATION_RESOLVED"
  /** The customer gave a rating; its value is read by REST. */
  | "SYSTEM_EVENT_KIND_CONSULTATION_RATED"
  /** The subject, an agent, serves it no more; it waits in front of the queue. Reason is agent_lost or agent_disabled. */
  | "SYSTEM_EVENT_KIND_CONSULTATION_RELEASED";

/** A place. Clients show its name and address, and a link to it. */
export interface Location {
  /** Degrees to the north, times a million: -90000000 to 90000000. */
  latitudeE6?: number;
  /** Degrees to the east, times a million: -180000000 to 180000000. */
  longitudeE6?: number;
  /** What it is called: 1 to 100 characters on one line. */
  name?: string;
  /** At most 300 of the characters of a text; may be empty. */
  address?: string;
}

/** Opaque to Skein: a business line's own kind. At most 16 KiB in all. Type and fallback hold the characters of a text. */
export interface Custom {
  /** Name of the kind, 1 to 64 characters. */
  type?: string;
  /** JSON text. */
  json?: string;
  /** What a client shows that does not know the type. */
  fallback?: string;
}

/** The one list of error codes. Their HTTP status, close code and retry rule are in docs/protocol.md. */
export type ErrorCode =
  | "ERROR_CODE_UNSPECIFIED"
  /** The frame or document can't be understood. */
  | "ERROR_CODE_MALFORMED"
  /** A value is outside its limits; detail names it. */
  | "ERROR_CODE_INVALID"
  /** Frame or document too large. */
  | "ERROR_CODE_TOO_LARGE"
  /** No valid token or key. */
  | "ERROR_CODE_UNAUTHENTICATED"
  /** The token was valid once; get a new one. */
  | "ERROR_CODE_TOKEN_EXPIRED"
  /** Known, but not allowed. */
  | "ERROR_CODE_FORBIDDEN"
  /** Does not exist, or not for this user. */
  | "ERROR_CODE_NOT_FOUND"
  /** The state does not allow it (already resolved, taken by somebody else). */
  | "ERROR_CODE_CONFLICT"
  /** The same key was used with another content, or the same client message id in another conversation. */
  | "ERROR_CODE_IDEMPOTENCY_MISMATCH"
  /** Too often; retry after retry_after_ms. */
  | "ERROR_CODE_RATE_LIMITED"
  /** The server is full or draining; retry elsewhere or later. */
  | "ERROR_CODE_OVERLOADED"
  /** The store can't take writes now (disk full); nothing was lost, retry later. */
  | "ERROR_CODE_STORAGE_UNAVAILABLE"
  /** A fault of the server; the request id finds it in the log. */
  | "ERROR_CODE_INTERNAL"
  /** The session is gone; start a new one and sync. */
  | "ERROR_CODE_SESSION_GONE"
  /** Another device of the same terminal class took over. */
  | "ERROR_CODE_REPLACED"
  /** The peer said nothing for too long. */
  | "ERROR_CODE_HEARTBEAT_TIMEOUT"
  /** The peer read too slowly; reconnect and sync. */
  | "ERROR_CODE_SLOW_READER";

/** Reply to a request that was refused; also the last frame before the server closes for a reason. */
export interface Error {
  code?: ErrorCode;
  /** For developers, English. Never holds a secret or a message body. */
  detail?: string;
  /** True when the same request may be sent again unchanged, after retry_after_ms. */
  retryable?: boolean;
  /** With RATE_LIMITED and OVERLOADED. */
  retryAfterMs?: number;
  /** Set when the error concerns a send, so that it can be matched without the frame id. */
  clientMsgId?: string;
}

/** Body of POST /v1/poll (hello first; later any requests), at most 100 frames. */
export interface PollSend {
  frames?: Frame[];
}

/** Answer of GET /v1/poll?cursor=N, and of every POST. */
export interface PollBatch {
  /** Give this back in the next GET: it confirms all frames up to here. A GET with an older cursor gets them again. */
  cursor?: string;
  frames?: Frame[];
  /** Answer of the first POST only: the secret that names this poll session, sent back as `Authorization: Bearer`. */
  pollKey?: string;
}
