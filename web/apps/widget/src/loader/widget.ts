/** The widget on the host page until somebody asks for it: the button, the page's calls, and the way to the rest. */
import { MAX_TOKEN_LENGTH } from '../bridge/limits';
import type { SiteConfig } from '../bridge/site-config';
import type { Panel, PanelHost } from '../panel/panel';
import { type Command, createListeners, installCommands, type Listeners } from './commands';
import { createMarks } from './marks';
import type { LoaderOptions } from './options';
import { createPlace } from './place';
import { shrinkOf } from './screen';
import { loaderTexts } from './texts';
import { createView } from './view';

/** A quiet page gets its chat this long after it has loaded, where there is a talk to look for. */
const IDLE_MS = 5_000;
const CONFIG_TIMEOUT_MS = 6_000;
/** A server that could not be reached is asked again after this, and twice more with longer pauses. */
const ASK_AGAIN_MS = 20_000;
const MAX_ASKS = 4;
/** A policy says by itself what it forbids, but may take a moment longer than the failure. */
const POLICY_MS = 500;

export type LoadPanel = (retry: number) => Promise<{ createPanel(host: PanelHost): Panel }>;

export function startWidget(
  options: LoaderOptions,
  loadPanel: LoadPanel,
  page: Window & Partial<typeof globalThis> = window,
): Listeners {
  const { document } = page;
  const { origin, site } = options;
  const listeners = createListeners();
  if (!document.documentElement.attachShadow || !page.MutationObserver) {
    console.warn('skein: no chat without attachShadow and MutationObserver');
    return listeners;
  }
  const texts = () => loaderTexts[options.locale()];
  const view = createView(texts, options.side, options.theme());
  const marks = createMarks(page, site);
  const place = createPlace(page, view.host, () => {
    wire();
    panel?.anew();
  });
  let panel: Panel | null = null;
  let loads = 0;
  let loading = false;
  let asks = 0;
  let asking = false;
  let settled = false;
  let gone = false;
  /** Opened before everything was there; told is whether the visitor did it. */
  let opening: boolean | null = null;
  let explicitClue: Record<string, unknown> = {};
  let saidAt = '';

  const address = () => page.location.href.split('#')[0] ?? '';

  const host: PanelHost = {
    page,
    options,
    view,
    texts,
    marks,
    config: null,
    identityToken: null,
    forget: false,
    shrink: 1,
    emit: listeners.emit,
    async isThere() {
      await ask('no-cache');
      return asks === 0;
    },
    leave,
    /** What the page says of itself wins over what can be seen from outside, as long as it is about this address. */
    clue() {
      const { pageUrl, pageTitle, product, ...always } = explicitClue;
      const said = saidAt === address() ? explicitClue : always;
      return { pageUrl: page.location.href, pageTitle: document.title, referrer: document.referrer, ...said };
    },
  };

  /** There is no chat for this page: nothing is shown, and one line says why to whoever builds it. */
  function leave(code: string, why: string): void {
    if (gone) return;
    gone = true;
    console.warn(`skein: ${why}`);
    panel?.end();
    place.leave();
    listeners.emit('error', code);
  }

  function wire(): void {
    const { launcher } = view;
    // As properties, because a page that writes itself anew takes listeners away, and this may run again.
    launcher.onclick = () => toggle(true);
    launcher.onpointerenter = launcher.onfocus = () => void need();
    view.host.onkeydown = (event) => {
      if (event.key === 'Escape') panel?.close(true);
    };
    page.addEventListener('resize', fit);
    fit();
  }

  function fit(): void {
    host.shrink = shrinkOf(page);
    view.showShrink(host.shrink);
    panel?.fit();
  }

  /** The rest of the widget, for the first who is interested. */
  async function need(): Promise<void> {
    if (!settled || gone || loading || panel) return;
    loading = true;
    try {
      const { createPanel } = await loadPanel(loads++);
      if (gone) return;
      panel = createPanel(host);
      panel.fit();
      if (opening !== null) panel.open(opening);
    } catch {
      if (opening !== null) view.showFailure();
    }
    opening = null;
    loading = false;
  }

  function open(byVisitor: boolean): void {
    if (panel) panel.open(byVisitor);
    else {
      opening = byVisitor;
      void need();
      if (!settled) void ask();
    }
  }

  function toggle(byVisitor: boolean): void {
    if (panel?.isOpen() || opening !== null) close(byVisitor);
    else open(byVisitor);
  }

  function close(byVisitor: boolean): void {
    opening = null;
    panel?.close(byVisitor);
  }

  /** The page opens it in answer to a click: then the visitor did it. */
  function isVisitors(): boolean {
    const { event } = page;
    return !!event?.isTrusted && /^(click|pointerup|touchend|key)/.test(event.type);
  }

  function run(command: Command): void {
    if (settled && !gone) place.take();
    switch (command.name) {
      case 'open':
        open(isVisitors());
        break;
      case 'close':
        close(isVisitors());
        break;
      case 'toggle':
        toggle(isVisitors());
        break;
      case 'identify':
        if (command.identityToken.length > MAX_TOKEN_LENGTH) {
          console.warn(`skein: the identity token is longer than ${MAX_TOKEN_LENGTH} characters`);
          listeners.emit('error', 'identity_token_too_long');
          return;
        }
        host.identityToken = command.identityToken;
        host.turn = marks.turn();
        panel?.identify();
        break;
      case 'logout':
        host.identityToken = null;
        host.forget = true;
        marks.newTurn();
        marks.setTalk(false);
        // Without a frame there may still be a session of an earlier page to wipe.
        if (panel) panel.logout();
        else void need();
        break;
      case 'clue':
        explicitClue = command.clue as Record<string, unknown>;
        saidAt = address();
        // A page may say it just before it changes its address.
        page.setTimeout(() => {
          if (explicitClue === command.clue) saidAt = address();
        });
        panel?.clue();
        break;
    }
  }

  /** How the site looks, and whether it is for this page at all. */
  async function ask(cache: RequestCache = 'default'): Promise<void> {
    if (asking || gone) return;
    asking = true;
    asks++;
    try {
      const answer = await fetch(`${origin}/v1/widget/sites/${encodeURIComponent(site)}/config`, {
        cache,
        credentials: 'omit',
        signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS),
      });
      const { status } = answer;
      if (answer.ok) {
        asks = 0;
        appear(await answer.json());
      } else if (status === 404) leave('site_unknown', `${origin} has no site "${site}"`);
      else if (status === 403) leave('origin_not_allowed', `the site "${site}" does not allow ${page.location.origin}`);
    } catch {
      // Its policy, or the network: the first has said so already.
    }
    asking = false;
    if (asks === 0 || settled || gone) return;
    if (asks === 1)
      page.setTimeout(() => gone || console.warn(`skein: ${origin} can't be reached, so there is no chat`), POLICY_MS);
    if (asks < MAX_ASKS) page.setTimeout(() => settled || void ask(), ASK_AGAIN_MS * asks * asks);
  }

  function appear(config: Partial<SiteConfig>): void {
    host.config = config;
    if (/^#[0-9a-f]{6}$/i.test(config.accent ?? '')) view.showAccent(config.accent as string);
    if (settled) return;
    settled = true;
    place.take();
    if (opening !== null || host.forget) void need();
    if (!options.preload && !marks.hasTalk()) return;
    const soon = () => page.setTimeout(need, IDLE_MS);
    if (document.readyState === 'complete') soon();
    else page.addEventListener('load', soon, { once: true });
  }

  document.addEventListener('securitypolicyviolation', ({ blockedURI, disposition, effectiveDirective }) => {
    if (disposition !== 'report' && blockedURI.startsWith(origin) && !/^(img|media|font)/.test(effectiveDirective))
      leave('blocked_by_policy', `the page's content security policy needs ${effectiveDirective} ${origin}`);
  });
  view.showOpen(false, 0);
  wire();
  installCommands(page, listeners, run);
  void ask();
  return listeners;
}
