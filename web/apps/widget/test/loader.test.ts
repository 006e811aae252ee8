/** The loader on a host page: who may talk to it, what it tells the frame, and what the keyboard does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { envelope, handshake, type ToHost } from '../src/bridge/messages';
import { matchLocale, readOptions } from '../src/loader/options';
import { SMALL_SCREEN } from '../src/loader/viewport';
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
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });
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
});

afterEach(() => {
  document.querySelector('[data-testid=skein-widget]')?.remove();
  delete page.skein;
  vi.unstubAllGlobals();
});

const start = () => startWidget({ origin: ORIGIN, site: 'demo', locale: 'en', theme: 'light', side: 'right' });

describe('connecting to the frame', () => {
  test('a port goes to the frame it made, from the origin it knows', async () => {
    start();
    page.skein?.('open');
    const peer = frameWindow();
    adopt(peer);
    hello(peer);
    expect(peer.connected()).toBe(true);
    await eventually(() => expect(peer.received).not.toHaveLength(0));
    expect(peer.received[0]).toMatchObject({ v: 1, type: 'init', locale: 'en', open: true, config });
  });

  test.each([
    ['another origin', 'https://evil.example', true],
    ['another window of the right origin', ORIGIN, false],
  ])('%s gets nothing', (_, origin, rightWindow) => {
    start();
    page.skein?.('open');
    const peer = frameWindow();
    adopt(peer);
    hello(rightWindow ? peer : frameWindow(), origin);
    expect(peer.connected()).toBe(false);
  });

  test('a message that is no hello gets nothing', () => {
    start();
    page.skein?.('open');
    const peer = frameWindow();
    adopt(peer);
    hello(peer, ORIGIN, { skein: 2, kind: 'hello' });
    hello(peer, ORIGIN, 'hello');
    expect(peer.connected()).toBe(false);
  });

  test('nothing secret is in the address, and the sandbox is set', () => {
    start();
    page.skein?.('identify', { identityToken: 'secret.token.here' });
    const frame = frames()[0] as HTMLIFrameElement;
    expect(frame.getAttribute('data-src')).toBe(`${ORIGIN}/widget/frame?site=demo`);
    expect(frame.getAttribute('sandbox')).toBe(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
    );
  });
});

describe('the page', () => {
  test('what was queued before the script came is carried out, in order', async () => {
    page.skein = Object.assign((() => undefined) as Skein, {
      q: [['clue', { product: { id: 'p1', title: 'Bag' } }], ['identify', { identityToken: 'a.b.c' }], ['open']],
    });
    start();
    const peer = frameWindow();
    adopt(peer);
    hello(peer);
    await eventually(() => expect(peer.received).not.toHaveLength(0));
    expect(peer.received[0]).toMatchObject({
      type: 'init',
      open: true,
      identityToken: 'a.b.c',
      clue: { product: { id: 'p1', title: 'Bag' } },
    });
  });

  test('a logout before the frame is there is not lost', async () => {
    start();
    page.skein?.('identify', { identityToken: 'a.b.c' });
    page.skein?.('logout');
    const peer = frameWindow();
    adopt(peer);
    hello(peer);
    await eventually(() => expect(peer.received).not.toHaveLength(0));
    expect(peer.received[0]).toMatchObject({ type: 'init', identityToken: null, forget: true });
  });

  test('the frame is made on the first sign of interest, once', () => {
    start();
    expect(frames()).toHaveLength(0);
    part('launcher').dispatchEvent(new Event('pointerenter'));
    part('launcher').dispatchEvent(new Event('focus'));
    page.skein?.('open');
    expect(frames()).toHaveLength(1);
  });

  test('the configuration is asked for once and colours the launcher', async () => {
    start();
    await eventually(() => expect(part('root').style.getPropertyValue('--accent')).toBe('#0f8a6c'));
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(part('panel').getAttribute('aria-label')).toBe('Ask us');
  });

  test('without a configuration the chat still starts', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('blocked')));
    start();
    page.skein?.('open');
    const peer = frameWindow();
    adopt(peer);
    hello(peer);
    await eventually(() => expect(peer.received).not.toHaveLength(0));
    expect(peer.received[0]).toMatchObject({ type: 'init', config: null });
  });

  test('listeners hear, can stop, and cannot break the chat', () => {
    const { emit } = start();
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

  test('a clue that cannot cross the port is made plain', () => {
    start();
    expect(() => page.skein?.('clue', { pageTitle: 'x', react: () => undefined })).not.toThrow();
  });
});

describe('opening and closing', () => {
  async function connected() {
    const widget = start();
    page.skein?.('open');
    const peer = frameWindow();
    adopt(peer);
    hello(peer);
    await eventually(() => expect(peer.received).not.toHaveLength(0));
    return { widget, peer };
  }

  test('Escape closes and the focus returns to the launcher', async () => {
    const { peer } = await connected();
    part('panel').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    expect(part('launcher').getAttribute('aria-expanded')).toBe('false');
    expect(shadow().activeElement).toBe(part('launcher'));
    await eventually(() => expect(peer.received.at(-1)).toMatchObject({ type: 'visibility', open: false }));
  });

  test('the frame can close itself', async () => {
    const { peer } = await connected();
    peer.say({ type: 'close' });
    await eventually(() => expect(part('launcher').getAttribute('aria-expanded')).toBe('false'));
  });

  test('unread messages show on the closed launcher, with the last one beside it', async () => {
    const { peer } = await connected();
    page.skein?.('close');
    peer.say({ type: 'unread', count: 2 });
    peer.say({ type: 'last_message', message: { author: 'Fang', text: 'One photo is missing.' } });
    await eventually(() => expect(part('bubble').textContent).toContain('One photo is missing.'));
    expect(part('badge').hidden).toBe(false);
    expect(part('badge').textContent).toBe('2');
    expect(part('launcher').getAttribute('aria-label')).toBe('Open chat (2)');
    expect(part('bubble').hidden).toBe(false);
    expect(part('bubble').textContent).toContain('One photo is missing.');
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

  test('the style sheet and the script agree on what a small screen is', () => {
    const sheet = readFileSync(join(import.meta.dirname, '../src/loader/loader.css'), 'utf8');
    expect(sheet).toContain(`@media ${SMALL_SCREEN} {`);
  });

  test.each([
    ['narrow', 'max-width: 480px'],
    ['low', 'max-height: 480px'],
  ])('on a %s screen the page behind does not scroll while it is open', async (_, condition) => {
    vi.spyOn(window, 'matchMedia').mockImplementation(
      (query) =>
        ({ matches: query.includes(condition), addEventListener: () => undefined }) as unknown as MediaQueryList,
    );
    await connected();
    expect(document.documentElement.style.overflow).toBe('hidden');
    expect(part('panel').getAttribute('aria-modal')).toBe('true');
    page.skein?.('close');
    expect(document.documentElement.style.overflow).toBe('');
  });

  test('a frame that never comes is given up, and the next click begins anew', () => {
    vi.useFakeTimers();
    start();
    page.skein?.('open');
    vi.advanceTimersByTime(15_000);
    expect(frames()).toHaveLength(0);
    expect(part('bubble').textContent).toContain('could not be loaded');
    part('said').click();
    expect(frames()).toHaveLength(1);
    vi.useRealTimers();
  });

  test('a frame that loads and says nothing is given up soon: it shows an error of the browser', () => {
    vi.useFakeTimers();
    start();
    page.skein?.('open');
    frames()[0]?.dispatchEvent(new Event('load'));
    vi.advanceTimersByTime(2_000);
    expect(frames()).toHaveLength(0);
    expect(part('bubble').textContent).toContain('could not be loaded');
    vi.useRealTimers();
  });

  test('a frame that has said hello stays when it has loaded', async () => {
    await connected();
    vi.useFakeTimers();
    frames()[0]?.dispatchEvent(new Event('load'));
    vi.advanceTimersByTime(60_000);
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
    expect(readOptions(document)).toEqual({
      origin: ORIGIN,
      site: 'demo',
      locale: 'zh-CN',
      theme: 'dark',
      side: 'right',
    });
    script.dataset.site = 'not a key';
    expect(readOptions(document)).toBeNull();
    script.remove();
  });
});
