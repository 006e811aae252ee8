/** One clock for all timers on screen: ticks once a second, shows the server's time. */
import { useSyncExternalStore } from 'react';

const ownClock = (): number => Date.now();
let clock = ownClock;
let shown = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  shown = serverNow();
  for (const listener of listeners) listener();
}

/** The server's time now; deadlines are never measured with this machine's clock alone. */
export function serverNow(): number {
  return clock();
}

/** Shows the time of a client, asked anew each time: it may measure the server's clock at any moment. */
export function followClock(client: () => number): () => void {
  const show = (next: () => number): void => {
    clock = next;
    tick();
  };
  show(client);
  return () => show(ownClock);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    shown = serverNow();
    timer = setInterval(tick, 1000);
    // The timers of a hidden page are slowed down; who comes back sees no old time.
    document.addEventListener('visibilitychange', tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}

/** The server's time, anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => shown);
}
