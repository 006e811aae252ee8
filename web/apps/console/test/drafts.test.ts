// Drafts: kept per conversation and user, and still there after a reload.
import { beforeEach, expect, it } from 'vitest';
import { openDrafts, setDraft, useDrafts } from '../src/composer/drafts.ts';

const saved = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 320));
const drafts = () => useDrafts.getState().drafts;

beforeEach(() => openDrafts('agent-1'));

it('survives a reload', async () => {
  setDraft('thread-1', 'half a sen');
  setDraft('thread-1', 'half a sentence');
  await saved();
  useDrafts.setState({ drafts: {} });
  await openDrafts('agent-1');
  expect(drafts()).toEqual({ 'thread-1': 'half a sentence' });
});

it('is gone after it was sent', async () => {
  setDraft('thread-2', 'to be sent');
  await saved();
  setDraft('thread-2', '');
  await saved();
  await openDrafts('agent-1');
  expect(drafts()['thread-2']).toBeUndefined();
});

it('belongs to one agent', async () => {
  setDraft('thread-3', 'mine');
  await saved();
  await openDrafts('agent-2');
  expect(drafts()['thread-3']).toBeUndefined();
});

it('does not let a stored text overwrite what is typed while it loads', async () => {
  setDraft('thread-4', 'stored');
  await saved();
  const opening = openDrafts('agent-1');
  setDraft('thread-4', 'typed meanwhile');
  await opening;
  expect(drafts()['thread-4']).toBe('typed meanwhile');
});
