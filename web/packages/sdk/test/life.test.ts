/** The life of a connection as a machine: every stage with everything that can happen in it, and random lives. */
import { describe, expect, test } from 'vitest';
import { ImError } from '../src';
import { type Life, type LifeEvent, newLife, step } from '../src/connection/life';
import { seededRandom } from '../src/testing';
import { LIVES, lost, NOW_MS, outcome } from './life-support';

const closing = new ImError('closed', 'rejected', 'closed');

/** What can happen, by the names of the table below; `link` is the one that it happens to. */
const EVENTS: Record<string, (link: number) => LifeEvent> = {
  connect: () => ['connect'],
  close: () => ['close', closing],
  allowed: (link) => ['allowed', link],
  greeted: (link) => ['greeted', link, 'token'],
  welcomed: (link) => ['welcomed', link, { sessionId: 's', resumed: true }],
  synced: (link) => ['synced', link],
  draining: (link) => ['draining', link, 10_000],
  down: (link) => ['down', link, lost(), true],
  retry: () => ['retry'],
  stable: () => ['stable'],
  upgrade: () => ['upgrade'],
  online: () => ['page', 'online'],
  visible: () => ['page', 'visible'],
  hidden: () => ['page', 'hidden'],
  pagehide: () => ['page', 'pagehide'],
  pageshow: () => ['page', 'pageshow'],
};

/**
 * Stage, event, and what comes of it; '' for nothing. Not in it is what cannot happen: a welcome without a link, a timer
 * that is not set.
 */
const TABLE: Record<keyof typeof LIVES, Record<string, string>> = {
  idle: {
    connect: 'asking: begin, tell connecting/connect, reset, ask 1',
    close: 'closed: reset, end, tell closed/closed',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: '',
    pageshow: '',
  },
  asking: {
    connect: 'asking: tell reconnecting/connect, reset, ask 2',
    close: 'closed: reset, end, tell closed/closed',
    allowed: 'greeting: greet 1',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: 'asking: tell reconnecting/wake_up, reset, ask 2',
    visible: 'asking: tell reconnecting/wake_up, reset, ask 2',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'asking: tell reconnecting/wake_up, reset, ask 2',
  },
  greeting: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    greeted: 'opening: open 1 websocket',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  opening: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    welcomed: 'syncing: welcome, tell syncing/welcome, sync 1',
    draining: 'opening: timer retry 5000',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  syncing: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    synced: 'online: timer stable 30000, tell online/synced, online',
    draining: 'syncing: timer retry 5000',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  online: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    draining: 'online: timer retry 5000',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: 'online: probe',
    visible: 'online: probe',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'online: probe',
  },
  'online, by poll': {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    draining: 'online: timer retry 5000',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    upgrade: 'online: greet 2',
    online: 'online: probe',
    visible: 'online: probe',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'online: probe',
  },
  'token for upgrade': {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    draining: 'online: timer retry 5000',
    down: 'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    'greeted upgrade': 'online: open 2 websocket',
    'down upgrade': 'online: shut 2, timer upgrade 300000',
    stable: '',
    online: 'online: probe',
    visible: 'online: probe',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'online: probe',
  },
  upgrading: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    draining: 'online: timer retry 5000',
    down: 'moving: shut 1, tell reconnecting/disconnected',
    'welcomed upgrade': 'online: shut 1 moved, welcome, tell online/synced, sync 2',
    'down upgrade': 'online: shut 2, timer upgrade 300000',
    stable: '',
    online: 'online: probe',
    visible: 'online: probe',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'online: probe',
  },
  draining: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    draining: '',
    down: 'waiting: shut 1, tell reconnecting/drain',
    retry: 'asking: tell reconnecting/drain, reset, ask 2',
    stable: '',
    online: 'online: probe',
    visible: 'online: probe',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'online: probe',
  },
  moving: {
    connect: '',
    close: 'closed: reset, end, tell closed/closed',
    'welcomed upgrade': 'syncing: welcome, tell syncing/welcome, sync 2',
    'down upgrade': 'waiting: shut 2, reset, timer retry 750, tell reconnecting/disconnected',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  waiting: {
    connect: 'asking: tell reconnecting/connect, reset, ask 2',
    close: 'closed: reset, end, tell closed/closed',
    retry: 'asking: reset, ask 2',
    stable: '',
    online: 'asking: tell reconnecting/wake_up, reset, ask 2',
    visible: 'asking: tell reconnecting/wake_up, reset, ask 2',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'asking: tell reconnecting/wake_up, reset, ask 2',
  },
  'waiting as told': {
    connect: 'asking: tell reconnecting/connect, reset, ask 2',
    close: 'closed: reset, end, tell closed/closed',
    retry: 'asking: reset, ask 2',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  'waiting for drain': {
    connect: 'asking: tell reconnecting/connect, reset, ask 2',
    close: 'closed: reset, end, tell closed/closed',
    retry: 'asking: tell reconnecting/drain, reset, ask 2',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: '',
  },
  paused: {
    connect: 'asking: tell reconnecting/connect, reset, ask 2',
    close: 'closed: reset, end, tell closed/closed',
    stable: '',
    online: 'asking: tell reconnecting/wake_up, reset, ask 2',
    visible: 'asking: tell reconnecting/wake_up, reset, ask 2',
    hidden: '',
    pagehide: 'paused: reset, tell reconnecting/page_hidden',
    pageshow: 'asking: tell reconnecting/wake_up, reset, ask 2',
  },
  closed: {
    connect: 'asking: begin, tell connecting/connect, reset, ask 2',
    close: '',
    stable: '',
    online: '',
    visible: '',
    hidden: '',
    pagehide: '',
    pageshow: '',
  },
};

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  const { life, own = -1, upgrade = -1 } = LIVES[name] as (typeof LIVES)[string];

  test.each(Object.entries(row))('%s', (words, expected) => {
    const [event = '', which] = words.split(' ');
    expect(outcome(life, EVENTS[event]?.(which ? upgrade : own) as LifeEvent)).toBe(expected);
  });

  test('what happens to a link that is over changes nothing', () => {
    for (const event of ['allowed', 'greeted', 'welcomed', 'synced', 'draining', 'down']) {
      expect(outcome(life, EVENTS[event]?.(-1) as LifeEvent)).toBe('');
    }
  });
});

