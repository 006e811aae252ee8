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

/** Loads the drafts of this user. */
export function openDrafts(uid: string): void {
  owner = uid;
  const drafts: Record<string, string> = {};
  const mine = keyOf('');
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(mine)) drafts[key.slice(mine.length)] = localStorage.getItem(key) ?? '';
    }
  } catch {
    // A browser may store nothing: drafts then live as long as the page.
  }
  useDrafts.setState({ drafts, restored: 0 });
}

/**
 * Stored in the same moment, by a storage that does not answer later: the page may go right after a letter or
 * after the sending, and a text that was sent must not be found as a draft then.
 */
export function setDraft(conversationId: string, text: string): void {
  useDrafts.setState(({ drafts }) => {
    const { [conversationId]: _previous, ...others } = drafts;
    return { drafts: text ? { ...others, [conversationId]: text } : others };
  });
  try {
    if (text.trim()) localStorage.setItem(keyOf(conversationId), text);
    else localStorage.removeItem(keyOf(conversationId));
  } catch {
    // Full or locked: as above.
  }
}

/** A text that was not sent is a draft again, in front of what was written since. */
export function restoreDraft(conversationId: string, text: string): void {
  const { drafts, restored } = useDrafts.getState();
  const draft = drafts[conversationId];
  setDraft(conversationId, draft ? `${text}\n${draft}` : text);
  useDrafts.setState({ restored: restored + 1 });
}
