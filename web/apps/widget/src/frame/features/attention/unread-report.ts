/** Tells the host page how much is unread and what came last: each once, so that a bubble that was dismissed stays away. */
import { computed, effect, signal } from '@preact/signals';
import type { Services } from '../../kit/feature';
import { plainText } from '../../model/messages';

const KEY = 'unread';

export function reportUnread({ state, store, host }: Services): void {
  /** As the tab tells it that has the connection. */
  const elsewhere = signal<number | null>(null);
  store.watch(KEY, (value) => {
    elsewhere.value = value === null ? 0 : Number(value) || 0;
  });
  const isOnline = computed(() => state.connection.value?.state === 'online');
  let toldCount: number | null = null;
  let toldKey: string | null = null;

  effect(() => {
    // A new list with every change of the conversation, whatever changed.
    const unread = state.unread.value;
    const own = state.unreadCount.value;
    const count = isOnline.value ? own : (elsewhere.value ?? own);
    if (isOnline.value && store.get(KEY) !== `${own}` && (own > 0 || store.get(KEY) !== null)) store.set(KEY, `${own}`);
    const link = host();
    if (link === null) return;
    if (count !== toldCount) {
      toldCount = count;
      link.send({ type: 'unread', count });
    }
    const newest = unread.at(-1);
    const key = newest?.key ?? '';
    if (key === toldKey) return;
    toldKey = key;
    link.send({
      type: 'last_message',
      message:
        newest === undefined
          ? null
          : {
              author: state.nameOf(newest.senderUid).slice(0, 200),
              text: plainText(newest).slice(0, 300) || '…',
            },
    });
  });
}
