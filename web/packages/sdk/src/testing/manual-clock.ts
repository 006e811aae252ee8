/** A clock that stands still until it is moved: every wait of the SDK becomes exact and instant. */
import type { Clock } from '../types';

/** Enough turns of the microtask queue for any chain of promises in the SDK. */
const FLUSH_TURNS = 100;

export interface ManualClock extends Clock {
  /** Moves time, running what falls due in order and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Lets promises settle without moving time. */
  flush(): Promise<void>;
}

interface Timer {
  atMs: number;
  order: number;
  callback: () => void;
}

export function createManualClock(options: { startMs?: number; random?: () => number } = {}): ManualClock {
  const { startMs = 1_700_000_000_000, random = () => 0.5 } = options;
  const timers = new Map<number, Timer>();
  let nowMs = startMs;
  let order = 0;

  function nextDue(untilMs: number): [number, Timer] | undefined {
    let next: [number, Timer] | undefined;
    for (const [handle, timer] of timers) {
      if (timer.atMs > untilMs) continue;
      const [, best] = next ?? [];
      if (!best || timer.atMs < best.atMs || (timer.atMs === best.atMs && timer.order < best.order)) {
        next = [handle, timer];
      }
    }
    return next;
  }

  async function flush(): Promise<void> {
    for (let turn = 0; turn < FLUSH_TURNS; turn++) await Promise.resolve();
  }

  return {
    now: () => nowMs,
    random,
    setTimeout(callback, ms) {
      timers.set(++order, { atMs: nowMs + Math.max(0, ms), order, callback });
      return order;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    flush,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await flush();
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        const [handle, timer] = due;
        timers.delete(handle);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.callback();
        await flush();
      }
      nowMs = untilMs;
    },
  };
}