test('the table has a row for every life, and every row says what the page and the application can do', () => {
  expect(Object.keys(TABLE)).toEqual(Object.keys(LIVES));
  const always = ['connect', 'close', 'stable', 'online', 'visible', 'hidden', 'pagehide', 'pageshow'];
  for (const row of Object.values(TABLE)) expect(Object.keys(row)).toEqual(expect.arrayContaining(always));
});

describe('a link that is lost', () => {
  const auth = (code: string) => new ImError(code, 'auth', code);
  const refused = { ...LIVES.opening?.life, tokenRefused: true } as Life;
  const tried = { ...LIVES.opening?.life, attempt: 2 } as Life;
  const failedOnce = { ...LIVES.opening?.life, failedUpgrades: 1 } as Life;
  const byPoll = { ...LIVES.opening?.life, transport: 'longpoll' } as Life;
  const of = (name: string) => LIVES[name]?.life as Life;

  test.each<[string, Life, ImError, boolean, string]>([
    ['replaced', of('online'), auth('replaced'), true, 'closed: shut 1, reset, end, tell closed/replaced'],
    [
      'revoked: another token, at once',
      of('online'),
      auth('revoked'),
      true,
      'asking: shut 1, dropToken revoked, reset, tell reconnecting/revoked, reset, ask 2',
    ],
    [
      'token run out: another, at once',
      of('opening'),
      auth('token_expired'),
      true,
      'asking: shut 1, dropToken expired, reset, tell reconnecting/token_expired, reset, ask 2',
    ],
    [
      'but not in a circle',
      tried,
      auth('token_expired'),
      true,
      'waiting: shut 1, dropToken expired, reset, timer retry 2250, tell reconnecting/token_expired',
    ],
    [
      'token never taken: another',
      of('opening'),
      auth('unauthenticated'),
      true,
      'asking: shut 1, dropToken rejected, reset, tell reconnecting/unauthenticated, reset, ask 2',
    ],
    [
      'twice: the end',
      refused,
      auth('unauthenticated'),
      true,
      'closed: shut 1, reset, end, tell closed/unauthenticated',
    ],
    [
      'session gone: a new one, at once',
      of('online'),
      lost('session_gone'),
      true,
      'asking: shut 1, reset, tell reconnecting/session_gone, reset, ask 2',
    ],
    [
      'a no before the welcome is final',
      of('opening'),
      auth('forbidden'),
      true,
      'closed: shut 1, reset, end, tell closed/forbidden',
    ],
    ['whatever it is', of('greeting'), auth('nonsense'), true, 'closed: shut 1, reset, end, tell closed/rejected'],
    [
      'a token that could not be had is asked for again',
      of('greeting'),
      auth('token_failed'),
      true,
      'waiting: shut 1, reset, timer retry 750, tell reconnecting/token_failed',
    ],
    [
      'a no after it is a trouble of the connection',
      of('online'),
      auth('internal'),
      true,
      'waiting: shut 1, reset, timer retry 750, tell reconnecting/internal',
    ],
    [
      'a WebSocket that seems blocked is tried once more',
      of('opening'),
      lost(),
      false,
      'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    ],
    [
      'then it is long poll',
      failedOnce,
      lost(),
      false,
      'asking: shut 1, reset, tell reconnecting/fallback, reset, ask 2',
    ],
    [
      'at once when it does not open in time',
      of('opening'),
      lost('timeout'),
      false,
      'asking: shut 1, reset, tell reconnecting/fallback, reset, ask 2',
    ],
    [
      'and back when long poll is blocked as well',
      byPoll,
      lost(),
      false,
      'waiting: shut 1, reset, timer retry 750, tell reconnecting/disconnected',
    ],
    [
      'a busy server says when',
      of('online'),
      new ImError('overloaded', 'limit', 'busy', true, undefined, 9_000),
      true,
      'waiting: shut 1, reset, timer retry 9000, tell reconnecting/overloaded',
    ],
    [
      'a hidden page comes back rarely',
      { ...tried, hidden: true },
      lost(),
      true,
      'waiting: shut 1, reset, timer retry 20000, tell reconnecting/disconnected',
    ],
  ])('%s', (_name, life, error, proved, expected) => {
    expect(outcome(life, ['down', 1, error, proved])).toBe(expected);
  });

  test('which transport is next', () => {
    const next = (life: Life, code: string) =>
      step(life, ['down', 1, lost(code), false], NOW_MS, () => 0.5)[0].transport;
    expect([next(of('opening'), 'disconnected'), next(failedOnce, 'disconnected')]).toEqual(['websocket', 'longpoll']);
    expect([next(of('opening'), 'timeout'), next(byPoll, 'timeout')]).toEqual(['longpoll', 'websocket']);
  });

  test('its own state is never changed', () => {
    const life = Object.freeze({ ...LIVES.online?.life }) as Life;
    step(life, ['down', 1, lost(), true], NOW_MS, () => 0.5);
    expect(life).toEqual(LIVES.online?.life);
  });
});

/** A world around the machine that does what it is told and lets happen only what can happen. */
class World {
  life = newLife(['websocket', 'longpoll']);
  asked = new Set<number>();
  greeted = new Set<number>();
  /** Open links, and whether each had its welcome and its sync. */
  links = new Map<number, 'opening' | 'syncing' | 'online'>();
  timers = new Set<string>();
  watching = false;
  told = 'idle';

  happens(event: LifeEvent, chance: () => number): void {
    const [life, effects] = step(this.life, event, NOW_MS, chance);
    this.life = life;
    for (const effect of effects) {
      const [name, link] = effect;
      if (name === 'begin') this.watching = true;
      if (name === 'end') this.watching = false;
      if (name === 'ask') this.asked.add(link);
      if (name === 'greet') this.greeted.add(link);
      if (name === 'open') this.links.set(link, 'opening');
      if (name === 'shut') this.links.delete(link);
      if (name === 'timer') this.timers.add(link);
      if (name === 'tell') this.told = link;
      if (name === 'reset') {
        this.links.clear();
        this.timers.clear();
      }
    }
  }

  /** Everything that could happen now, good things first. */
  possible(): { event: LifeEvent; good: boolean }[] {
    const found: { event: LifeEvent; good: boolean }[] = [];
    const good = (event: LifeEvent) => found.push({ event, good: true });
    const bad = (event: LifeEvent) => found.push({ event, good: false });
    for (const link of this.asked) good(['allowed', link]);
    for (const link of this.greeted) good(['greeted', link, 'token']);
    for (const [link, is] of this.links) {
      if (is === 'opening') good(['welcomed', link, { sessionId: 's', resumed: link % 2 === 0 }]);
      if (is === 'syncing') good(['synced', link]);
      bad(['draining', link, 2_000]);
    }
    for (const timer of this.timers) (timer === 'retry' ? good : bad)([timer as 'retry']);
    for (const link of [...this.asked, ...this.greeted, ...this.links.keys()]) {
      for (const code of ['disconnected', 'timeout', 'token_expired', 'session_gone', 'unauthenticated', 'replaced']) {
        bad(['down', link, lost(code), code === 'session_gone']);
      }
      bad(['down', link, new ImError('overloaded', 'limit', 'busy', true, undefined, 3_000), true]);
    }
    if (this.watching) {
      good(['page', 'pageshow']);
      for (const event of ['hidden', 'visible', 'online', 'pagehide'] as const) bad(['page', event]);
    }
    bad(['connect']);
    bad(['close', closing]);
    return found;
  }

  /** What a world forgets when it has happened. */
  choose(event: LifeEvent, chance: () => number): void {
    const [name, link] = event;
    if (name === 'allowed') this.asked.delete(link);
    if (name === 'greeted') this.greeted.delete(link);
    if (name === 'welcomed') this.links.set(link, 'syncing');
    if (name === 'synced') this.links.set(link, 'online');
    if (name === 'retry' || name === 'stable' || name === 'upgrade') this.timers.delete(name);
    if (name === 'down') {
      this.asked.delete(link);
      this.greeted.delete(link);
    }
    this.happens(event, chance);
  }

  check(): void {
    const { stage, current, upgrade, drainAtMs } = this.life;
    const holds = (what: string, is: boolean) => {
      if (!is) throw new Error(`${what}: ${JSON.stringify(this.life)}, links ${[...this.links.keys()]}`);
    };
    const inUse = ['opening', 'syncing', 'online'].includes(stage) ? [current] : [];
    const links = [...inUse, ...(upgrade ? [upgrade] : [])];
    holds('one link, and the one that is to take over', [...this.links.keys()].sort().join() === links.sort().join());
    holds(
      'only long poll is upgraded',
      !upgrade || !current || (stage === 'online' && this.life.transport === 'longpoll'),
    );
    holds('an answer is on its way', stage !== 'asking' || this.asked.has(current));
    holds('a token is on its way', stage !== 'greeting' || this.greeted.has(current));
    holds(
      'a timer brings the next attempt',
      this.timers.has('retry') || (stage !== 'waiting' && drainAtMs === undefined),
    );
    holds('somebody takes over', stage !== 'moving' || upgrade > 0);
    holds('no timer is left', this.timers.size === 0 || (stage !== 'closed' && stage !== 'paused'));
    holds('the page is listened to', this.watching === (stage !== 'idle' && stage !== 'closed'));
    const told = { idle: 'idle', closed: 'closed', online: 'online', syncing: 'syncing' }[stage as string];
    holds('listeners know', told ? told === this.told : ['connecting', 'reconnecting'].includes(this.told));
  }
}

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  'a random life holds together and finds back: seed %i',
  (seed) => {
    const random = seededRandom(seed);
    const world = new World();
    for (let turn = 0; turn < 120; turn++) {
      const possible = world.possible();
      // Mostly good things, or a life never gets far.
      const kind = random() < 0.55 ? possible.filter(({ good }) => good) : possible;
      const chosen = kind[Math.floor(random() * kind.length)] ?? possible[Math.floor(random() * possible.length)];
      if (chosen) world.choose(chosen.event, random);
      world.check();
    }
    // From here on nothing goes wrong, and somebody wants the connection.
    world.choose(['connect'], random);
    for (let turn = 0; world.life.stage !== 'online' && turn < 20; turn++) {
      const next = world.possible().find(({ good, event: [name, link] }) => {
        const isStale = typeof link === 'number' && link !== world.life.current && link !== world.life.upgrade;
        return good && !isStale && name !== 'page';
      });
      world.choose(next?.event ?? ['page', 'pageshow'], random);
      world.check();
    }
    expect(world.life.stage).toBe('online');
  },
);
