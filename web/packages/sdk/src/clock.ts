/** The real clock. Everything else takes time and chance from the `Clock` it is given. */
import type { Clock } from './types';

/** Goes on evenly, whatever somebody sets the machine's clock to. Mini programs may have none. */
const { performance } = globalThis as { performance?: Pick<Performance, 'now'> };
const startedMs = Date.now() - (performance?.now() ?? 0);

export const systemClock: Clock = {
  now: () => (performance ? Math.round(startedMs + performance.now()) : Date.now()),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  random: () => Math.random(),
};
