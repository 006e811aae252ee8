/** Entry of the chat frame: waits for the host's first word (or stands alone), then shows the widget. */
import '@skein/ui/tokens.css';
import '@skein/ui/base.css';
import '../styles/frame.css';
import { computed } from '@preact/signals';
import { createClient, systemClock } from '@skein/sdk';
import { pickLocale } from '@skein/ui';
import { render } from 'preact';
import { LOCALES, type ToFrame } from '../bridge/messages';
import { WidgetProvider } from './kit/context';
import { createController } from './model/controller';
import { createState } from './model/state';
import { deviceOf } from './platform/device';
import { linkHost } from './platform/host-link';
import { openOutbox } from './platform/outbox';
import { watchPage } from './platform/page-state';
import { siteStore } from './platform/storage';
import { followTheme } from './platform/theme';
import { createApi } from './session/api';

// Behind what they stand on: in this order the frame is 300 bytes smaller.

import { App } from './app/app';
import { FEATURES } from './app/features';
import { loadTexts } from './app/texts';

const parameters = new URLSearchParams(location.search);
const site = parameters.get('site') ?? '';
const store = siteStore(site);
const page = watchPage(window);
const state = createState(page.online);
const controller = createController({
  site,
  origin: location.origin,
  state,
  api: createApi(location.origin),
  store,
  page,
  device: deviceOf(store, window),
  outbox: await openOutbox(),
  clock: systemClock,
  locks: navigator.locks,
  createClient,
});
for (const { run } of FEATURES) run?.({ state, store, host: controller.host });

/** Resolves when it is known in which language to begin. */
const begun = new Promise<void>((begin) => {
  const host = linkHost(window, (message: ToFrame) => {
    controller.handleHost(message);
    if (message.type === 'init') begin();
  });
  if (host === null) {
    state.locale.value = pickLocale([parameters.get('locale') ?? '', ...navigator.languages], LOCALES, 'en');
    controller.startAlone();
    begin();
  } else {
    controller.attachHost(host);
  }
});

followTheme(
  window,
  state.theme,
  computed(() => state.config.value?.accent ?? null),
);

void (async () => {
  await begun;
  const locale = state.locale.value;
  const t = await loadTexts(locale);
  document.documentElement.lang = locale;
  document.title = t('common.brand');
  render(
    <WidgetProvider
      value={{ features: FEATURES, state, controller, t, now: systemClock.now, serverNow: controller.serverNow }}
    >
      <App />
    </WidgetProvider>,
    // It is in index.html.
    document.getElementById('app') as HTMLElement,
  );
  controller.ready();
})();
