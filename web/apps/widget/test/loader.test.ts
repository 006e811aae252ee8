/** The loader on a host page: who may talk to it, what it tells the frame, and what the keyboard does. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_TOKEN_LENGTH } from '../src/bridge/limits';
import { envelope, handshake, type ToHost } from '../src/bridge/messages';
import { matchLocale, readOptions } from '../src/loader/options';
import { startWidget } from '../src/loader/widget';

const ORIGIN = 'https://chat.example';

type Skein = (...call: unknown[]) => unknown;
const page = window as unknown as Window & { skein?: Skein & { q?: unknown[][] } };

/** Stands in for the frame's window: gets the port, reads what the host says, answers as the frame would. */
function frameWindow() {
  const received: Record<string, unknown>[] = [];
  let port: MessagePort | null = null;
  return {
    received,
    say: (message: ToHost) => port?.postMessage(envelope(message)),
    postMessage(data: unknown, origin: string, transfer: MessagePort[]) {
      expect(origin).toBe(ORIGIN);
      expect(data).toEqual(handshake('port'));
      port = transfer[0] ?? null;
      if (port) port.onmessage = (event) => received.push(event.data);
    },
    connected: () => port !== null,
  };
}

function shadow(): ShadowRoot {
  return document.querySelector('[data-testid=skein-widget]')?.shadowRoot as ShadowRoot;
}
const part = (name: string) => shadow().querySelector<HTMLElement>(`[data-testid=skein-${name}]`) as HTMLElement;
const frames = () => shadow().querySelectorAll('iframe');

/** Gives the frame a window of our own, since none is loaded here. */
function adopt(peer: ReturnType<typeof frameWindow>): void {
  const frame = frames()[0] as HTMLIFrameElement;
  Object.defineProperty(frame, 'contentWindow', { value: peer });
}

