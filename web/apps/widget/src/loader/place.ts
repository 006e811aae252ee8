/** A guest's place in the page: in its body, and back there when the page has thrown it out, but never for ever. */

const FIRST_PAUSE_MS = 50;
/** With pauses that double, the last of these comes after almost a minute. */
const MAX_RETURNS = 10;
/** A stay as long as this was no struggle: a page that changes its body with every navigation may do so for ever. */
const SETTLED_MS = 5_000;

export interface Place {
  /** Into the page, now or as soon as there is a body; also after having given up. */
  take(): void;
  leave(): void;
}

export function createPlace(page: Window, host: HTMLElement, onReturn: () => void): Place {
  const { document } = page;
  let wanted = false;
  let returns = 0;
  let timer: number | undefined;
  let calm: number | undefined;
  const observer = new MutationObserver(() => {
    if (!wanted || host.isConnected || timer || returns >= MAX_RETURNS) return;
    // Whoever rebuilds a page is not done with the first change.
    timer = page.setTimeout(
      () => {
        put();
        if (host.isConnected) onReturn();
      },
      FIRST_PAUSE_MS * 2 ** returns++,
    );
  });

  function put(): void {
    page.clearTimeout(timer);
    page.clearTimeout(calm);
    timer = undefined;
    if (!wanted) return;
    calm = page.setTimeout(() => {
      returns = 0;
    }, SETTLED_MS * returns);
    if (!host.isConnected) document.body?.append(host);
    observer.disconnect();
    for (const node of [document, document.documentElement, host.parentNode]) {
      if (node) observer.observe(node, { childList: true });
    }
  }

  return {
    take() {
      if (wanted && host.isConnected) return;
      wanted = true;
      returns = 0;
      put();
      // An async script may come before there is a body.
      if (!host.isConnected) document.addEventListener('DOMContentLoaded', put, { once: true });
    },
    leave() {
      wanted = false;
      observer.disconnect();
      host.remove();
    },
  };
}
