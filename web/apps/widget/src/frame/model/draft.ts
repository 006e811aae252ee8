/**
 * What the visitor wrote and the outbox does not have yet: kept by the browser at every moment, since a page may end at
 * any, and the same in all its tabs.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { KeyValueStore } from '../platform/storage';

const KEY = 'draft';
/** The customer who wrote it; not there when it was an anonymous visitor, who may be anybody. */
const WRITER_KEY = 'draft-writer';

export interface Draft {
  /** What belongs into the box. */
  read(): string;
  keep(text: string): void;
  /** Grows when another tab has changed what belongs into the box. */
  changes: ReadonlySignal<number>;
  /** The box is empty, its words are on their way; until they are released, the next page finds them as draft. */
  hold(text: string): () => void;
  /** What is on its way will not arrive: it is draft again. */
  takeBack(): void;
}

/** `customer` tells who sits at the box, empty for an anonymous visitor. */
export function createDraft(store: KeyValueStore, customer: () => string): Draft {
  const held = new Set<{ text: string }>();
  const changes = signal(0);
  let typed = '';
  /** What all tabs agreed on last. */
  let shared = store.get(KEY) ?? '';

  store.watch(KEY, (value) => {
    const before = shared;
    shared = value ?? '';
    // Whoever has gone on writing here keeps what they wrote.
    if (held.size > 0 || (typed !== '' && typed !== before)) return;
    typed = '';
    changes.value += 1;
  });

  function write(): void {
    const all = [...held, { text: typed }].map(({ text }) => text).filter((text) => text !== '');
    keepOrDelete(WRITER_KEY, all.length === 0 ? '' : customer());
    shared = all.join('\n');
    keepOrDelete(KEY, shared);
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
    changes,
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