function hello(source: unknown, origin = ORIGIN, data: unknown = handshake('hello')): void {
  const event = new Event('message');
  Object.assign(event, { data, origin });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

/** What crosses a port comes when it comes. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 1_500, interval: 5 });
const config = { siteKey: 'demo', accent: '#0f8a6c', title: { en: 'Ask us', 'zh-CN': '问我们' } };

beforeEach(() => {
  // The frames of these tests are stand-ins: they know their address but load nothing.
  const create = document.createElement.bind(document);
  vi.spyOn(document, 'createElement').mockImplementation((tag: string) => {
    const made = create(tag);
    if (tag === 'iframe') {
      made.setAttribute('srcdoc', '');
      Object.defineProperty(made, 'src', { set: (address: string) => made.setAttribute('data-src', address) });
    }
    return made;
  });
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify(config))),
  );
  warned.mockReset();
  vi.spyOn(console, 'warn').mockImplementation(warned);
});

const warned = vi.fn();

afterEach(() => {
  // They come back when they are thrown out; a policy is final.
  document.dispatchEvent(violation('script-src'));
  delete page.skein;
  localStorage.clear();
  vi.unstubAllGlobals();
});

let panels = 0;

function violation(effectiveDirective: string): Event {
  const event = new Event('securitypolicyviolation');
  return Object.assign(event, { blockedURI: `${ORIGIN}/widget/frame`, disposition: 'enforce', effectiveDirective });
}

/** On the page, as soon as it is known that the site is for it. */
async function start(more: { preload?: boolean } = {}) {
  panels = 0;
  const widget = startWidget(
    { origin: ORIGIN, site: 'demo', locale: () => 'en', theme: () => 'light', side: 'right', preload: false, ...more },
    async () => {
      panels += 1;
      return import('../src/panel/panel');
    },
  );
  await Promise.resolve();
  await eventually(() => expect(shadow()).toBeDefined());
  return widget;
}

/** The frame is there and has said hello. */
async function connect() {
  await eventually(() => expect(frames()).toHaveLength(1));
  const peer = frameWindow();
  adopt(peer);
  hello(peer);
  await eventually(() => expect(peer.received).not.toHaveLength(0));
  return peer;
}

async function connected() {
  const widget = await start();
  page.skein?.('open');
  return { widget, peer: await connect() };
}

/** Done by the visitor, as the browser sees it. */
function byVisitor(act: () => void): void {
  const own = Object.getOwnPropertyDescriptor(window, 'event');
  Object.defineProperty(window, 'event', { configurable: true, value: { isTrusted: true, type: 'click' } });
  act();
  if (own) Object.defineProperty(window, 'event', own);
  else delete (window as { event?: unknown }).event;
}

const touch = () => part('launcher').dispatchEvent(new Event('pointerenter'));

describe('connecting to the frame', () => {
  test('a port goes to the frame it made, from the origin it knows', async () => {
    const { peer } = await connected();
    expect(peer.received[0]).toMatchObject({ v: 1, type: 'init', locale: 'en', open: true, config });
  });

  test.each([
    ['another origin', 'https://evil.example', true],
    ['another window of the right origin', ORIGIN, false],
  ])('%s gets nothing', async (_, origin, rightWindow) => {
    await start();
    page.skein?.('open');
    await eventually(() => expect(frames()).toHaveLength(1));
    const peer = frameWindow();
    adopt(peer);
    hello(rightWindow ? peer : frameWindow(), origin);
    hello(peer, ORIGIN, { skein: 2, kind: 'hello' });
    hello(peer, ORIGIN, 'hello');
    expect(peer.connected()).toBe(false);
  });

  test('nothing secret is in the address, and the sandbox is set', async () => {
    await start();
    page.skein?.('identify', { identityToken: 'secret.token.here' });
    page.skein?.('open');
    await eventually(() => expect(frames()).toHaveLength(1));
    const frame = frames()[0] as HTMLIFrameElement;
    expect(frame.getAttribute('data-src')).toBe(`${ORIGIN}/widget/frame?site=demo`);
    expect(frame.getAttribute('sandbox')).toBe(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
    );
  });
});

describe('nothing but the configuration is fetched', () => {
  const quiet = async () => {
    vi.useFakeTimers();
    document.dispatchEvent(new Event('x'));
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
  };

  test('before the visitor touches it, whatever the page says of itself and its customer', async () => {
    vi.useFakeTimers();
    const beginning = start();
    await vi.advanceTimersByTimeAsync(50);
    await beginning;
    page.skein?.('clue', { pageTitle: 'Bag' });
    page.skein?.('identify', { identityToken: 'a.b.c' });
    page.skein?.('close');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(panels).toBe(0);
    expect(frames()).toHaveLength(0);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(localStorage, 'nor is anything written down').toHaveLength(0);
    vi.useRealTimers();
  });

  test('the first sign of interest fetches the rest, once', async () => {
    await start();
    touch();
    part('launcher').dispatchEvent(new Event('focus'));
    page.skein?.('open');
    await eventually(() => expect(frames()).toHaveLength(1));
    expect(panels).toBe(1);
  });

  test.each([
    ['the site says so', { preload: true }, false],
    ['this browser has a talk that may have been answered', {}, true],
  ])('unless %s', async (_, more, talk) => {
    if (talk) localStorage.setItem('skein:demo:talk', '1');
    vi.useFakeTimers();
    const beginning = start(more);
    await vi.advanceTimersByTimeAsync(50);
    await beginning;
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await eventually(() => expect(frames()).toHaveLength(1));
  });

  test('a talk is remembered until the visitor logs out', async () => {
    const { peer } = await connected();
    peer.say({ type: 'talk', exists: true });
    await eventually(() => expect(localStorage.getItem('skein:demo:talk')).toBe('1'));
    page.skein?.('logout');
    expect(localStorage.getItem('skein:demo:talk')).toBeNull();
    await quiet();
  });
});

describe('the page', () => {
  test('what was queued before the script came is carried out, in order, and a kept stub still works', async () => {
    const queue: unknown[][] = [
      ['clue', { product: { id: 'p1', title: 'Bag' } }],
      ['identify', { identityToken: 'a.b.c' }],
      ['open'],
    ];
    page.skein = Object.assign((() => undefined) as Skein, { q: queue });
    await start();
    const peer = await connect();
    expect(peer.received[0]).toMatchObject({
      type: 'init',
      open: true,
      identityToken: 'a.b.c',
      clue: { product: { id: 'p1', title: 'Bag' } },
    });
    queue.push(['close']);
    expect(part('launcher').getAttribute('aria-expanded')).toBe('false');
  });

  test('a logout before the frame is there is not lost', async () => {
    await start();
    page.skein?.('identify', { identityToken: 'a.b.c' });
    page.skein?.('logout');
    const peer = await connect();
    expect(peer.received[0]).toMatchObject({ type: 'init', identityToken: null, forget: true });
  });

  test('a customer named before a logout in another tab is not named to the frame afterwards', async () => {
    await start();
    page.skein?.('identify', { identityToken: 'a.b.c' });
    localStorage.setItem('skein:demo:turn', 'of another tab');
    page.skein?.('open');
    const peer = await connect();
    expect(peer.received[0]).toMatchObject({ type: 'init', identityToken: null });
  });

  test('the configuration is asked for once and colours the launcher', async () => {
    await start();
    await eventually(() => expect(part('root').style.getPropertyValue('--accent')).toBe('#0f8a6c'));
    expect(fetch).toHaveBeenCalledTimes(1);
    touch();
    await eventually(() => expect(part('panel').getAttribute('aria-label')).toBe('Ask us'));
  });

  test('listeners hear, can stop, and cannot break the chat', async () => {
    const { emit } = await start();
    touch();
    await eventually(() => expect(frames()).toHaveLength(1));
    const heard = vi.fn();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    page.skein?.('on', 'open', () => {
      throw new Error('from the page');
    });
    const off = page.skein?.('on', 'open', heard) as () => void;
    page.skein?.('open');
    off();
    emit('open');
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('an identity token that is too long is told to the page, in the console and as an event', async () => {
    await start();
    const heard = vi.fn();
    page.skein?.('on', 'error', heard);
    page.skein?.('identify', { identityToken: 'x'.repeat(MAX_TOKEN_LENGTH + 1) });
    expect(heard).toHaveBeenCalledWith('identity_token_too_long');
    expect(warned).toHaveBeenCalledTimes(1);
    page.skein?.('identify', { identityToken: 'x'.repeat(MAX_TOKEN_LENGTH) });
    page.skein?.('open');
    expect((await connect()).received[0]).toMatchObject({ identityToken: 'x'.repeat(MAX_TOKEN_LENGTH) });
  });
});

describe('whatever a page hands in', () => {
  const circle: Record<string, unknown> = { pageTitle: 'Round', product: { id: 1, title: 'Bag', parent: null } };
  circle.self = circle;
  const throwing = {
    get pageTitle(): string {
      throw new Error('from the page');
    },
  };

  test('a call that goes wrong is warned of, and the next ones are carried out', async () => {
    page.skein = Object.assign((() => undefined) as Skein, {
      q: [
        ['clue', throwing],
        ['identify', null],
        ['no such thing'],
        [Symbol('x')],
        ['clue', 'text'],
        null,
        ['clue', circle],
        ['open'],
      ] as unknown[][],
    });
    await start();
    expect(warned).toHaveBeenCalledTimes(6);
    const peer = await connect();
    expect(peer.received[0]).toMatchObject({
      open: true,
      clue: { pageTitle: 'Round', product: { id: '1', title: 'Bag' } },
    });
  });

  test.each([
    [
      'big numbers, functions, elements and symbols',
      { order: 10n, campaign: () => 1, pageTitle: document.body, channel: Symbol('x') },
      { order: '10' },
    ],
    ['a huge text', { campaign: 'x'.repeat(5_000_000) }, { campaign: 'x'.repeat(2_001) }],
    [
      'what is inherited from a polluted prototype',
      JSON.parse('{"__proto__":{"order":"1"},"campaign":"c"}'),
      { campaign: 'c' },
    ],
    ['nothing', undefined, {}],
    ['a product that is none', { product: 'Bag', order: 'SO-1' }, { order: 'SO-1', product: {} }],
  ])('%s', async (_, clue, expected) => {
    await start();
    page.skein?.('clue', clue);
    page.skein?.('open');
    const told = (await connect()).received[0] as { clue: Record<string, unknown> };
    const { pageUrl, pageTitle, referrer, ...said } = told.clue;
    expect(said).toEqual(expected);
    expect([typeof pageUrl, typeof pageTitle, typeof referrer]).toEqual(['string', 'string', 'string']);
  });

  test.each([
    ['an element', document.createElement('form')],
    [
      'an object whose reading throws',
      new Proxy(() => undefined, {
        get: () => {
          throw new Error('x');
        },
      }),
    ],
    ['a number', 7],
  ])('%s under the name of skein is replaced', async (_, other) => {
    (page as { skein: unknown }).skein = other;
    await start();
    page.skein?.('open');
    await connect();
  });

  test('a name that cannot be taken still leaves the button', async () => {
    Object.defineProperty(page, 'skein', { value: 7, configurable: true, writable: false });
    await start();
    part('launcher').click();
    expect((await connect()).received[0]).toMatchObject({ open: true });
  });

  test('old libraries that teach arrays to be texts change nothing', async () => {
    Object.assign(Array.prototype, { toJSON: () => 'broken' });
    try {
      await start();
      page.skein?.('clue', { product: { id: 'p', title: 'Bag' } });
      page.skein?.('open');
      expect((await connect()).received[0]).toMatchObject({ clue: { product: { id: 'p', title: 'Bag' } } });
    } finally {
      delete (Array.prototype as { toJSON?: unknown }).toJSON;
    }
  });
});

describe('the clue', () => {
  afterEach(() => history.replaceState(null, '', '/'));

  test('is taken when it is asked for: address and title of now, and no product of another address', async () => {
    await start();
    page.skein?.('clue', { pageTitle: 'Said', campaign: 'autumn', product: { id: 'p', title: 'Bag' } });
    await new Promise((done) => setTimeout(done));
    page.skein?.('open');
    const peer = await connect();
    history.pushState(null, '', '/another?id=2#part');
    document.title = 'Another';
    peer.say({ type: 'clue_wanted' });
    await eventually(() =>
      expect(peer.received.at(-1)).toMatchObject({ type: 'clue', clue: { pageTitle: 'Another' } }),
    );
    const { clue } = peer.received.at(-1) as { clue: Record<string, unknown> };
    expect(clue).toMatchObject({ campaign: 'autumn', pageUrl: expect.stringContaining('/another?id=2#part') });
    expect(clue.product).toBeUndefined();
  });

  test('said just before the address changes, or with another part of the page in view, is about the new one', async () => {
    await start();
    page.skein?.('clue', { product: { id: 'p', title: 'Bag' } });
    history.pushState(null, '', '/p');
    await new Promise((done) => setTimeout(done));
    history.replaceState(null, '', '/p#pictures');
    page.skein?.('open');
    expect((await connect()).received[0]).toMatchObject({ clue: { product: { id: 'p', title: 'Bag' } } });
  });
});

describe('a site that is not for this page', () => {
  const answering = (status: number) =>
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('{}', { status })),
    );
  const begin = () => {
    startWidget(
      { origin: ORIGIN, site: 'demo', locale: () => 'en', theme: () => 'light', side: 'right', preload: true },
      async () => import('../src/panel/panel'),
    );
  };
  const nothingShown = () => expect(document.querySelector('[data-testid=skein-widget]')).toBeNull();

  test.each([
    [404, 'site_unknown', /no site "demo"/],
    [403, 'origin_not_allowed', /does not allow/],
  ])('answered with %i: nothing is shown, and one line in the console says why', async (status, code, why) => {
    answering(status);
    const heard = vi.fn();
    begin();
    page.skein?.('on', 'error', heard);
    page.skein?.('open');
    await eventually(() => expect(heard).toHaveBeenCalledWith(code));
    page.skein?.('open');
    expect(warned.mock.calls.flat()).toEqual([expect.stringMatching(why)]);
    nothingShown();
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('a server that is down is asked again a few times, and shown when it is back', async () => {
    vi.useFakeTimers();
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Promise.reject(new TypeError('refused'))),
    );
    begin();
    await vi.advanceTimersByTimeAsync(19_999);
    nothingShown();
    expect(warned).toHaveBeenCalledTimes(1);
    answering(503);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetch).toHaveBeenCalledTimes(3);
    nothingShown();
    expect(warned).toHaveBeenCalledTimes(1);
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response(JSON.stringify(config))),
    );
    page.skein?.('open');
    await vi.advanceTimersByTimeAsync(10);
    expect(shadow()).toBeDefined();
    vi.useRealTimers();
  });

  test('a policy of the page that forbids the frame takes the button away and says what is needed', async () => {
    await start();
    document.dispatchEvent(violation('frame-src'));
    nothingShown();
    expect(warned.mock.calls.flat()).toEqual([expect.stringContaining(`frame-src ${ORIGIN}`)]);
  });

  test('a policy that forbids to ask is said once, also when the question fails before the policy speaks', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => {
        throw new TypeError('blocked');
      }),
    );
    vi.useFakeTimers();
    startWidget(
      { origin: ORIGIN, site: 'demo', locale: () => 'en', theme: () => 'light', side: 'right', preload: false },
      async () => import('../src/panel/panel'),
    );
    await vi.advanceTimersByTimeAsync(5);
    document.dispatchEvent(violation('connect-src'));
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(warned.mock.calls.flat()).toEqual([expect.stringContaining(`connect-src ${ORIGIN}`)]);
  });

  test.each(['attachShadow', 'MutationObserver'])(
    'a browser without %s gets nothing, and one line says so',
    async (lacks) => {
      const attachShadow = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow');
      if (lacks === 'attachShadow') Reflect.deleteProperty(Element.prototype, 'attachShadow');
      else vi.stubGlobal('MutationObserver', undefined);
      try {
        startWidget(
          { origin: ORIGIN, site: 'demo', locale: () => 'en', theme: () => 'light', side: 'right', preload: false },
          async () => import('../src/panel/panel'),
        );
      } finally {
        if (attachShadow) Object.defineProperty(Element.prototype, 'attachShadow', attachShadow);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      nothingShown();
      expect(fetch).not.toHaveBeenCalled();
      expect(warned.mock.calls.flat()).toEqual([expect.stringContaining('skein: ')]);
    },
  );

  test('a site that is deleted while the page is open loses its button at the next click', async () => {
    await start();
    vi.useFakeTimers();
    page.skein?.('open');
    await vi.advanceTimersByTimeAsync(100);
    answering(404);
    frames()[0]?.dispatchEvent(new Event('load'));
    await vi.advanceTimersByTimeAsync(2_000);
    nothingShown();
    vi.useRealTimers();
  });
});

