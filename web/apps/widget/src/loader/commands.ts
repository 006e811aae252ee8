/** `window.skein(…)`: runs what the page queued before the script arrived, and everything after that at once. */

export type Command =
  | { name: "open" | "close" | "toggle" | "logout" }
  | { name: "identify"; identityToken: string }
  | { name: "clue"; clue: unknown };

export type Listener = (detail: unknown) => void;

/** The stub a page may define before the script has loaded; its calls wait in `q`. */
export interface SkeinFunction {
  (...call: unknown[]): unknown;
  q?: ArrayLike<unknown>[];
}

export interface Commands {
  emit(event: string, detail?: unknown): void;
}

const PLAIN = ["open", "close", "toggle", "logout"] as const;

export function parseCommand(name: unknown, argument: unknown): Command | null {
  const plain = PLAIN.find((known) => known === name);
  if (plain !== undefined) return { name: plain };
  if (name === "clue") return { name, clue: argument };
  if (name === "identify") {
    const identityToken = (argument as { identityToken?: unknown } | null)?.identityToken;
    return typeof identityToken === "string" && identityToken !== "" ? { name, identityToken } : null;
  }
  return null;
}

export function installCommands(page: Window & { skein?: SkeinFunction }, run: (command: Command) => void): Commands {
  const listeners = new Map<string, Set<Listener>>();

  const listen = (event: unknown, listener: unknown) => {
    if (typeof event !== "string" || typeof listener !== "function") return undefined;
    const group = listeners.get(event) ?? new Set();
    listeners.set(event, group.add(listener as Listener));
    return () => group.delete(listener as Listener);
  };

  const skein: SkeinFunction = (name, ...rest) => {
    if (name === "on") return listen(rest[0], rest[1]);
    const command = parseCommand(name, rest[0]);
    if (command === null) console.warn(`skein: unknown or incomplete command "${String(name)}"`);
    else run(command);
    return undefined;
  };

  const queued = page.skein?.q ?? [];
  page.skein = skein;
  for (const call of queued) skein(...Array.from(call));

  return {
    emit(event, detail) {
      for (const listener of listeners.get(event) ?? []) {
        try {
          listener(detail);
        } catch (error) {
          // A page's listener must not break the chat.
          console.error(error);
        }
      }
    },
  };
}
