// A conversation is read only when it is chosen, on a visible page, and scrolled to the end.
import { act, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { createFakeClient } from '../../../../harness/fake-client.ts';
import { mount } from '../../../../test/dom.tsx';
import { newestHeldSeq, type ReadMarkInput, useReadMarks } from '../thread/use-read-marks.ts';

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
  const input = { conversation, heldSeq: 7, readSeq: 4, loaded: true, atBottom: true, ...fields };
  mount(<Probe {...input} />);
  return client.marks;
}

/** Marking twice is marking once; strict mode runs effects twice. */
const seqs = (marks: readonly { seq: number }[]): number[] => [...new Set(marks.map(({ seq }) => seq))];

it('marks what was seen', () => {
  setVisibility('visible');
  expect(seqs(open({}))).toEqual([7]);
});

it('marks what comes later, as far as it is held', () => {
  setVisibility('visible');
  const client = createFakeClient('agent-1', []);
  const conversation = client.conversation('thread-1');
  let show: (heldSeq: number) => void = () => undefined;
  function Talk() {
    const [heldSeq, setHeldSeq] = useState(7);
    show = setHeldSeq;
    useReadMarks({ conversation, heldSeq, readSeq: 4, loaded: true, atBottom: true });
    return null;
  }
  mount(<Talk />);
  act(() => show(10));
  expect(seqs(client.marks)).toEqual([7, 10]);
});

it('takes no message for held that stands behind a gap', () => {
  const row = (seq: number) => ({ seq });
  expect(newestHeldSeq([])).toBe(0);
  expect(newestHeldSeq([row(5), row(6), row(7)])).toBe(7);
  expect(newestHeldSeq([row(5), row(6), row(9), row(0)])).toBe(6);
  expect(newestHeldSeq([row(0)])).toBe(0);
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
