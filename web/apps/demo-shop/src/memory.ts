/** What the browser remembers for the shop, in all its tabs; a browser that forbids that forgets with the page. */

const held = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`shop:${key}`);
  } catch {
    return held.get(key) ?? null;
  }
}

/** Null forgets. */
export function remember(key: string, value: string | null): void {
  if (value === null) held.delete(key);
  else held.set(key, value);
  try {
    if (value === null) localStorage.removeItem(`shop:${key}`);
    else localStorage.setItem(`shop:${key}`, value);
  } catch {
    // Held for this page.
  }
}

/** Runs when another tab has changed it. */
export function onChange(key: string, listener: (value: string | null) => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === `shop:${key}`) listener(event.newValue);
  });
}
