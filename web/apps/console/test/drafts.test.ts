// Drafts: kept per conversation and user, and still there after the page was left at any moment.
import { beforeEach, expect, it, vi } from 'vitest';
import { openDrafts, setDraft, useDrafts } from '../src/composer/drafts.ts';

const drafts = () => useDrafts.getState().drafts;

beforeEach(() => openDrafts('agent-1'));

it('is there up to the last letter when the page is left at once', () => {
  setDraft('thread-1', 'half a sen');
  setDraft('thread-1', 'half a sentence');
  useDrafts.setState({ drafts: {} });
  openDrafts('agent-1');
  expect(drafts()).toEqual({ 'thread-1': 'half a sentence' });
});

it('is gone after it was sent, also when the page is left at once', () => {
  setDraft('thread-2', 'to be sent');
  openDrafts('agent-1');
  expect(drafts()['thread-2']).toBe('to be sent');
  setDraft('thread-2', '');
  openDrafts('agent-1');
  expect(drafts()['thread-2']).toBeUndefined();
});

it('belongs to one agent', () => {
  setDraft('thread-3', 'mine');
  openDrafts('agent-2');
  expect(drafts()['thread-3']).toBeUndefined();
  setDraft('thread-3', 'yours');
  openDrafts('agent-1');
  expect(drafts()).toEqual({ 'thread-3': 'mine' });
});

it('lives as long as the page where nothing can be stored', () => {
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  setDraft('thread-4', 'typed anyway');
  expect(drafts()['thread-4']).toBe('typed anyway');
  full.mockRestore();
});
