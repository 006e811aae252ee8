/** What the visitor wrote and the outbox does not have yet: kept by the browser at every moment, since a page may end at any. */
import type { KeyValueStore } from '../platform/storage';

const KEY = 'draft';
/** The customer who wrote it; not there when it was an anonymous visitor, who may be anybody. */
const WRITER_KEY = 'draft-writer';

export interface Draft {
  /** What belongs into the box. */
  read(): string;
  keep(text: string): void;
  /** The box is empty, its words are on their way; until they are released, the next page finds them as draft. */
  hold(text: string): () => void;
  /** What is on its way will not arrive: it is draft again. */
  takeBack(): void;
}

/** `customer` tells who sits at the box, empty for an anonymous visitor. */
export function createDraft(store: KeyValueStore, customer: () => string): Draft {
  const held = new Set<{ text: string }>();
  let typed = '';

  function write(): void {
    const all = [...held, { text: typed }].map(({ text }) => text).filter((text) => text !== '');
    keepOrDelete(WRITER_KEY, all.length === 0 ? '' : customer());
    keepOrDelete(KEY, all.join('\n'));
  }

  function keepOrDelete(key: string, value: string): void {
    if (value === '') store.delete(key);
    else store.set(key, value);
  }

  function readable(): boolean {
    const writer = store.get(WRITER_KEY);
    return writer === null || writer === customer();
  }

  return {
    // With nothing on its way another tab may know better than this one.
    read: () => (held.size > 0 ? typed : (readable() && store.get(KEY)) || ''),
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
  };
}
