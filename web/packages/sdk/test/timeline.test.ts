/** The window of a conversation: no holes, and nothing is let go under a reader. */
import { expect, test } from 'vitest';
import { createTimeline, type Timeline } from '../src/conversation/timeline';
import type { Message } from '../src/types';

const message = (seq: number): Message => ({
  key: `#${seq}`,
  conversationId: 'talk',
  seq,
  senderUid: 'ann',
  clientMsgId: '',
  timeMs: seq,
  content: { type: 'text', text: String(seq) },
  own: false,
  status: 'received',
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

/** A window that was paged back from 5,000 to `low`. */
function pagedBackTo(low: number): Timeline {
  const timeline = createTimeline(() => {});
  timeline.addPage(range(4_971, 5_000), true, 5_000);
  timeline.addPage(range(low, 4_970), true, 5_000, 4_971);
  return timeline;
}

const add = (timeline: Timeline, from: number, to: number) => range(from, to).forEach(timeline.add);

test('what was loaded by paging is not let go for a few new messages', () => {
  const timeline = pagedBackTo(2_600);
  add(timeline, 5_001, 5_010);
  expect([timeline.low(), timeline.messages().length]).toEqual([2_600, 2_411]);
  add(timeline, 5_011, 7_001);
  expect([timeline.low(), timeline.messages().length, timeline.hasMoreBefore()]).toEqual([5_502, 1_500, true]);
});

test('a page asked for before the window was cut does not make a hole', () => {
  const timeline = pagedBackTo(4_900);
  add(timeline, 5_001, 7_001);
  expect(timeline.addPage(range(4_870, 4_899), true, 7_001, 4_900)).toBe(false);
  expect(timeline.addPage([], false, 7_001, 4_900)).toBe(false);
  expect([timeline.messages()[0]?.seq, timeline.hasMoreBefore()]).toEqual([5_502, true]);
  expect(timeline.addPage(range(5_472, 5_501), true, 7_001, 5_502)).toBe(true);
  expect(timeline.messages().map(({ seq }) => seq)).toEqual(range(5_472, 7_001).map(({ seq }) => seq));
});

test('nothing before the window ends the paging', () => {
  const timeline = pagedBackTo(4_900);
  expect(timeline.addPage([], false, 5_000, 4_900)).toBe(true);
  expect(timeline.hasMoreBefore()).toBe(false);
});

test('the window ends where its first page ends, also when the conversation is further by then', () => {
  const timeline = createTimeline(() => {});
  timeline.add(message(3));
  timeline.addPage(range(1, 2), false, 4);
  expect(timeline.high()).toBe(3);
  expect(timeline.messages().map(({ seq }) => seq)).toEqual([1, 2, 3]);
});
