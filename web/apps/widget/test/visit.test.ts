/** The life of a visit as a machine: every stage with everything that can happen in it, and random visits. */
// @vitest-environment node
import { seededRandom } from '@skein/sdk/testing';
import { describe, expect, test } from 'vitest';
import { newVisit, step, type Visit, type VisitEvent } from '../src/frame/model/visit';
import { passes } from '../src/frame/session/api';
import { after, begun, outcome, problem, VISITS } from './visits';

/** What can happen, by the names of the table below, to the start or chat of the visit. */
const EVENTS: Record<string, (turn: number) => VisitEvent> = {
  open: () => ['page', true, true, true],
  close: () => ['page', false, true, true],
  hide: () => ['page', true, false, true],
  offline: () => ['page', true, true, false],
  emma: () => ['identify', 'token', 'emma'],
  li: () => ['identify', 'token', 'li'],
  logout: () => ['logout'],
  'logout elsewhere': () => ['elsewhere', ''],
  'emma elsewhere': () => ['elsewhere', 'emma'],
  'li elsewhere': () => ['elsewhere', 'li'],
  unnamed: () => ['unnamed', false, false],
  'unnamed, but recently': () => ['unnamed', true, true],
  late: () => ['late'],
  configured: (turn) => ['configured', turn, false],
  'for customers only': (turn) => ['configured', turn, true],
  began: (turn) => ['began', turn, begun],
  down: (turn) => ['failed', turn, problem('network')],
  'down as before': (turn) => ['failed', turn, problem('server')],
  refused: (turn) => ['failed', turn, problem('forbidden')],
  'token refused': (turn) => ['failed', turn, problem('unauthenticated')],
  overtaken: () => ['overtaken'],
  retry: () => ['retry'],
  again: () => ['again'],
};

/**
 * Stage, event, and what comes of it; what is not in a row changes nothing, which is tested, too.
 */
