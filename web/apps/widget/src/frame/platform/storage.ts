/** A small string store for one site: localStorage of the frame, or memory where the browser denies it. */

export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  delete(key: string): void;
  /** Told when another tab has changed it; null when it is gone there. */
  watch(key: string, listener: (value: string | null) => void): void;
  /** Removes every key of the site except those in `keep`. */
  clear(keep: readonly string[]): void;
}

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

/** Reading `localStorage` throws in a frame whose storage is blocked; writing throws when it is full. */
function usable(open: () => Storage): Storage {
  try {
    const storage = open();
    const probe = 'skein:probe';
    storage.setItem(probe, '1');
    storage.removeItem(probe);
    return storage;
  } catch {
    return memory();
  }
}

export function siteStore(site: string, open: () => Storage = () => window.localStorage): KeyValueStore {
  const storage = usable(open);
  const prefix = `skein:${site}:`;
  return {
    get: (key) => storage.getItem(prefix + key),
    set(key, value) {
      try {
        storage.setItem(prefix + key, value);
      } catch {
        // Full: the widget works on with what it has in memory.
      }
    },
    delete: (key) => storage.removeItem(prefix + key),
    watch(key, listener) {
      // Never about what this tab wrote itself.
      window.addEventListener('storage', (event) => {
        if (event.storageArea !== storage) return;
        // Without a key everything was wiped.
        if (event.key === null || event.key === prefix + key) listener(storage.getItem(prefix + key));
      });
    },
    clear(keep) {
      const kept = new Set(keep.map((key) => prefix + key));
      const held = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of held) if (key?.startsWith(prefix) && !kept.has(key)) storage.removeItem(key);
    },
  };
}
