/** The REST contract as the console uses it, in the shape that openapi-typescript generates. */

export type ConsultationState = 'initial' | 'waiting' | 'assigned' | 'resolved';
export type AgentStatus = 'online' | 'busy' | 'away' | 'offline';
export type ChannelName = 'web' | 'h5' | 'app' | 'api';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  /** More closely than the code, where there is more to say. */
  reason?: string;
  requestId?: string;
  retryable?: boolean;
}

export interface Team {
  id: string;
  name: string;
}

export interface Me {
  app: { id: string; name: string };
  user: { uid: string; name: string; role: string };
  agent: { status: AgentStatus; capacity: number; load: number; teams: Team[] } | null;
}

export interface Session {
  token: string;
  expiresAtMs: number;
  me: Me;
}

export interface SetupInvitation {
  uid: string;
  name: string;
  appId: string;
  appName: string;
  role: string;
}

export interface Product {
  id: string;
  title: string;
  price?: string | null;
  imageUrl?: string | null;
  url?: string | null;
}

export interface Clue {
  channel?: ChannelName | null;
  pageUrl?: string | null;
  pageTitle?: string | null;
  referrer?: string | null;
  product?: Product | null;
  campaign?: string | null;
  order?: string | null;
}

export interface Rating {
  score: number;
  tags: string[];
  comment: string | null;
  atMs: number;
}

export interface LastMessage {
  seq: number;
  senderUid: string;
  text: string;
  timeMs: number;
}

export interface AssignmentReason {
  strategy: string;
  /** `last_agent`, `fewest_consultations`, `longest_idle`, `picked`, or one this console does not know yet. */
  rule: string;
  load: number;
  capacity: number;
  candidates: number;
}

/** How long the customer has been waiting for a word of the desk. */
export interface Wait {
  sinceMs: number;
  /** When it is late. */
  deadlineMs: number;
  isForFirstResponse: boolean;
}

export interface Consultation {
  id: string;
  conversationId: string;
  number: number;
  state: ConsultationState;
  team: Team;
  customer: { uid: string; name: string; verified: boolean; online: boolean };
  agent: { uid: string; name: string } | null;
  clue: Clue | null;
  queuePosition: number;
  waitEstimateS: number | null;
  /** Whether an agent of the team is there; null when not in a queue. */
  agentsOnline: boolean | null;
  /** Null while it is the customer's turn. */
  wait: Wait | null;
  openedAtMs: number;
  assignedAtMs: number | null;
  firstResponseAtMs: number | null;
  /** From the customer's first message to the first message of a human agent. */
  firstResponseMs: number | null;
  firstResponseAfterAssignmentMs: number | null;
  /** Within how long the team means to answer. */
  responseTargetMs: number;
  resolvedAtMs: number | null;
  resolvedBy: 'agent' | 'silence' | 'customer' | 'merged' | 'blocked' | null;
  /** The consultation in which a merged one goes on. */
  mergedInto: string | null;
  rating: Rating | null;
  canRate: boolean;
  lastMessage: LastMessage | null;
  customerWaitingSinceMs: number | null;
  silenceDeadlineMs: number | null;
  assignmentReason: AssignmentReason | null;
}

export interface Transition {
  from: ConsultationState;
  to: ConsultationState;
  atMs: number;
  actor: { kind: 'customer' | 'agent' | 'system' | 'app'; uid?: string | null };
  reason: string;
}

export interface ConsultationDetail extends Consultation {
  transitions: Transition[];
}

export interface Customer {
  uid: string;
  name: string;
  verified: boolean;
  traits: Record<string, string>;
  locale: string | null;
  online: boolean;
  terminals: string[];
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  consultations: Consultation[];
}

export interface DeskStatus {
  status: AgentStatus;
  capacity: number;
  load: number;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface Answers<Ok> {
  200: { headers: Record<string, unknown>; content: { 'application/json': Ok } };
  default: { headers: Record<string, unknown>; content: { 'application/problem+json': Problem } };
}

interface Parameters<Query, Path> {
  query?: Query;
  header?: never;
  path: Path;
  cookie?: never;
}

interface NoParameters {
  query?: never;
  header?: never;
  path?: never;
  cookie?: never;
}

interface Read<Ok, Query = never, Path = never> {
  parameters: [Path] extends [never]
    ? { query?: Query; header?: never; path?: never; cookie?: never }
    : Parameters<Query, Path>;
  requestBody?: never;
  responses: Answers<Ok>;
}

interface Write<Ok, Body = never> {
  parameters: NoParameters;
  requestBody: [Body] extends [never] ? undefined : { content: { 'application/json': Body } };
  responses: Answers<Ok>;
}

interface WriteWithoutBody<Ok, Path = never> {
  parameters: [Path] extends [never] ? NoParameters : Parameters<never, Path>;
  requestBody?: never;
  responses: Answers<Ok>;
}

export interface PageQuery {
  limit?: number;
  cursor?: string;
}

export interface paths {
  '/v1/console/setup/inspect': { post: Write<SetupInvitation, { code: string }> };
  '/v1/console/setup': { post: Write<Session, { code: string; name?: string; password: string }> };
  '/v1/console/login': { post: Write<Session, { appId?: string; uid: string; password: string }> };
  '/v1/console/refresh': { post: WriteWithoutBody<Session | undefined> };
  '/v1/console/logout': { post: WriteWithoutBody<undefined> };
  '/v1/console/me': { get: Read<Me> };
  '/v1/desk/queue': { get: Read<Page<Consultation>, PageQuery> };
  '/v1/desk/queue/accept-next': { post: WriteWithoutBody<Consultation> };
  '/v1/desk/consultations': { get: Read<Page<Consultation>, PageQuery & { scope: 'mine' | 'resolved' }> };
  '/v1/desk/consultations/{id}': { get: Read<ConsultationDetail, never, { id: string }> };
  '/v1/desk/consultations/{id}/resolve': { post: WriteWithoutBody<Consultation, { id: string }> };
  '/v1/desk/customers/{uid}': { get: Read<Customer, never, { uid: string }> };
  '/v1/desk/status': { put: Write<DeskStatus, { status: AgentStatus }> };
}