describe('a page that throws the button away', () => {
  test.each([
    ['its body', () => document.documentElement.replaceChild(document.createElement('body'), document.body)],
    ['all of its body', () => document.body.replaceChildren()],
    ['the node itself', () => document.querySelector('[data-testid=skein-widget]')?.remove()],
  ])('%s: it comes back, and works', async (_, throwAway) => {
    await start();
    throwAway();
    expect(document.querySelector('body > [data-testid=skein-widget]')?.shadowRoot ?? null).toBeNull();
    await eventually(() =>
      expect(document.querySelector('body > [data-testid=skein-widget]')?.shadowRoot).toBeTruthy(),
    );
    page.skein?.('open');
    expect((await connect()).received[0]).toMatchObject({ open: true });
  });

  test('with the chat open it goes on with a new frame', async () => {
    await connected();
    document.body.replaceChildren();
    await eventually(() => expect(shadow()).toBeDefined());
    expect((await connect()).received[0]).toMatchObject({ type: 'init', open: true });
  });

  test('a page that insists is not fought for ever, but a call of the page brings it back', async () => {
    vi.useFakeTimers();
    const beginning = start();
    await vi.advanceTimersByTimeAsync(50);
    await beginning;
    const observer = new MutationObserver(() => {
      const found = document.querySelector('[data-testid=skein-widget]');
      if (found) {
        returns += 1;
        found.remove();
      }
    });
    let returns = 0;
    observer.observe(document.body, { childList: true });
    document.querySelector('[data-testid=skein-widget]')?.remove();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(returns).toBeGreaterThan(3);
    expect(returns).toBeLessThanOrEqual(10);
    observer.disconnect();
    page.skein?.('open');
    expect(shadow()).toBeDefined();
    vi.useRealTimers();
  });
});

