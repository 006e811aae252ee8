/** A start that failed for a reason that passes is made again by itself, with restraint. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setUp } from './fakes';

let desk: ReturnType<typeof setUp>;
let sessions: (typeof desk.rest.answers)[string];

beforeEach(async () => {
  localStorage.clear();
  localStorage.setItem('skein:demo:visitor', 'vt-1');
  desk = setUp();
  sessions = desk.rest.answers.sessions as typeof sessions;
});
afterEach(async () => {
  await Promise.all(desk.clients.map((client) => client.close()));
});

const refuse = (status: number) => {
  desk.rest.answers.sessions = () => ({ status, body: { code: 'no' } });
};
const accept = () => {
  desk.rest.answers.sessions = sessions;
};
const phase = () => desk.state.phase.value.name;

/** So many minutes; no two tries are further apart than one. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await desk.clock.advance(60_000);
    await desk.settle();
  }
}

describe.each([
  ['the server is down', 503],
  ['it was asked too often', 429],
])('%s', (_, status) => {
  beforeEach(async () => {
    refuse(status);
    desk.begin();
    await desk.settle();
    expect(phase()).toBe('failed');
  });

  test('a panel that nobody opened is connected later', async () => {
    accept();
    await pass(1);
    expect(phase()).toBe('ready');
    expect(desk.state.connection.value?.state).toBe('online');
  });

  test('the page hears of the failure once', async () => {
    await pass(4);
    expect(desk.rest.to('sessions').length).toBeGreaterThanOrEqual(5);
    expect(desk.toHost.filter(({ type }) => type === 'event')).toHaveLength(1);
  });

  test.each([
    [
      'the network is back',
      () => {
        desk.online.value = false;
        desk.online.value = true;
      },
    ],
    ['the reader turns to the page', () => desk.turnTo()],
    [
      'the reader turns to the page, whatever the browser thinks of the network',
      () => {
        desk.online.value = false;
        desk.turnTo();
      },
    ],
    ['the panel is opened', () => desk.controller.handleHost({ type: 'visibility', open: true })],
  ])('it comes soon when %s', async (_sign, happen) => {
    // By now the tries are half a minute apart, and the next one is not near.
    await pass(7);
    const before = desk.rest.to('sessions').length;
    accept();
    await desk.clock.advance(2_000);
    await desk.settle();
    expect(phase()).toBe('failed');
    happen();
    happen();
    await desk.clock.advance(2_000);
    await desk.settle();
    expect(phase()).toBe('ready');
    expect(desk.rest.to('sessions')).toHaveLength(before + 1);
  });

  test('a tab that nobody looks at waits until somebody does', async () => {
    desk.shown.value = false;
    await pass(5);
    expect(desk.rest.to('sessions')).toHaveLength(1);
    accept();
    desk.shown.value = true;
    await desk.clock.advance(2_000);
    await desk.settle();
    expect(phase()).toBe('ready');
  });

  test('the visitor need not wait, and there is one chat in the end', async () => {
    accept();
    desk.controller.retry();
    expect(phase()).toBe('starting');
    await desk.settle();
    await pass(2);
    expect(phase()).toBe('ready');
    expect(desk.clients).toHaveLength(1);
  });
});

test('a refusal for good is not tried again', async () => {
  refuse(403);
  localStorage.clear();
  desk.begin({ open: true });
  await desk.settle();
  desk.turnTo();
  await pass(5);
  expect(phase()).toBe('failed');
  expect(desk.rest.to('sessions')).toHaveLength(1);
});
