/** Tells the server what arrived: one confirmation per conversation for a burst of messages. */
import type { Frame } from '../generated/frame';
import type { Clock } from '../types';

const DELAY_MS = 100;
const MAX_UNCONFIRMED = 20;

/** `post` returns false while there is no connection; `high` is the position up to which nothing is missing. */
export function createReceipts(
  clock: Clock,
  post: (frame: Frame) => boolean,
  high: (id: string) => number | undefined,
) {
  const dirty = new Set<string>();
  let count = 0;
  let timer: unknown;

  function flush(): void {
    clock.clearTimeout(timer);
    timer = undefined;
    count = 0;
    for (const conversationId of dirty) {
      const seq = high(conversationId);
      if (!seq || post({ received: { conversationId, seq: String(seq) } })) dirty.delete(conversationId);
    }
  }

  return {
    confirm(conversationId: string) {
      dirty.add(conversationId);
      if (++count >= MAX_UNCONFIRMED) flush();
      else timer ??= clock.setTimeout(flush, DELAY_MS);
    },
    flush,
  };
}