describe('the focus', () => {
  function field(tag = 'input'): HTMLElement {
    const made = document.createElement(tag);
    document.body.append(made);
    made.focus();
    return made;
  }
  afterEach(() => document.body.replaceChildren());
  const host = () => document.querySelector('[data-testid=skein-widget]');

  test('goes into the chat when the visitor opens it, also by a button of the page', async () => {
    await start();
    const button = field('button');
    byVisitor(() => page.skein?.('open'));
    const peer = await connect();
    expect(document.activeElement, 'not into a frame that is still loading').toBe(button);
    peer.say({ type: 'ready' });
    await eventually(() => expect(shadow().activeElement).toBe(frames()[0]));
    expect(document.activeElement).not.toBe(button);
  });

  test('stays in the form when the page opens, closes or toggles', async () => {
    await start();
    const input = field();
    page.skein?.('open');
    const peer = await connect();
    peer.say({ type: 'ready' });
    peer.say({ type: 'unread', count: 1 });
    await eventually(() => expect(part('panel').classList.contains('ready')).toBe(true));
    expect(document.activeElement).toBe(input);
    for (const call of ['close', 'toggle', 'toggle', 'open', 'close']) {
      page.skein?.(call);
      expect(document.activeElement, call).toBe(input);
    }
  });

  test('stays where it is when the page opens by itself, also where nobody writes', async () => {
    await start();
    const button = field('button');
    page.skein?.('open');
    (await connect()).say({ type: 'ready' });
    await eventually(() => expect(part('panel').classList.contains('ready')).toBe(true));
    expect(document.activeElement).toBe(button);
  });

  test('stays where somebody writes, even if a key there opens the chat', async () => {
    await start();
    const input = field('textarea');
    byVisitor(() => page.skein?.('open'));
    (await connect()).say({ type: 'ready' });
    await eventually(() => expect(part('panel').classList.contains('ready')).toBe(true));
    expect(document.activeElement).toBe(input);
  });

  test('stays in a form that the visitor went back to while the frame was slow', async () => {
    await start();
    byVisitor(() => part('launcher').click());
    const peer = await connect();
    const input = field();
    peer.say({ type: 'ready' });
    await eventually(() => expect(part('panel').classList.contains('ready')).toBe(true));
    expect(document.activeElement).toBe(input);
  });

  test('Escape closes and the focus returns to the launcher', async () => {
    const { peer } = await connected();
    frames()[0]?.focus();
    part('panel').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    expect(part('launcher').getAttribute('aria-expanded')).toBe('false');
    expect(shadow().activeElement).toBe(part('launcher'));
    await eventually(() => expect(peer.received.at(-1)).toMatchObject({ type: 'visibility', open: false }));
  });

  test('leaves a chat that the page closes, but not for the launcher: the next space would open it again', async () => {
    await connected();
    frames()[0]?.focus();
    expect(document.activeElement).toBe(host());
    page.skein?.('close');
    expect(shadow().activeElement).toBeNull();
  });
});

