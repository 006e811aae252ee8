/** A controller for screens without a server: moving about works, everything else is quietly accepted. */
import { signal } from '@preact/signals';
import type { Controller } from '../src/frame/model/controller';
import type { State } from '../src/frame/model/state';

const quiet = () => undefined;
const done = () => Promise.resolve();

export function idleController(state: State): Controller {
  return {
    deviceName: 'Chrome on Linux',
    serverNow: Date.now,
    host: () => null,
    attachHost: quiet,
    ready: quiet,
    handleHost: quiet,
    startAlone: quiet,
    retry: quiet,
    reconnect: quiet,
    close: quiet,
    showChat: () => {
      state.view.value = 'chat';
    },
    showHome: () => {
      state.view.value = 'home';
    },
    send: done,
    resend: quiet,
    discard: quiet,
    typing: quiet,
    loadOlder: done,
    conclude: done,
    draft: () => '',
    draftChanges: signal(0),
    keepDraft: quiet,
  };
}
