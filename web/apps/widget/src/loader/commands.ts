/** `window.skein(…)`: runs what the page queued before the script arrived, and everything after that at once. */

export type Command =
  | { name: 'open' | 'close' | 'toggle' | 'logout' }
  | { name: 'identify'; identityToken: string }
  | { name: 'clue'; clue: object };

export type Listener = (detail: unknown) => void;

/** The stub a page may define before the script has loaded; its calls wait in `q`. */
export interface SkeinFunction {
  (...call: unknown[]): unknown;
  q?: ArrayLike<unknown>[];
}

export interface Listeners {
  on(event: unknown, listener: unknown): (() => void) | undefined;
  emit(event: string, detail?: unknown): void;
}

export function createListeners(): Listeners {
  const listening = new Set<{ event: unknown; listener: Listener }>();
  return {
    on(event, listener) {
      if (typeof listener !== 'function') return undefined;
      const entry = { event, listener: listener as Listener };
      listening.add(entry);
      return () => void listening.delete(entry);
    },
    emit(event, detail) {
      for (const entry of listening) {
        try {
          if (entry.event === event) entry.listener(detail);
        } catch (error) {
          // A page's listener must not break the chat.
          console.error(error);
        }
      }
    },
  };
}

export function parseCommand(name: unknown, argument: unknown): Command | null {
  switch (name) {
    case 'open':
    case 'close':
    case 'toggle':
    case 'logout':
      return { name };
    case 'identify': {
      const identityToken = (argument as { identityToken?: unknown } | null)?.identityToken;
      return typeof identityToken === 'string' ? { name, identityToken } : null;
    }
    case 'clue':
      // A copy of plain data: what the page changes later, or what cannot cross a port, does not come along.
      return { name, clue: { ...JSON.parse(JSON.stringify(argument ?? {})) } };
    default:
      return null;
  }
}

/** Runs the queue at once, so everything that `run` needs must be there. */
export function installCommands(
  page: Window & { skein?: SkeinFunction },
  listeners: Listeners,
  run: (command: Command) => void,
): void {
  const queued = page.skein?.q ?? [];
  page.skein = (name, first, second) => {
    if (name === 'on') return listeners.on(first, second);
    const command = parseCommand(name, first);
    if (command === null) console.warn('skein: bad command', name);
    else run(command);
    return undefined;
  };
  for (const call of queued) page.skein(...Array.from(call));
}
