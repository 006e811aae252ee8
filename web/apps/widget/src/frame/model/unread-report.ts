/** Tells the host page how much is unread and what came last: each once, so that a bubble that was dismissed stays away. */
import { effect } from '@preact/signals';
import type { HostLink } from '../host-link';
import { plainText } from './rows';
import type { State } from './state';

export function reportUnread(state: State, host: () => HostLink | null): void {
  let toldCount: number | null = null;
  let toldKey: string | null = null;

  effect(() => {
    // A new list with every change of the conversation, whatever changed.
    const unread = state.unread.value;
    const link = host();
    if (link === null) return;
    if (unread.length !== toldCount) {
      toldCount = unread.length;
      link.send({ type: 'unread', count: toldCount });
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