const TABLE: Record<keyof typeof VISITS, Record<string, string>> = {
  unknown: {
    emma: 'starting: take emma, change carried stays, configure 1',
    li: 'starting: take li, change carried stays, configure 1',
    logout: 'unknown: wipe, change wiped',
    'logout elsewhere': 'unknown: leave, change wiped',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    unnamed: 'idle',
    'unnamed, but recently': 'unknown: timer 1500',
    late: 'idle: unname',
  },
  'unknown, waiting for a name': {
    emma: 'starting: take emma, change carried stays, configure 1',
    li: 'starting: take li, change carried stays, configure 1',
    logout: 'unknown: wipe, change wiped',
    'logout elsewhere': 'unknown: leave, change wiped',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    unnamed: 'idle',
    'unnamed, but recently': 'unknown: timer 1500',
    // Somebody was here before, and is connected without being asked.
    late: 'starting: unname, configure 1',
  },
  idle: {
    open: 'starting: configure 1',
    offline: 'starting: configure 1',
    emma: 'starting: take emma, change carried stays, configure 1',
    li: 'starting: take li, change carried stays, configure 1',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
  },
  'idle, hidden': {
    open: 'starting: configure 1',
    close: 'starting: configure 1',
    offline: 'starting: configure 1',
    emma: 'idle: take emma, change carried stays',
    li: 'idle: take li, change carried stays',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
  },
  starting: {
    emma: 'starting: take emma, change carried stays, configure 2',
    li: 'starting: take li, change carried stays, configure 2',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    configured: 'starting: begin 1',
    'for customers only': 'sign_in',
    began: 'ready: again stop, open 1',
    down: 'failed: again failed, tell error network',
    'down as before': 'failed: again failed, tell error server',
    refused: 'failed: tell error forbidden',
    'token refused': 'failed: tell error unauthenticated',
  },
  'starting, of Emma': {
    li: 'starting: take li, change kept, configure 2',
    emma: 'starting: take emma',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    configured: 'starting: begin 1',
    'for customers only': 'starting: begin 1',
    began: 'ready: again stop, open 1',
    down: 'failed: again failed, tell error network',
    'down as before': 'failed: again failed, tell error server',
    refused: 'failed: tell error forbidden',
    'token refused': 'sign_in: tell error unauthenticated',
  },
  ready: {
    emma: 'starting: take emma, change carried stays, configure 2',
    li: 'starting: take li, change carried stays, configure 2',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    down: 'failed: close kept, again failed, tell error network',
    'down as before': 'failed: close kept, again failed, tell error server',
    refused: 'failed: close kept, tell error forbidden',
    'token refused': 'failed: close kept, tell error unauthenticated',
    overtaken: 'starting: change carried, configure 2',
  },
  'ready, of Emma': {
    // A newer token, for the next renewal.
    emma: 'ready: take emma',
    li: 'starting: take li, change kept, configure 2',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    down: 'failed: close kept, again failed, tell error network',
    'down as before': 'failed: close kept, again failed, tell error server',
    refused: 'failed: close kept, tell error forbidden',
    'token refused': 'sign_in: close kept, tell error unauthenticated',
    overtaken: 'starting: change carried, configure 2',
  },
  'sign in first': {
    emma: 'starting: take emma, change carried stays, configure 2',
    li: 'starting: take li, change carried stays, configure 2',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
  },
  'sign in again': {
    emma: 'starting: take emma, change kept, configure 2',
    li: 'starting: take li, change kept, configure 2',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
  },
  'sign in as in another tab': {
    emma: 'starting: take emma, change carried stays, configure 2',
    // What the page says now is of before.
    li: '',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
  },
  failed: {
    open: 'failed: again hurry',
    emma: 'starting: take emma, change carried stays, configure 2',
    li: 'starting: take li, change carried stays, configure 2',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    retry: 'starting: again stop, configure 2',
    again: 'failed: configure 2',
  },
  'failed, hidden': {
    open: 'failed: again hurry',
    emma: 'idle: take emma, change carried stays',
    li: 'idle: take li, change carried stays',
    logout: 'idle: wipe, change wiped',
    'logout elsewhere': 'idle: leave, change wiped',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    retry: 'starting: again stop, configure 2',
  },
  'failed, trying again': {
    emma: 'starting: take emma, change carried stays, configure 3',
    li: 'starting: take li, change carried stays, configure 3',
    logout: 'starting: wipe, change wiped, configure 3',
    'logout elsewhere': 'starting: leave, change wiped, configure 3',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    configured: 'failed: begin 2',
    'for customers only': 'sign_in',
    began: 'ready: again stop, open 2',
    down: 'failed: again failed, tell error network',
    // No news to the page.
    'down as before': 'failed: again failed',
    refused: 'failed: tell error forbidden',
    'token refused': 'failed: tell error unauthenticated',
    retry: 'starting: again stop, configure 3',
  },
  'failed for good': {
    emma: 'starting: take emma, change carried stays, configure 2',
    li: 'starting: take li, change carried stays, configure 2',
    logout: 'starting: wipe, change wiped, configure 2',
    'logout elsewhere': 'starting: leave, change wiped, configure 2',
    'emma elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    'li elsewhere': 'sign_in: leave, change kept, timer 10000, tell identity_needed',
    retry: 'starting: again stop, configure 2',
  },
};

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  const visit = VISITS[name] as Visit;

  test.each(Object.entries(EVENTS))('%s', (words, event) => {
    expect(outcome(visit, event(visit.turn))).toBe(row[words] ?? '');
  });

  test('what happens to a start or a chat that is over changes nothing', () => {
    for (const words of ['configured', 'for customers only', 'began', 'down', 'refused', 'token refused']) {
      const event = EVENTS[words]?.(visit.turn - 1) as VisitEvent;
      expect(outcome(visit, event)).toBe('');
    }
  });

  test.each(['logout', 'logout elsewhere'])('%s leaves nothing of the person before', (words) => {
    const [next, effects] = step(visit, EVENTS[words]?.(visit.turn) as VisitEvent);
    const { open, shown, turn, stage, ...person } = next;
    const { open: _, shown: __, turn: ___, stage: ____, ...nobody } = newVisit();
    expect(person).toEqual(nobody);
    expect(effects).toContainEqual(['change', 'wiped', false]);
    expect(effects).toContainEqual([words === 'logout' ? 'wipe' : 'leave']);
    // Whoever goes on does so from the front, with a start of their own.
    expect(stage.name).toBe(visit.stage.name === 'unknown' ? 'unknown' : shown && open ? 'starting' : 'idle');
  });

  test.each(['emma', 'li', 'emma elsewhere', 'li elsewhere'])('%s: no other customer sees what was there', (words) => {
    const [{ customer }, effects] = step(visit, EVENTS[words]?.(visit.turn) as VisitEvent);
    const before = visit.customer;
    const changed = effects.filter(([effect]) => effect === 'change');
    if (customer === before && effects.length <= 1) return;
    expect(changed).toHaveLength(1);
    // The words of a customer go to nobody else.
    if (before !== null) expect(changed[0]?.[1]).toBe('kept');
  });

  test('its own state is never changed', () => {
    const frozen = Object.freeze({ ...visit });
    for (const event of Object.values(EVENTS)) step(frozen, event(visit.turn));
    expect(frozen).toEqual(visit);
  });
});

test('the table has a row for every visit, with known events', () => {
  expect(Object.keys(TABLE)).toEqual(Object.keys(VISITS));
  for (const row of Object.values(TABLE)) expect(Object.keys(EVENTS)).toEqual(expect.arrayContaining(Object.keys(row)));
});

test('a customer whom the token does not name is somebody new each time', () => {
  const visit = after([['identify', 'a', '']]);
  expect(outcome(visit, ['identify', 'b', ''])).toBe('idle: take , change kept');
});

test('what the page says of before is taken again when it had time to know better', () => {
  const visit = after([['late']], VISITS['sign in as in another tab']);
  expect(outcome(visit, ['identify', 'token', 'li'])).toContain('take li');
});