describe('opening and closing', () => {
  test('the frame can close itself', async () => {
    const { peer } = await connected();
    peer.say({ type: 'close' });
    await eventually(() => expect(part('launcher').getAttribute('aria-expanded')).toBe('false'));
  });

  test('unread messages show on the closed launcher, with the last one beside it', async () => {
    const { peer } = await connected();
    page.skein?.('close');
    peer.say({ type: 'unread', count: 100 });
    peer.say({ type: 'last_message', message: { author: 'Fang', text: 'One photo is missing.' } });
    await eventually(() => expect(part('bubble').textContent).toContain('One photo is missing.'));
    expect(part('badge').hidden).toBe(false);
    expect(part('badge').textContent).toBe('99+');
    expect(part('launcher').getAttribute('aria-label')).toBe('Open chat (100)');
    expect(part('bubble').hidden).toBe(false);
    part('said').click();
    expect(part('bubble').hidden).toBe(true);
    expect(part('badge').hidden).toBe(true);
    expect(part('launcher').getAttribute('aria-expanded')).toBe('true');
  });

  test('a bubble never opens over the open chat', async () => {
    const { peer } = await connected();
    const heard = vi.fn();
    page.skein?.('on', 'unread', heard);
    peer.say({ type: 'last_message', message: { author: 'Fang', text: 'Hello' } });
    // Heard after it, on the same port.
    peer.say({ type: 'unread', count: 1 });
    await eventually(() => expect(heard).toHaveBeenCalled());
    expect(part('bubble').hidden).toBe(true);
  });

  test.each([
    ['narrow', { innerWidth: 390, innerHeight: 844 }],
    ['low', { innerWidth: 1280, innerHeight: 400 }],
    ['enlarged to 400 %', { innerWidth: 320, innerHeight: 225 }],
  ])('on a %s screen the page behind does not scroll while it is open', async (_, size) => {
    const before = { innerWidth, innerHeight };
    Object.assign(window, size);
    await connected();
    expect(document.documentElement.style.overflow).toBe('hidden');
    expect(part('panel').getAttribute('aria-modal')).toBe('true');
    page.skein?.('close');
    expect(document.documentElement.style.overflow).toBe('');
    Object.assign(window, before);
  });

  test('a frame that never comes is given up, and the next click begins anew', async () => {
    await start();
    vi.useFakeTimers();
    page.skein?.('open');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(frames()).toHaveLength(0);
    expect(part('bubble').textContent).toContain('could not be loaded');
    part('said').click();
    expect(frames()).toHaveLength(1);
    vi.useRealTimers();
  });

  test('a frame that loads and says nothing is given up soon, and after the third time nobody is asked to try again', async () => {
    await start();
    vi.useFakeTimers();
    for (let time = 1; time <= 3; time += 1) {
      page.skein?.('open');
      await vi.advanceTimersByTimeAsync(100);
      frames()[0]?.dispatchEvent(new Event('load'));
      const left = shadow();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(left.querySelectorAll('iframe')).toHaveLength(0);
    }
    expect(document.querySelector('[data-testid=skein-widget]')).toBeNull();
    expect(warned).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });

  test('a panel that cannot be fetched is said on the button, and tried again with the next click', async () => {
    const load = vi
      .fn()
      .mockRejectedValueOnce(new TypeError('refused'))
      .mockImplementation(() => import('../src/panel/panel'));
    startWidget(
      { origin: ORIGIN, site: 'demo', locale: () => 'en', theme: () => 'light', side: 'right', preload: false },
      load,
    );
    await eventually(() => expect(shadow()).toBeDefined());
    part('launcher').click();
    await eventually(() => expect(part('badge').textContent).toBe('!'));
    expect(part('launcher').title).toContain('could not be loaded');
    part('launcher').click();
    expect((await connect()).received[0]).toMatchObject({ open: true });
    expect(load.mock.calls).toEqual([[0], [1]]);
  });

  test('a frame that has said hello stays when it has loaded', async () => {
    await connected();
    vi.useFakeTimers();
    frames()[0]?.dispatchEvent(new Event('load'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(frames()).toHaveLength(1);
    vi.useRealTimers();
  });
});

describe('options', () => {
  test('the first language named decides', () => {
    expect(matchLocale('zh-Hant-TW', 'en')).toBe('zh-CN');
    expect(matchLocale('', 'zh_CN')).toBe('zh-CN');
    expect(matchLocale(undefined, '', 'fr-FR')).toBe('en');
    expect(matchLocale('en', 'zh-CN')).toBe('en');
  });

  test('the script tag says where Skein is and for which site', () => {
    const script = document.createElement('script');
    script.type = 'text/plain';
    script.setAttribute('src', `${ORIGIN}/widget/loader.js`);
    script.dataset.site = 'demo';
    script.dataset.theme = 'dark';
    script.dataset.locale = 'zh-CN';
    document.body.append(script);
    const options = readOptions(document);
    expect(options).toMatchObject({ origin: ORIGIN, site: 'demo', side: 'right', preload: false });
    expect([options?.locale(), options?.theme()]).toEqual(['zh-CN', 'dark']);
    delete script.dataset.locale;
    document.documentElement.lang = 'zh-TW';
    expect(options?.locale(), 'a page may change its language later').toBe('zh-CN');
    document.documentElement.lang = 'en';
    expect(options?.locale()).toBe('en');
    script.dataset.preload = '';
    expect(readOptions(document)?.preload).toBe(true);
    script.dataset.site = 'not a key';
    expect(readOptions(document)).toBeNull();
    expect(warned).toHaveBeenCalledTimes(1);
    script.remove();
  });
});
