/** Unsent texts, one per conversation and user; they survive a reload. */
import { createStore, del, entries, set, type UseStore } from 'idb-keyval';
import { create } from 'zustand';

const SAVE_AFTER_MS = 250;

interface DraftState {
  drafts: Readonly<Record<string, string>>;
  /** How often a text came back to be edited: the composer takes the caret then. */
  restored: number;
}

export const useDrafts = create<DraftState>(() => ({ drafts: {}, restored: 0 }));

let database: UseStore | undefined;
let owner = '';
const timers = new Map<string, ReturnType<typeof setTimeout>>();

const store = (): UseStore => {
  database ??= createStore('skein-console', 'drafts');
  return database;
};

/** Loads the drafts of this user. Texts typed meanwhile win over stored ones. */
export async function openDrafts(uid: string): Promise<void> {
  owner = uid;
  useDrafts.setState({ drafts: {}, restored: 0 });
  const stored: Record<string, string> = {};
  try {
    for (const [key, value] of await entries<string, string>(store())) {
      if (key.startsWith(`${uid}/`)) stored[key.slice(uid.length + 1)] = value;
    }
  } catch {
    // Private windows may have no database: drafts then live as long as the page.
  }
  if (owner === uid) useDrafts.setState(({ drafts }) => ({ drafts: { ...stored, ...drafts } }));
}

export function setDraft(conversationId: string, text: string): void {
  useDrafts.setState(({ drafts }) => {
    const { [conversationId]: _previous, ...others } = drafts;
    return { drafts: text ? { ...others, [conversationId]: text } : others };
  });
  const key = `${owner}/${conversationId}`;
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => {
      timers.delete(key);
      const saving = text.trim() ? set(key, text, store()) : del(key, store());
      saving.catch(() => undefined);
    }, SAVE_AFTER_MS),
  );
}

/** A text that was not sent is a draft again, in front of what was written since. */
export function restoreDraft(conversationId: string, text: string): void {
  const { drafts, restored } = useDrafts.getState();
  const draft = drafts[conversationId];
  setDraft(conversationId, draft ? `${text}\n${draft}` : text);
  useDrafts.setState({ restored: restored + 1 });
}
