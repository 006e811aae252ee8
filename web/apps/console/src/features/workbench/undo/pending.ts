/**
 * What is final is held back for a while: until then nothing has left this page, and it can be taken back. It is done
 * at once when the page goes, when somebody signs out, or when more waits than can be shown.
 */
import { create } from 'zustand';

export const UNDO_MS = 8_000;
/** Each needs a place on screen; the oldest is done when another one comes. */
const HELD_AT_MOST = 3;

export interface Pending {
  /** Of the consultation. */
  id: string;
  conversationId: string;
  name: string;
  /** By the page's own steady clock. */
  endsAtMs: number;
}

interface Held extends Pending {
  timer: ReturnType<typeof setTimeout>;
  commit: (leaving: boolean) => Promise<void>;
}

/** `pending`: can be undone. `leaving`: on the way to the server, no longer ours, not yet answered. */
export const usePending = create<{ pending: readonly Pending[]; leaving: ReadonlySet<string> }>(() => ({
  pending: [],
  leaving: new Set(),
}));

let held: readonly Held[] = [];

function show(next: readonly Held[]): void {
  held = next;
  usePending.setState({ pending: next.map(({ timer: _timer, commit: _commit, ...pending }) => pending) });
}

function take(id: string): Held | undefined {
  const found = held.find((one) => one.id === id);
  if (!found) return undefined;
  clearTimeout(found.timer);
  show(held.filter((one) => one !== found));
  return found;
}

function setLeaving(id: string, on: boolean): void {
  usePending.setState(({ leaving }) => {
    const next = new Set(leaving);
    if (on) next.add(id);
    else next.delete(id);
    return { leaving: next };
  });
}

/** `leaving`: the page may be gone before the answer is there. Settles when it is answered. */
export async function commitNow(id: string, leaving = false): Promise<void> {
  const found = held.find((one) => one.id === id);
  if (!found) return;
  setLeaving(id, true);
  take(id);
  try {
    await found.commit(leaving);
  } finally {
    setLeaving(id, false);
  }
}

export function holdBack(
  what: Pick<Pending, 'id' | 'conversationId' | 'name'>,
  commit: (leaving: boolean) => Promise<void>,
): void {
  if (held.some(({ id }) => id === what.id)) return;
  const oldest = held[0];
  if (held.length >= HELD_AT_MOST && oldest) void commitNow(oldest.id);
  const timer = setTimeout(() => void commitNow(what.id), UNDO_MS);
  show([...held, { ...what, endsAtMs: performance.now() + UNDO_MS, timer, commit }]);
}

/** True when it was in time. */
export function undo(id: string): boolean {
  return take(id) !== undefined;
}

export function undoLatest(): boolean {
  const latest = held.at(-1);
  return latest !== undefined && undo(latest.id);
}

/** Does everything that is held back. */
export async function flushPending(leaving = false): Promise<void> {
  await Promise.all(held.map(({ id }) => commitNow(id, leaving)));
}

/** Forgets what is held back, for somebody who may not do it any more. */
export function dropPending(): void {
  for (const { timer } of held) clearTimeout(timer);
  show([]);
}

/** A page that is left, or put to sleep, does not come back in time. Returns what stops it. */
export function flushOnLeave(): () => void {
  const flush = (): void => void flushPending(true);
  addEventListener('pagehide', flush);
  document.addEventListener('freeze', flush);
  return () => {
    removeEventListener('pagehide', flush);
    document.removeEventListener('freeze', flush);
  };
}
