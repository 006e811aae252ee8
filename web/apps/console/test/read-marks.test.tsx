// A conversation is read only when it is chosen, on a visible page, and scrolled to the end.
import { act } from 'react';
import { expect, it, vi } from 'vitest';
import { createFakeClient } from '../harness/fake-client.ts';
import { type ReadMarkInput, useReadMarks } from '../src/thread/use-read-marks.ts';
import { mount } from './dom.tsx';

let visibility: DocumentVisibilityState = 'visible';
vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);

function setVisibility(state: DocumentVisibilityState): void {
  visibility = state;
  act(() => {
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

function Probe(props: ReadMarkInput) {
  useReadMarks(props);
  return null;
}

function open(fields: Partial<ReadMarkInput>) {
  const client = createFakeClient('agent-1', []);
  const conversation = client.conversation('thread-1');
  const input = { conversation, lastSeq: 7, readSeq: 4, loaded: true, atBottom: true, ...fields };
  mount(<Probe {...input} />);
  return client.marks;
}

/** Marking twice is marking once; strict mode runs effects twice. */
const seqs = (marks: readonly { seq: number }[]): number[] => [...new Set(marks.map(({ seq }) => seq))];

it('marks what was seen', () => {
  setVisibility('visible');
  expect(seqs(open({}))).toEqual([7]);
});

it('waits for a hidden tab to be shown', () => {
  setVisibility('hidden');
  const marks = open({});
  expect(marks).toEqual([]);
  setVisibility('visible');
  expect(seqs(marks)).toEqual([7]);
});

it.each([
  ['the reader is further up', { atBottom: false }],
  ['nothing is loaded yet', { loaded: false }],
  ['everything is read already', { readSeq: 7 }],
])('does not mark when %s', (_why, fields) => {
  setVisibility('visible');
  expect(open(fields)).toEqual([]);
});
