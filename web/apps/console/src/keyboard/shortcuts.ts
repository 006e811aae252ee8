/** Which keys do what. Physical keys (`event.code`), so that they work in every keyboard layout. */

export type Command =
  | 'accept-next'
  | 'resolve'
  | 'resolve-next'
  | 'next'
  | 'previous'
  | 'next-unread'
  | 'toggle-side'
  | 'shortcut-sheet';

export interface KeyStroke {
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

const WITH_ALT: Readonly<Record<string, Command>> = {
  KeyA: 'accept-next',
  KeyE: 'resolve',
  KeyJ: 'next',
  KeyK: 'previous',
  KeyU: 'next-unread',
  KeyO: 'toggle-side',
};

export function commandOf(stroke: KeyStroke): Command | null {
  const control = stroke.ctrlKey || stroke.metaKey;
  if (stroke.shiftKey) return null;
  if (stroke.altKey && control) return stroke.code === 'KeyE' ? 'resolve-next' : null;
  if (stroke.altKey) return WITH_ALT[stroke.code] ?? null;
  return control && stroke.code === 'Slash' ? 'shortcut-sheet' : null;
}

/** The id before or after in the list; from nothing, the first or the last. */
export function neighbour(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + step] ?? null;
}