/** A world around the machine that does what it is told and lets happen only what can happen. */
class World {
  visit = newVisit();
  /** Of which start something is under way. */
  configuring = 0;
  beginning = 0;
  chat = 0;
  /** The customer of the chat that is open, and of the screen. */
  chatOf: string | null | undefined;
  retrying = false;
  timer = false;

  happens(event: VisitEvent): void {
    const [visit, effects] = step(this.visit, event);
    this.visit = visit;
    for (const [name, first] of effects) {
      if (name === 'configure') this.configuring = first;
      if (name === 'begin') this.beginning = first;
      if (name === 'open') {
        this.chat = first;
        this.chatOf = visit.customer;
      }
      if (name === 'close' || name === 'change') this.chat = 0;
      if (name === 'again') this.retrying = first !== 'stop';
      if (name === 'change') this.retrying = false;
      if (name === 'timer') this.timer = true;
    }
  }

  /** Everything that could happen now, good things first. */
  possible(): { event: VisitEvent; good: boolean }[] {
    const found: { event: VisitEvent; good: boolean }[] = [];
    const good = (event: VisitEvent) => found.push({ event, good: true });
    const bad = (event: VisitEvent) => found.push({ event, good: false });
    if (this.configuring) good(['configured', this.configuring, false]);
    if (this.configuring) bad(['configured', this.configuring, true]);
    if (this.beginning) good(['began', this.beginning, begun]);
    for (const turn of [this.configuring, this.beginning, this.chat]) {
      if (turn === 0) continue;
      for (const kind of ['network', 'server', 'limit', 'forbidden', 'unauthenticated'] as const) {
        bad(['failed', turn, problem(kind)]);
      }
    }
    if (this.chat) bad(['overtaken']);
    if (this.retrying) good(['again']);
    if (this.timer) good(['late']);
    for (const open of [true, false]) {
      for (const shown of [true, false]) bad(['page', open, shown, true]);
    }
    for (const customer of ['', 'emma', 'li']) {
      bad(['identify', 'token', customer]);
      bad(['elsewhere', customer]);
    }
    bad(['logout']);
    bad(['retry']);
    if (this.visit.stage.name === 'unknown') good(['unnamed', !this.timer, true]);
    return found;
  }

  choose(event: VisitEvent): void {
    const [name, turn] = event;
    // What has ended is not under way any more, whatever the machine makes of it.
    if (name === 'configured' || name === 'failed') if (turn === this.configuring) this.configuring = 0;
    if (name === 'began' || name === 'failed') if (turn === this.beginning) this.beginning = 0;
    if (name === 'again') this.retrying = false;
    if (name === 'late') this.timer = false;
    this.happens(event);
  }

  check(): void {
    const { stage, turn, customer, shown, open, returning } = this.visit;
    const holds = (what: string, is: boolean) => {
      if (!is) throw new Error(`${what}: ${JSON.stringify(this)}`);
    };
    holds(
      'there is a chat when it is ready, and only then',
      (stage.name === 'ready') === (this.chat === turn && turn > 0),
    );
    holds('no chat of before stays open', this.chat === 0 || this.chat === turn);
    holds('the chat is that of who is here', this.chat === 0 || this.chatOf === customer);
    const trying = stage.name === 'starting' || (stage.name === 'failed' && stage.trying === true);
    holds('a start is under way', !trying || this.configuring === turn || this.beginning === turn);
    const passing = stage.name === 'failed' && !stage.trying && passes(stage.problem);
    const wanted = shown && (open || returning);
    holds('what passes is tried again', !passing || this.retrying || !wanted);
    holds('what does not is not tried again', !this.retrying || passing);
    holds('whoever wants a chat does not wait for it', stage.name !== 'idle' || !wanted);
  }
}

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  'a random visit holds together and finds to its chat: seed %i',
  (seed) => {
    const random = seededRandom(seed);
    const world = new World();
    for (let turn = 0; turn < 120; turn++) {
      const possible = world.possible();
      // Mostly good things, or a visit never gets far.
      const kind = random() < 0.55 ? possible.filter(({ good }) => good) : possible;
      const chosen = kind[Math.floor(random() * kind.length)] ?? possible[Math.floor(random() * possible.length)];
      if (chosen) world.choose(chosen.event);
      world.check();
    }
    // From here on nothing goes wrong, and a visitor opens the panel and does not accept a failure.
    for (const event of [['logout'], ['page', true, true, true], ['unnamed', false, true], ['retry']] as VisitEvent[]) {
      world.choose(event);
    }
    for (let turn = 0; world.visit.stage.name !== 'ready' && turn < 5; turn++) {
      const next = world.possible().find(({ good, event: [, of] }) => good && of === world.visit.turn);
      world.choose(next?.event ?? ['retry']);
      world.check();
    }
    expect(world.visit.stage.name).toBe('ready');
  },
);
