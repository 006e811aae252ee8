/** What this client wants to say: one lane per conversation, first in first out, resent under the same id until stored. */
import { backoffMs } from '../connection/backoff';
import type { Link } from '../connection/link';
import { fromContent, type OutgoingContent, withoutControls } from '../content';
import { ImError } from '../errors';
import type { Frame } from '../generated/frame';
import type { Clock, ConnectionLimits, Message, OutboxRecord, OutgoingMessage } from '../types';
import { number } from '../wire';
import type { Persistence } from './persistence';

const ACK_TIMEOUT_MS = 5_000;
/** A busy server is not asked more often. */
const MIN_RETRY_MS = 1_000;
const GIVE_UP_ONLINE_MS = 120_000;
const GIVE_UP_QUEUED_MS = 86_400_000;
const MAX_MESSAGES = 200;
const MAX_BYTES = 1_048_576;
/** What a frame adds to its content, at most. */
const FRAME_BYTES = 512;

export interface OutboxHost {
  clock: Clock;
  uid(): string | undefined;
  link(): Link | undefined;
  limits(): ConnectionLimits;
  /** Not known before the first welcome. */
  serverOffsetMs(): number | undefined;
  /** A row of this conversation is new, changed or gone. */
  onChange(conversationId: string): void;
  /** The server stored this message and said so to us first. */
  onStored(message: Message): void;
  /** The row in its conversation, once it has moved there. */
  find(conversationId: string, clientMsgId: string): Message | undefined;
}

export interface Outbox {
  send(conversationId: string, content: OutgoingContent, clientMsgId?: string): OutgoingMessage;
  retry(clientMsgId: string): boolean;
  cancel(clientMsgId: string): boolean;
  /** Rows that are not part of the conversation yet, in the order of sending. */
  rows(conversationId: string): Message[];
  /** A stored copy was seen: by ack, push, sync or history. */
  stored(clientMsgId: string, seq: number, timeMs: number): void;
  /** The stored copy took its place in the conversation: the local row goes. */
  placed(clientMsgId: string): void;
  onAck(ack: Frame['ack']): void;
  restore(record: OutboxRecord): void;
  unsent(): OutboxRecord[];
  /** Sends whatever may be sent now. */
  drain(): void;
  /** Lets go of everything, without a word to storage. */
  clear(): void;
}

interface Entry {
  record: OutboxRecord;
  row: Message;
  bytes: number;
  attempt: number;
  onlineMs: number;
  handle: OutgoingMessage;
  settle(error?: ImError): void;
  renew(): void;
}

