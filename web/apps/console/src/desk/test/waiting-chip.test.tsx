// The waiting chip: the whole wait, by the server's clock: neutral, soon from half of the target, late from the target on.
import { act } from 'react';
import { expect, it, vi } from 'vitest';
import { get, mount } from '../../../test/dom.tsx';
import { followClock } from '../../clock/ticker.ts';
import { WaitingChip } from '../waiting-chip.tsx';

const chip = (): [string | null, string | undefined] => {
  const element = get('[data-testid=waiting-chip]');
  return [
    element.getAttribute('data-level'),
    element.querySelector('[aria-hidden=true]:not(svg)')?.textContent ?? undefined,
  ];
};

it('passes its thresholds on the second', () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  mount(<WaitingChip targetMs={60_000} sinceMs={Date.now()} />);
  expect(chip()).toEqual(['fresh', '0:00']);
  act(() => vi.advanceTimersByTime(29_000));
  expect(chip()).toEqual(['fresh', '0:29']);
  act(() => vi.advanceTimersByTime(1_000));
  expect(chip()).toEqual(['soon', '0:30']);
  act(() => vi.advanceTimersByTime(29_000));
  expect(chip()).toEqual(['soon', '0:59']);
  act(() => vi.advanceTimersByTime(1_000));
  expect(chip()).toEqual(['late', '1:00']);
  act(() => vi.advanceTimersByTime(72_000));
  expect(chip()).toEqual(['late', '2:12']);
});

it('counts by the clock of the server, not by the one of this machine', () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const stop = followClock(() => Date.now() + 45_000);
  mount(<WaitingChip targetMs={60_000} sinceMs={Date.now()} />);
  expect(chip()).toEqual(['soon', '0:45']);
  act(stop);
  expect(chip()).toEqual(['fresh', '0:00']);
});

it('counts on when the clock of this machine is put right and measured anew', () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  let aheadMs = 3_600_000;
  const stop = followClock(() => Date.now() + aheadMs);
  mount(<WaitingChip targetMs={60_000} sinceMs={Date.now() + aheadMs} />);
  act(() => vi.advanceTimersByTime(10_000));
  expect(chip()).toEqual(['fresh', '0:10']);
  vi.setSystemTime(Date.now() + aheadMs);
  aheadMs = 0;
  act(() => vi.advanceTimersByTime(1_000));
  expect(chip()).toEqual(['fresh', '0:11']);
  act(stop);
});

it('says in words what the colour says', () => {
  mount(<WaitingChip targetMs={60_000} sinceMs={Date.now() - 65_000} />);
  expect(get('[data-testid=waiting-chip]').title).toMatch(/over the target/);
});
