// Drafts: kept per conversation and user, and still there after the page was left at any moment.
import { beforeEach, expect, it, vi } from 'vitest';
import { forgetDrafts, openDrafts, setDraft, takeDraft, useDrafts } from '../composer/drafts.ts';

const drafts = () => useDrafts.getState().drafts;

beforeEach(() => {
  openDrafts('agent-1');
});

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

const KEY = 'skein.console.draft/agent-1/thread-5';

/** What another window of this browser does to the storage; the news of it may come later. */
function elsewhere(text: string | null): () => void {
  if (text === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, text);
  return () => {
    dispatchEvent(new StorageEvent('storage', { key: KEY, newValue: text, storageArea: localStorage }));
  };
}

it('vanishes in every window when it was sent in one', () => {
  const stop = openDrafts('agent-1');
  elsewhere('typed there')();
  expect(drafts()['thread-5']).toBe('typed there');
  elsewhere(null)();
  expect(drafts()['thread-5']).toBeUndefined();
  stop();
  elsewhere('not for me any more')();
  expect(drafts()).toEqual({});
});

it('vanishes with everything that was cleared in another window', () => {
  openDrafts('agent-1');
  setDraft('thread-5', 'typed here');
  localStorage.clear();
  // The browser names no key then.
  dispatchEvent(new StorageEvent('storage', { key: null, newValue: null, storageArea: localStorage }));
  expect(drafts()).toEqual({});
});

it('is not sent twice, not even before the news of the other window has come', () => {
  openDrafts('agent-1');
  setDraft('thread-5', 'once');
  elsewhere(null);
  expect(takeDraft('thread-5')).toBeNull();
  expect(drafts()['thread-5']).toBeUndefined();

  setDraft('thread-5', 'half');
  elsewhere('half, and more');
  expect(takeDraft('thread-5')).toBeNull();
  expect(drafts()['thread-5']).toBe('half, and more');
  expect(takeDraft('thread-5')).toBe('half, and more');
  expect(localStorage.getItem(KEY)).toBeNull();
});

it('is sent where nothing can be stored', () => {
  openDrafts('agent-1');
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  setDraft('thread-5', 'only here');
  expect(takeDraft('thread-5')).toBe('only here');
  full.mockRestore();
});

it('stays on no machine after signing out', () => {
  openDrafts('agent-1');
  setDraft('thread-5', 'private');
  forgetDrafts();
  expect(localStorage.getItem(KEY)).toBeNull();
});
