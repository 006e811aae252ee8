/** `window.skein(…)`: runs what the page queued before the script arrived, and everything after that at once. */

export type Command =
  | { name: 'open' | 'close' | 'toggle' | 'logout' }
  | { name: 'identify'; identityToken: string }
  | { name: 'clue'; clue: object };

export type Listener = (detail: unknown) => void;

/** The stub a page may define before the script has loaded; its calls wait in `q`. */
export interface SkeinFunction {
  (...call: unknown[]): unknown;
  q?: Queue;
}

interface Queue extends ArrayLike<ArrayLike<unknown>> {
  push?: (call: ArrayLike<unknown>) => unknown;
}

export interface Listeners {
  on(event: unknown, listener: unknown): (() => void) | undefined;
  emit(event: string, detail?: unknown): void;
}

export function createListeners(): Listeners {
  let listening: { event: unknown; listener: Listener }[] = [];
  return {
    on(event, listener) {
      if (typeof listener !== 'function') return undefined;
      const entry = { event, listener: listener as Listener };
      listening = [...listening, entry];
      return () => {
        listening = listening.filter((other) => other !== entry);
      };
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

/** Longer than anything the server takes; the frame cuts or drops by its own rules. */
const MAX_TEXT = 2_001;
const TEXTS = ['channel', 'pageUrl', 'pageTitle', 'referrer', 'campaign', 'order'];
const PRODUCT_TEXTS = ['id', 'title', 'price', 'imageUrl', 'url'];

/** Known texts only: what a page hands in may go in circles, throw when it is read, or not cross a port. */
function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const value = from[name];
    if (/^(str|num|big)/.test(typeof value)) picked[name] = `${value as string}`.slice(0, MAX_TEXT);
  }
  return picked;
}

export function parseCommand(name: unknown, argument: unknown): Command | null {
  const given = Object(argument ?? {}) as Record<string, unknown>;
  switch (name) {
    case 'open':
    case 'close':
    case 'toggle':
    case 'logout':
      return { name };
    case 'identify': {
      const { identityToken } = given;
      return typeof identityToken === 'string' ? { name, identityToken } : null;
    }
    case 'clue': {
      if (given !== (argument ?? given)) return null;
      const clue = pick(given, TEXTS);
      if (given.product) clue.product = pick(Object(given.product), PRODUCT_TEXTS);
      return { name, clue };
    }
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
  const skein: SkeinFunction = (name, first, second) => {
    try {
      if (name === 'on') return listeners.on(first, second);
      const command = parseCommand(name, first);
      if (command) run(command);
      else console.warn('skein: bad command', name);
    } catch (error) {
      console.warn('skein: bad call', name, error);
    }
    return undefined;
  };
  const call = (given: ArrayLike<unknown>) => skein(given[0], given[1], given[2]);
  try {
    const stub = page.skein;
    page.skein = skein;
    // An element with that id, or something else of the page: not ours.
    const queue = typeof stub === 'function' ? stub.q : null;
    if (!queue) return;
    for (let at = 0; at < queue.length; at++) call(queue[at] ?? []);
    // The page may have kept the stub.
    queue.push = call;
  } catch (error) {
    console.warn('skein: window.skein', error);
  }
}
