/** The moments of further tries: growing apart, spread by chance, sooner when somebody waits. */
// @vitest-environment node
import { createManualClock } from '@skein/sdk/testing';
import { expect, test } from 'vitest';
import { createRetry } from '../src/frame/model/retry';

/** Everything fails; gives the times of all tries. */
function setUp(random = () => 1) {
  const clock = createManualClock({ startMs: 0, random });
  const tries: number[] = [];
  const retry = createRetry(clock, () => {
    tries.push(clock.now());
    retry.failed();
  });
  return { clock, tries, retry };
}

test('each pause is longer than the one before, up to a minute', async () => {
  const { clock, tries, retry } = setUp();
  retry.failed();
  await clock.advance(250_000);
  expect(tries.map((at, index) => at - (tries[index - 1] ?? 0))).toEqual([
    2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

test('chance spreads the tries over the whole pause, but for the first second', async () => {
  const { clock, tries, retry } = setUp(() => 0);
  for (let failure = 0; failure < 8; failure += 1) retry.failed();
  await clock.advance(1_500);
  expect(tries).toEqual([1_000]);
});

test('a hurry brings the next try near, once, and never closer than a second to the failure', async () => {
  const { clock, tries, retry } = setUp();
  for (let failure = 0; failure < 8; failure += 1) retry.failed();
  for (let sign = 0; sign < 5; sign += 1) retry.hurry();
  await clock.advance(30_000);
  expect(tries).toEqual([2_000]);
  retry.hurry();
  await clock.advance(1_000);
  expect(tries).toEqual([2_000, 31_000]);
});

test('a hurry does not put off what comes sooner', async () => {
  const chances = [0, 1];
  const { clock, tries, retry } = setUp(() => chances.shift() ?? 1);
  retry.failed();
  retry.hurry();
  await clock.advance(1_000);
  expect(tries).toEqual([1_000]);
});

test('a clock that is set back does not put the next try off by as much', async () => {
  const inner = createManualClock({ startMs: 0, random: () => 1 });
  let stepMs = 0;
  const tries: number[] = [];
  const retry = createRetry({ ...inner, now: () => inner.now() + stepMs }, () => tries.push(inner.now()));
  for (let failure = 0; failure < 8; failure += 1) retry.failed();
  stepMs = -3_600_000;
  retry.hurry();
  await inner.advance(60_000);
  expect(tries).toEqual([2_000]);
});

test('a try that nobody wanted when it was due is made when somebody does', async () => {
  const clock = createManualClock({ startMs: 0, random: () => 1 });
  const tries: number[] = [];
  const retry = createRetry(clock, () => tries.push(clock.now()));
  retry.failed();
  await clock.advance(100_000);
  retry.hurry();
  await clock.advance(100_000);
  expect(tries).toEqual([2_000, 101_000]);
});

test('after the end nothing is tried, and the next failure begins anew', async () => {
  const { clock, tries, retry } = setUp();
  retry.failed();
  retry.failed();
  retry.stop();
  await clock.advance(100_000);
  expect(tries).toEqual([]);
  retry.failed();
  await clock.advance(3_000);
  expect(tries).toEqual([102_000]);
});
