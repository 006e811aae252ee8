/** Typed events and stores. A listener that throws is reported and never disturbs the others. */
import type { Emitter, Logger, Store, Unsubscribe } from './types';

type Listener = (event: never) => void;

export function createEmitter<Events>(
  logger?: Logger,
): Emitter<Events> & { emit<Name extends keyof Events>(name: Name, event: Events[Name]): void } {
  const listeners = new Map<keyof Events, Set<Listener>>();

  function on(name: keyof Events, listener: Listener): Unsubscribe {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => off(name, listener);
  }

  function off(name: keyof Events, listener: Listener): void {
    listeners.get(name)?.delete(listener);
  }

  return {
    on,
    off,
    once(name, listener) {
      const stop = on(name, (event) => {
        stop();
        listener(event);
      });
      return stop;
    },
    emit(name, event) {
      // A copy, so that listeners may come and go while the event is handed out.
      for (const listener of [...(listeners.get(name) ?? [])]) guard(() => listener(event as never), logger);
    },
  };
}

/** A value computed when asked for, and listeners told once per turn of the event loop, however much changed. */
export function createStore<T>(build: () => T, logger?: Logger): Store<T> & { changed(): void } {
  const listeners = new Set<() => void>();
  let snapshot: T;
  let stale = true;
  let scheduled = false;
  return {
    getSnapshot() {
      if (stale) {
        stale = false;
        snapshot = build();
      }
      return snapshot;
    },
    subscribe(listener) {
      // Wrapped, so that one function subscribed twice counts twice.
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    changed() {
      stale = true;
      if (scheduled || !listeners.size) return;
      scheduled = true;
      void Promise.resolve().then(() => {
        scheduled = false;
        for (const listener of [...listeners]) guard(listener, logger);
      });
    },
  };
}

function guard(call: () => void, logger?: Logger): void {
  try {
    call();
  } catch (cause) {
    // Never in silence: without a logger the console is all there is.
    if (logger?.warn) logger.warn('a listener threw', cause);
    else console.error(cause);
  }
}
