/** One screen with invented data and no server: `?scene=queue&locale=en&theme=dark`. */
import '@skein/ui/tokens.css';
import '@skein/ui/base.css';
import '../src/styles/frame.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { LOCALES, THEMES } from '../src/bridge/messages';
import { App } from '../src/frame/app/app';
import { FEATURES } from '../src/frame/app/features';
import { loadTexts } from '../src/frame/app/texts';
import { WidgetProvider } from '../src/frame/kit/context';
import { createState } from '../src/frame/model/state';
import { followTheme } from '../src/frame/platform/theme';
import { idleController } from './idle-controller';
import { NOW, scenes } from './scenes';

const parameters = new URLSearchParams(location.search);
const online = signal(true);
const state = createState(online);
const locale = LOCALES.find((known) => known === parameters.get('locale')) ?? 'zh-CN';
state.locale.value = locale;
state.theme.value = THEMES.find((known) => known === parameters.get('theme')) ?? 'light';
state.hosted.value = true;
state.open.value = true;
const scene = scenes[parameters.get('scene') ?? 'chat'];
if (scene === undefined) throw new Error('no such scene');
scene(state, locale, online);

followTheme(window, state.theme, signal(parameters.get('accent')));
document.documentElement.lang = locale;
const root = document.getElementById('app');
if (root !== null) {
  render(
    <WidgetProvider
      value={{
        features: FEATURES,
        state,
        controller: idleController(state),
        t: await loadTexts(locale),
        now: () => NOW,
        serverNow: () => NOW,
      }}
    >
      <App />
    </WidgetProvider>,
    root,
  );
}
const click = parameters.get('click');
if (click !== null) {
  for (const id of click.split(',')) {
    // Some parts are loaded when they are first needed.
    await new Promise((done) => setTimeout(done, 400));
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click();
  }
}
