/**
 * Which keys do what, and which keys belong to the text. Letters are physical keys (`event.code`), so that they lie
 * in the same place in every keyboard layout; a key that writes a character is never taken from a text.
 */

export type Command =
  | 'accept-next'
  | 'resolve'
  | 'resolve-next'
  | 'next'
  | 'previous'
  | 'next-unread'
  | 'toggle-side'
  | 'shortcut-sheet'
  | 'undo';

export interface KeyStroke {
  code: string;
  /** What the key yields: a character, or the name of a key without one. */
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  /** The third level of the keyboard is held: it exists to write characters. */
  altGraph: boolean;
}

/** Where the key was pressed. */
export interface Surroundings {
  /** The caret is in a text. */
  inText: boolean;
  /** In one with nothing in it to undo. */
  emptyText: boolean;
  /** There the Option key writes characters. */
  mac: boolean;
  /** What the physical key writes without modifiers, as far as it was seen. */
  plainKey: string | undefined;
}

const WITH_ALT: Readonly<Record<string, Command>> = {
  KeyA: 'accept-next',
  KeyE: 'resolve',
  KeyJ: 'next',
  KeyK: 'previous',
  KeyU: 'next-unread',
  KeyO: 'toggle-side',
};

/** Keys that only prepare a character, or that an input method has taken. */
const UNFINISHED = new Set(['Dead', 'Process', 'Unidentified', 'Compose']);

function isCharacter(key: string): boolean {
  return UNFINISHED.has(key) || [...key].length === 1;
}

/** The letter on a physical key of the common layouts: "KeyE" is "e". */
function letterOf(code: string): string | undefined {
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}

/**
 * True when the stroke writes something. Alt writes where it makes another character of a key (Option on a Mac, Alt and
 * Ctrl together as the third level of Windows); Ctrl or ⌘ without it never does.
 */
export function writesCharacter(stroke: KeyStroke, { mac, plainKey }: Pick<Surroundings, 'mac' | 'plainKey'>): boolean {
  if (!isCharacter(stroke.key)) return false;
  if (stroke.altGraph) return true;
  if (stroke.metaKey || (stroke.ctrlKey && (mac || !stroke.altKey))) return false;
  if (!stroke.altKey || mac) return true;
  return stroke.key.toLowerCase() !== (plainKey ?? letterOf(stroke.code));
}

export function commandOf(stroke: KeyStroke, surroundings: Surroundings): Command | null {
  // The third level is never meant as a shortcut, wherever the caret is.
  if (stroke.altGraph || (surroundings.inText && writesCharacter(stroke, surroundings))) return null;
  const control = stroke.ctrlKey || stroke.metaKey;
  // By its character: where it lies elsewhere, the same key with Ctrl belongs to the browser, which zooms by it.
  if (control && !stroke.altKey && (stroke.key === '/' || stroke.key === '?')) return 'shortcut-sheet';
  if (stroke.shiftKey) return null;
  if (stroke.altKey && control) return stroke.code === 'KeyE' ? 'resolve-next' : null;
  if (stroke.altKey) return WITH_ALT[stroke.code] ?? null;
  // In a text, undoing is about the text.
  return control && (!surroundings.inText || surroundings.emptyText) && stroke.key.toLowerCase() === 'z'
    ? 'undo'
    : null;
}

/** The id before or after in the list; from nothing, the first or the last. */
export function neighbour(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + step] ?? null;
}
