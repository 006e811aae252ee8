/** Unsent texts, one per conversation and user; they survive a reload. */
import { create } from 'zustand';

interface DraftState {
  drafts: Readonly<Record<string, string>>;
  /** How often a text came back to be edited: the composer takes the caret then. */
  restored: number;
}

export const useDrafts = create<DraftState>(() => ({ drafts: {}, restored: 0 }));

const PREFIX = 'skein.console.draft';
let owner = '';

const keyOf = (conversationId: string): string => `${PREFIX}/${owner}/${conversationId}`;

/** What this page knows to be stored. A text that could not be stored is only here, and nobody else can have sent it. */
const stored = new Map<string, string>();

let stopFollowing: () => void = () => undefined;

/** Loads the drafts of this user and follows what other windows make of them. Returns what stops it. */
export function openDrafts(uid: string): () => void {
  stopFollowing();
  owner = uid;
  stored.clear();
  const drafts: Record<string, string> = {};
  const mine = keyOf('');
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(mine)) continue;
      const id = key.slice(mine.length);
      drafts[id] = localStorage.getItem(key) ?? '';
      stored.set(id, drafts[id]);
    }
  } catch {
    // A browser may store nothing: drafts then live as long as the page.
  }
  useDrafts.setState({ drafts, restored: 0 });

  const onStorage = ({ key, newValue, storageArea }: StorageEvent): void => {
    if (storageArea !== localStorage) return;
    // Null: everything was cleared.
    if (key === null) for (const id of stored.keys()) adopt(id, null);
    else if (key.startsWith(mine)) adopt(key.slice(mine.length), newValue);
  };
  addEventListener('storage', onStorage);
  const stop = (): void => {
    removeEventListener('storage', onStorage);
    if (stopFollowing !== stop) return;
    stopFollowing = () => undefined;
    stored.clear();
    useDrafts.setState({ drafts: {}, restored: 0 });
  };
  stopFollowing = stop;
  return stop;
}

/** What another window stored, or took away because it was sent there, holds here, too. */
function adopt(conversationId: string, text: string | null): void {
  if (text === null) stored.delete(conversationId);
  else stored.set(conversationId, text);
  show(conversationId, text ?? '');
}

function show(conversationId: string, text: string): void {
  useDrafts.setState(({ drafts }) => {
    const { [conversationId]: _previous, ...others } = drafts;
    return { drafts: text ? { ...others, [conversationId]: text } : others };
  });
}

/**
 * Stored in the same moment, by a storage that does not answer later: the page may go right after a letter or
 * after the sending, and a text that was sent must not be found as a draft then.
 */
export function setDraft(conversationId: string, text: string): void {
  show(conversationId, text);
  try {
    if (text.trim()) {
      localStorage.setItem(keyOf(conversationId), text);
      stored.set(conversationId, text);
    } else {
      localStorage.removeItem(keyOf(conversationId));
      stored.delete(conversationId);
    }
  } catch {
    // Full or locked: as above.
    stored.delete(conversationId);
  }
}

/**
 * Takes the draft to send it. Null when another window was faster, and its news is still on the way: it has sent the
 * text, or goes on writing another one, which is shown now.
 */
export function takeDraft(conversationId: string): string | null {
  const text = useDrafts.getState().drafts[conversationId] ?? '';
  const known = stored.get(conversationId);
  if (known !== undefined) {
    let found: string | null = known;
    try {
      found = localStorage.getItem(keyOf(conversationId));
    } catch {
      // Locked since: what is shown is all there is.
    }
    if (found !== known) {
      adopt(conversationId, found);
      return null;
    }
  }
  setDraft(conversationId, '');
  return text;
}

/** How many texts this user has begun. */
export function countDrafts(): number {
  return Object.values(useDrafts.getState().drafts).filter((text) => text.trim() !== '').length;
}

/** Nothing of this user stays on a machine that others use. */
export function forgetDrafts(): void {
  for (const id of Object.keys(useDrafts.getState().drafts)) setDraft(id, '');
}

/** A text that was not sent is a draft again, in front of what was written since. */
export function restoreDraft(conversationId: string, text: string): void {
  const { drafts, restored } = useDrafts.getState();
  const draft = drafts[conversationId];
  setDraft(conversationId, draft ? `${text}\n${draft}` : text);
  useDrafts.setState({ restored: restored + 1 });
}