export function createOutbox(host: OutboxHost, persistence: Persistence): Outbox {
  const { clock } = host;
  const entries = new Map<string, Entry>();
  /** The conversation's message under way, or waiting for its next try. */
  const busy = new Map<string, Entry>();
  /** Storage may be read just as they are taken out of it. */
  const cancelled = new Set<string>();
  let lastCreatedMs = 0;

  function stamp(): Pick<OutboxRecord, 'createdAtMs' | 'serverOffsetMs'> {
    lastCreatedMs = Math.max(clock.now(), lastCreatedMs + 1);
    const serverOffsetMs = host.serverOffsetMs();
    return { createdAtMs: lastCreatedMs, ...(serverOffsetMs !== undefined && { serverOffsetMs }) };
  }

  /** By the server's clock at both ends: the one here may have been set meanwhile, also between two pages. */
  function ageMs({ createdAtMs, serverOffsetMs }: OutboxRecord): number {
    const offsetMs = host.serverOffsetMs() ?? 0;
    return clock.now() + offsetMs - createdAtMs - (serverOffsetMs ?? offsetMs);
  }

  function isWaiting(entry: Entry): boolean {
    return entry.row.status === 'queued' || entry.row.status === 'sending';
  }

  function createEntry(record: OutboxRecord): Entry {
    const { clientMsgId, conversationId, content, createdAtMs } = record;
    let sent: Promise<Message>;
    let resolve: (message: Message) => void;
    let reject: (error: ImError) => void;
    const entry: Entry = {
      record,
      row: {
        key: clientMsgId,
        conversationId,
        seq: 0,
        senderUid: host.uid() ?? '',
        clientMsgId,
        // Among messages with the server's times.
        timeMs: createdAtMs + (record.serverOffsetMs ?? host.serverOffsetMs() ?? 0),
        content,
        own: true,
        status: 'queued',
      },
      // Every character beyond ASCII counts as three bytes: close enough to refuse in time.
      bytes: JSON.stringify(content).replace(/[^ -~]/g, '***').length,
      attempt: 0,
      onlineMs: 0,
      settle: (error) => (error ? reject(error) : resolve(entry.row)),
      renew() {
        sent = new Promise((onResolve, onReject) => {
          resolve = onResolve;
          reject = onReject;
        });
        // Nobody has to look at it: the row shows the failure too.
        sent.catch(() => {});
      },
      handle: {
        clientMsgId,
        get message() {
          return host.find(conversationId, clientMsgId) ?? entry.row;
        },
        get status() {
          return this.message.status;
        },
        get sent() {
          return sent;
        },
        retry: () => retry(clientMsgId),
        cancel: () => cancel(clientMsgId),
      },
    };
    entry.renew();
    entries.set(clientMsgId, entry);
    return entry;
  }

  function change(entry: Entry, fields: Partial<Message>): void {
    const { error: _, ...row } = entry.row;
    entry.row = { ...row, ...fields };
    host.onChange(entry.row.conversationId);
  }

  /** Puts the entry in the queue, if there is room. */
  function admit(entry: Entry): void {
    let count = 1;
    let bytes = entry.bytes;
    for (const other of entries.values()) {
      if (other === entry || !isWaiting(other)) continue;
      count++;
      bytes += other.bytes;
    }
    if (count > MAX_MESSAGES || bytes > MAX_BYTES) {
      fail(entry, new ImError('outbox_full', 'limit', 'too many wait to be sent', true), false);
      return;
    }
    const { failed: _, ...record } = entry.record;
    entry.record = record;
    change(entry, { status: 'queued' });
    persistence.put(record);
    drain();
  }

  /** What failed stays until it is retried or cancelled, also for good: nothing a person wrote is dropped in silence. */
  function fail(entry: Entry, error: ImError, keep = true): void {
    leaveLane(entry);
    change(entry, { status: 'failed', error });
    if (keep) {
      entry.record = { ...entry.record, failed: error.code, ...(!error.retryable && { final: true }) };
      persistence.put(entry.record);
    } else {
      persistence.delete(entry.record.clientMsgId);
    }
    entry.settle(error);
    drain();
  }

  function leaveLane(entry: Entry): void {
    if (busy.get(entry.row.conversationId) === entry) busy.delete(entry.row.conversationId);
  }

  function drain(): void {
    const link = host.link();
    if (!link) return;
    for (const entry of entries.values()) {
      if (busy.size >= host.limits().maxInFlight) return;
      // One at a time in a conversation: a refused message must not be overtaken by the next.
      if (isWaiting(entry) && !busy.has(entry.row.conversationId)) void transmit(entry, link);
    }
  }

  async function transmit(entry: Entry, link: Link): Promise<void> {
    const { conversationId, clientMsgId, content } = entry.record;
    // The server would close the connection over such a frame, again and again.
    if (entry.bytes + FRAME_BYTES > host.limits().maxFrameBytes) {
      return fail(entry, new ImError('too_large', 'limit', 'the message does not fit into a frame', false));
    }
    busy.set(conversationId, entry);
    // Without a place in the lane it was settled from elsewhere; with another link a later call has taken over.
    const ours = () => busy.get(conversationId) === entry && host.link() === link;
    while (ours()) {
      if (entry.onlineMs >= GIVE_UP_ONLINE_MS)
        return fail(entry, new ImError('timeout', 'network', 'not stored in time'));
      if (entry.row.status === 'queued' && ageMs(entry.record) > GIVE_UP_QUEUED_MS) {
        return fail(entry, new ImError('expired', 'network', 'waited too long for a connection'));
      }
      if (entry.row.status === 'queued') change(entry, { status: 'sending' });
      try {
        const send = { conversationId, clientMsgId, content: fromContent(content) };
        const { ack } = await link.request({ send }, ACK_TIMEOUT_MS);
        if (!ack) throw new ImError('malformed', 'bug', 'no ack');
        onAck({ ...ack, clientMsgId });
      } catch (cause) {
        const error = cause as ImError;
        if (!ours()) break;
        if (!error.retryable) return fail(entry, error);
        let waitMs = ACK_TIMEOUT_MS;
        if (error.kind !== 'network') {
          waitMs = Math.max(error.retryAfterMs ?? 0, MIN_RETRY_MS, backoffMs(entry.attempt++, clock.random()));
          await new Promise<void>((resolve) => clock.setTimeout(resolve, waitMs));
        }
        // Counted, not measured: a machine that slept, or whose clock was set, did not try all that time.
        entry.onlineMs += waitMs;
      }
    }
    // The link is gone, the message is not: it goes first over the next one.
    if (host.link() !== link) {
      leaveLane(entry);
      drain();
    }
  }

  function stored(clientMsgId: string, seq: number, timeMs: number): void {
    const entry = entries.get(clientMsgId);
    if (!entry || entry.row.seq) return;
    leaveLane(entry);
    change(entry, { status: 'sent', seq, timeMs });
    persistence.delete(clientMsgId);
    entry.settle();
    drain();
  }

  function onAck(ack: Frame['ack']): void {
    const entry = entries.get(ack?.clientMsgId ?? '');
    if (!ack || !entry) return;
    stored(entry.record.clientMsgId, number(ack.seq), number(ack.timeMs));
    host.onStored(entry.row);
  }

  function retry(clientMsgId: string): boolean {
    const entry = entries.get(clientMsgId);
    if (entry?.row.status !== 'failed' || !entry.row.error?.retryable) return false;
    // To the end of the queue: what was sent since then stays in its order.
    entries.delete(clientMsgId);
    entries.set(clientMsgId, entry);
    entry.attempt = entry.onlineMs = 0;
    entry.record = { ...entry.record, ...stamp() };
    entry.renew();
    admit(entry);
    return true;
  }

  function cancel(clientMsgId: string): boolean {
    const entry = entries.get(clientMsgId);
    if (!entry || (entry.row.status !== 'queued' && entry.row.status !== 'failed')) return false;
    cancelled.add(clientMsgId);
    persistence.delete(clientMsgId);
    drop(entry);
    return true;
  }

  function drop(entry: Entry): void {
    leaveLane(entry);
    entries.delete(entry.record.clientMsgId);
    change(entry, { status: 'cancelled' });
    entry.settle(new ImError('cancelled', 'rejected', 'taken back'));
  }

  return {
    send(conversationId, content, clientMsgId = createId(clock)) {
      const known = entries.get(clientMsgId);
      if (known && known.record.conversationId !== conversationId)
        throw new ImError('idempotency_mismatch', 'rejected', 'this id is used in another conversation');
      if (known) return known.handle;
      const entry = createEntry({ clientMsgId, conversationId, content: withoutControls(content), ...stamp() });
      admit(entry);
      return entry.handle;
    },
    retry,
    cancel,
    rows: (conversationId) =>
      [...entries.values()].map(({ row }) => row).filter((row) => row.conversationId === conversationId),
    stored,
    placed(clientMsgId) {
      const entry = entries.get(clientMsgId);
      if (!entry?.row.seq) return;
      entries.delete(clientMsgId);
      host.onChange(entry.row.conversationId);
    },
    onAck,
    restore(record) {
      const { clientMsgId, conversationId } = record;
      if (entries.has(clientMsgId) || cancelled.has(clientMsgId) || host.find(conversationId, clientMsgId)) return;
      // Nobody knows how long it waited if no server said the time, so it waits from now on.
      const entry = createEntry(record.serverOffsetMs === undefined ? { ...record, ...stamp() } : record);
      // What is written now comes behind it, also when the clock was ahead on that page.
      lastCreatedMs = Math.max(lastCreatedMs, record.createdAtMs);
      if (record.failed) {
        const kind = record.final ? 'rejected' : 'network';
        change(entry, { status: 'failed', error: new ImError(record.failed, kind, 'not sent before') });
      } else {
        host.onChange(conversationId);
        drain();
      }
    },
    unsent() {
      const unsent = [...entries.values()].filter((entry) => !entry.row.seq);
      const serverOffsetMs = host.serverOffsetMs();
      // Written on this page before any server had said the time.
      if (serverOffsetMs !== undefined) for (const entry of unsent) entry.record = { serverOffsetMs, ...entry.record };
      return unsent.map(({ record }) => record);
    },
    drain,
    clear() {
      for (const entry of [...entries.values()]) if (!entry.row.seq) drop(entry);
    },
  };
}

let created = 0;

/** Unique per sender for ever; no secret. `crypto.randomUUID` is missing on plain http pages. */
function createId(clock: Clock): string {
  const chance = () => clock.random().toString(36).slice(2, 12).padEnd(10, '0');
  return [clock.now(), ++created].map((part) => part.toString(36)).join('-') + chance() + chance();
}
