/** Typing, both ways: own keystrokes are thinned out, what others do lapses by itself. */
import type { Clock } from '../types';

const REPEAT_MS = 3_000;
const IDLE_MS = 4_000;
const LAPSE_MS = 6_000;

/** `send` gets true at most every 3 s while typing goes on, and false after 4 s of silence. */
export function createTypingSender(clock: Clock, send: (typing: boolean) => void) {
  let saidAtMs: number | undefined;
  let idleTimer: unknown;

  function stop(): void {
    clock.clearTimeout(idleTimer);
    if (saidAtMs !== undefined) send(false);
    saidAtMs = undefined;
  }

  return {
    touch() {
      clock.clearTimeout(idleTimer);
      idleTimer = clock.setTimeout(stop, IDLE_MS);
      if (saidAtMs !== undefined && clock.now() - saidAtMs < REPEAT_MS) return;
      saidAtMs = clock.now();
      send(true);
    },
    stop,
    /** A message went out: its arrival ends the typing for the others. */
    sent() {
      clock.clearTimeout(idleTimer);
      saidAtMs = undefined;
    },
  };
}

/** Who is typing now. */
export function createTypingList(clock: Clock, changed: () => void) {
  const timers = new Map<string, unknown>();

  function end(uid: string): void {
    clock.clearTimeout(timers.get(uid));
    if (timers.delete(uid)) changed();
  }

  return {
    uids: (): string[] => [...timers.keys()],
    set(uid: string, typing: boolean) {
      if (!typing) return end(uid);
      const known = timers.has(uid);
      clock.clearTimeout(timers.get(uid));
      timers.set(
        uid,
        clock.setTimeout(() => end(uid), LAPSE_MS),
      );
      if (!known) changed();
    },
    end,
  };
}
