// Times as people read them.
import { describe, expect, it } from 'vitest';
import { avatarTone, initialOf } from '../src/avatar.ts';
import { dayLabel, duration, relativeTime, shortDate, stopwatch, timeAgo } from '../src/format.ts';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-21T15:00:00');

describe('relativeTime', () => {
  it('is short while fresh, a clock today, a date before', () => {
    expect(relativeTime('en', now - 20_000, now, 'now')).toBe('now');
    expect(relativeTime('en', now - 3 * 60_000, now, 'now')).toBe('3m');
    expect(relativeTime('en', at('2026-11-21T09:05:00'), now, 'now')).toBe('09:05');
    expect(relativeTime('en', at('2026-11-20T23:59:00'), now, 'now')).toBe('yesterday');
    expect(relativeTime('en', at('2026-08-02T10:00:00'), now, 'now')).toBe('Aug 2');
    expect(relativeTime('zh-CN', at('2025-08-02T10:00:00'), now, '刚刚')).toBe('2025年8月2日');
  });

  it('never speaks of the future when a clock is ahead', () => {
    expect(relativeTime('en', now + 90_000, now, 'now')).toBe('now');
  });
});

it('labels days', () => {
  expect(dayLabel('en', now, now)).toBe('Today');
  expect(dayLabel('zh-CN', now - 86_400_000, now)).toBe('昨天');
  expect(dayLabel('en', at('2026-11-02T10:00:00'), now)).toContain('November 2');
  expect(shortDate('en', at('2024-01-05T10:00:00'), now)).toBe('Jan 5, 2024');
});

it('shows running clocks and durations', () => {
  expect(stopwatch(134_900)).toBe('02:14');
  expect(stopwatch(3_723_000)).toBe('1:02:03');
  expect(stopwatch(-5)).toBe('00:00');
  expect(duration('en', 125_000)).toBe('2m 5s');
  expect(duration('en', 0)).toBe('0s');
  expect(duration('en', 90_061_000)).toBe('1d 1h');
});

describe('faces', () => {
  it('keeps the colour of a uid and spreads uids', () => {
    expect(avatarTone('c-1')).toBe(avatarTone('c-1'));
    const tones = new Set(Array.from({ length: 64 }, (_, index) => avatarTone(`c-${index}`)));
    expect(tones.size).toBe(8);
  });

  it('takes a whole visible character', () => {
    expect(initialOf('  łukasz')).toBe('Ł');
    expect(initialOf('#A91F')).toBe('A');
    expect(initialOf('👨‍👩‍👧 family')).toBe('👨‍👩‍👧');
    expect(initialOf('')).toBe('?');
  });
});

it('says an instant so that it can stand in a sentence', () => {
  const now = new Date(2026, 7, 20, 15, 0).getTime();
  const minutes = (count: number): number => now - count * 60_000;
  expect(timeAgo('en', now - 10_000, now, 'just now')).toBe('just now');
  expect(timeAgo('en', minutes(2), now, 'just now')).toBe('2 minutes ago');
  expect(timeAgo('zh-CN', minutes(2), now, '刚刚')).toBe('2分钟前');
  expect(timeAgo('en', minutes(180), now, 'just now')).toBe('3 hours ago');
  expect(timeAgo('en', minutes(60 * 24 * 18), now, 'just now')).toBe('Aug 2 15:00');
});
