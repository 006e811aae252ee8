/** Entry of the chat frame: waits for the host's first word (or stands alone), then shows the widget. */
import '@skein/ui/tokens.css';
import '@skein/ui/base.css';
import '../styles/frame.css';
import { effect, signal } from '@preact/signals';
import { createClient, systemClock } from '@skein/sdk';
import { pickLocale } from '@skein/ui';
import { render } from 'preact';
import { LOCALES, type ToFrame } from '../bridge/messages';
import { loadTexts } from '../i18n/locale';
import { linkHost } from './host-link';
import { createController } from './model/controller';
import { createState } from './model/state';
import { deviceOf } from './platform/device';
import { openOutbox } from './platform/outbox';
import { watchPage } from './platform/page-state';
import { siteStore } from './platform/storage';
import { followTheme } from './platform/theme';
import { createApi } from './session/api';
import { App } from './view/app';
import { WidgetProvider } from './view/context';

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

const accent = signal<string | null>(null);
effect(() => {
  accent.value = state.config.value?.accent ?? null;
});
followTheme(window, state.theme, accent);

void (async () => {
  await begun;
  const locale = state.locale.value;
  const t = await loadTexts(locale);
  document.documentElement.lang = locale;
  document.title = t('product.name');
  const root = document.getElementById('app');
  if (root === null) throw new Error('index.html has no #app');
  render(
    <WidgetProvider value={{ state, controller, t, now: systemClock.now, serverNow: controller.serverNow }}>
      <App />
    </WidgetProvider>,
    root,
  );
  controller.ready();
})();
