/** What the visitor wrote and the outbox does not have yet: kept by the browser at every moment, since a page may end at any. */
import type { KeyValueStore } from '../platform/storage';

const KEY = 'draft';

export interface Draft {
  /** What belongs into the box. */
  read(): string;
  keep(text: string): void;
  /** The box is empty, its words are on their way; until they are released, the next page finds them as draft. */
  hold(text: string): () => void;
  /** What is on its way will not arrive: it is draft again. */
  takeBack(): void;
  clear(): void;
}

export function createDraft(store: KeyValueStore): Draft {
  const held = new Set<{ text: string }>();
  let typed = '';

  function write(): void {
    const all = [...held, { text: typed }].map(({ text }) => text).filter((text) => text !== '');
    if (all.length === 0) store.delete(KEY);
    else store.set(KEY, all.join('\n'));
  }

  return {
    // With nothing on its way another tab may know better than this one.
    read: () => (held.size > 0 ? typed : (store.get(KEY) ?? '')),
    keep(text) {
      typed = text;
      write();
    },
    hold(text) {
      const words = { text };
      held.add(words);
      typed = '';
      write();
      return () => {
        if (held.delete(words)) write();
      };
    },
    takeBack: () => held.clear(),
    clear() {
      held.clear();
      store.delete(KEY);
    },
  };
}
