// @vitest-environment happy-dom
/** The hooks, under React and under preact/compat: they follow the stores, load the first page, and clean up. */
import { describe, expect, test, vi } from 'vitest';
import type * as Hooks from '../src/react';
import { setUp } from './setup';

interface Renderer {
  render(node: unknown): void;
  unmount(): void;
}

/** The same components over both libraries; `act` lets each finish its work. */
async function load(library: 'react' | 'preact') {
  vi.resetModules();
  if (library === 'preact') vi.doMock('react', () => import('preact/compat'));
  else vi.doUnmock('react');
  const hooks = (await import('../src/react')) as typeof Hooks;
  const { createElement } = await import('react');
  const host = document.createElement('div');
  if (library === 'preact') {
    const { render } = await import('preact');
    const { act } = await import('preact/test-utils');
    const root: Renderer = { render: (node) => render(node as never, host), unmount: () => render(null, host) };
    return { hooks, createElement, host, root, act: act as (work: () => Promise<void> | void) => Promise<void> };
  }
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const { createRoot } = await import('react-dom/client');
  const { act } = await import('react');
  const root = createRoot(host) as Renderer;
  return { hooks, createElement, host, root, act: act as (work: () => Promise<void> | void) => Promise<void> };
}

describe.each(['react', 'preact'] as const)('under %s', (library) => {
  test('a talk on the screen', async () => {
    const { hooks, createElement, host, root, act } = await load(library);
    const { IMProvider, useConnection, useConversations, useMessages, usePresence, useTyping, useUnread } = hooks;
    const { clock, server, makeClient } = setUp();
    for (let index = 1; index <= 3; index++) server.post('talk', 'bob', `m${index}`);
    const client = makeClient('ann');
    let more: (() => Promise<void>) | undefined;

    function Talk() {
      const { messages, loaded, hasMoreBefore, loadMore } = useMessages('talk', { limit: 2 });
      more = loadMore;
      const parts = [
        useConnection().state,
        messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join(','),
        loaded ? 'loaded' : 'empty',
        hasMoreBefore ? 'more' : 'all',
        `unread ${useUnread()}/${useUnread('talk')}`,
        `typing ${useTyping('talk').join()}`,
        `bob ${usePresence(['bob']).get('bob')?.state}`,
        `${useConversations().length} talks`,
      ];
      return createElement('p', null, parts.join(' | '));
    }

    await act(() => root.render(createElement(IMProvider, { client }, createElement(Talk))));
    expect(host.textContent).toContain('idle |  | empty');
    await act(async () => {
      client.connect().catch(() => {});
      await clock.flush();
    });
    expect(host.textContent).toBe('online | m2,m3 | loaded | more | unread 3/3 | typing  | bob offline | 1 talks');
    await act(async () => {
      await Promise.all([more?.(), clock.flush()]);
      server.push('ann', { typing: { conversationId: 'talk', uid: 'bob', typing: true } });
      client.conversation('talk').markRead();
      await clock.flush();
    });
    expect(host.textContent).toBe('online | m1,m2,m3 | loaded | all | unread 0/0 | typing bob | bob offline | 1 talks');
    await act(() => root.unmount());
    await clock.flush();
    expect(server.requests.filter(({ watchPresence }) => watchPresence).at(-1)?.watchPresence?.uids).toEqual([]);
  });

  test('a page that can not be loaded is told', async () => {
    const { hooks, createElement, host, root, act } = await load(library);
    const { clock, online } = setUp();
    const client = await online('ann');
    function Talk() {
      return createElement('p', null, hooks.useMessages('nowhere').error?.message ?? 'fine');
    }
    await act(async () => {
      root.render(createElement(hooks.IMProvider, { client }, createElement(Talk)));
      await clock.flush();
    });
    await act(() => clock.flush());
    expect(host.textContent).toBe('NOT_FOUND');
    await act(() => root.unmount());
  });

  test('without a provider the mistake is named', async () => {
    const { hooks, createElement, host, root, act } = await load(library);
    function Orphan() {
      let told = '';
      try {
        hooks.useClient();
      } catch (cause) {
        told = (cause as Error).message;
      }
      return createElement('p', null, told);
    }
    await act(() => root.render(createElement(Orphan)));
    expect(host.textContent).toContain('<IMProvider>');
    await act(() => root.unmount());
  });
});
