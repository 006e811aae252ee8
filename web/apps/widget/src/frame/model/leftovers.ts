/** Who may have left unsent words in this browser, so that a logout finds them on a page where their chat has not begun. */
import type { KeyValueStore } from '../platform/storage';

const KEY = 'uids';
/** Of a browser on a counter, where nobody logs out. */
const MAX_REMEMBERED = 100;

export interface Leftovers {
  /** From now on this user may leave some. */
  expect(uid: string): void;
  wipe(): void;
}

export function createLeftovers(store: KeyValueStore, forget: (uid: string) => void): Leftovers {
  const uids = () => new Set(store.get(KEY)?.split('\n'));
  return {
    expect: (uid) => store.set(KEY, [...uids().add(uid)].slice(-MAX_REMEMBERED).join('\n')),
    wipe() {
      uids().forEach(forget);
      store.delete(KEY);
    },
  };
}
