/** Lives of a connection in every stage, reached by what really happens, and short words for what a step does. */
import { ImError } from '../src';
import { type Effect, type Life, type LifeEvent, newLife, step } from '../src/connection/life';

export const NOW_MS = 1_000_000;

export const lost = (code = 'disconnected') => new ImError(code, 'network', code);

export function after(events: LifeEvent[], life: Life = newLife(['websocket', 'longpoll'])): Life {
  return events.reduce((before, event) => step(before, event, NOW_MS, () => 0.5)[0], life);
}

const opened: LifeEvent[] = [['connect'], ['allowed', 1], ['greeted', 1, 'token']];
const welcomed: LifeEvent[] = [...opened, ['welcomed', 1, { sessionId: 's' }]];
const online: LifeEvent[] = [...welcomed, ['synced', 1]];
const poll = newLife(['websocket', 'longpoll']);
poll.transport = 'longpoll';
const upgrading: LifeEvent[] = [...online, ['upgrade'], ['greeted', 2, 'token']];

/** `own` is the link in use or the attempt at one, `upgrade` the one that is to take over. */
export const LIVES: Record<string, { life: Life; own?: number; upgrade?: number }> = {
  idle: { life: after([]) },
  asking: { life: after([['connect']]), own: 1 },
  greeting: { life: after(opened.slice(0, 2)), own: 1 },
  opening: { life: after(opened), own: 1 },
  syncing: { life: after(welcomed), own: 1 },
  online: { life: after(online), own: 1 },
  'online, by poll': { life: after(online, poll), own: 1 },
  'token for upgrade': { life: after([...online, ['upgrade']], poll), own: 1, upgrade: 2 },
  upgrading: { life: after(upgrading, poll), own: 1, upgrade: 2 },
  draining: { life: after([...online, ['draining', 1, 10_000]]), own: 1 },
  moving: { life: after([...upgrading, ['down', 1, lost(), true]], poll), upgrade: 2 },
  waiting: { life: after([...online, ['down', 1, lost(), true]]) },
  'waiting as told': {
    life: after([...online, ['down', 1, new ImError('overloaded', 'limit', 'busy', true, undefined, 9_000), true]]),
  },
  'waiting for drain': { life: after([...online, ['draining', 1, 10_000], ['down', 1, lost(), true]]) },
  paused: { life: after([...online, ['page', 'pagehide']]) },
  closed: { life: after([...online, ['close', new ImError('closed', 'rejected', 'closed')]]) },
};

function word(effect: Effect): string {
  const [name, first, second] = effect;
  if (name === 'tell') return `tell ${first}/${second}`;
  if (name === 'timer') return `timer ${first} ${second}`;
  if (name === 'open') return `open ${first} ${second}`;
  if (name === 'shut') return effect[2] ? `shut ${first} moved` : `shut ${first}`;
  return name === 'ask' || name === 'greet' || name === 'sync' || name === 'dropToken' ? `${name} ${first}` : name;
}

/** The stage afterwards and what is done; empty when nothing is. */
export function outcome(before: Life, event: LifeEvent): string {
  const [life, effects] = step(before, event, NOW_MS, () => 0.5);
  if (effects.length === 0 && life.stage === before.stage) return '';
  return `${life.stage}: ${effects.map(word).join(', ')}`;
}
