// A desk for tests: the workbench over the real SDK, with the SDK's fake server and a fake REST server behind it.
import { createClient, systemClock } from '@skein/sdk';
import { createFakeServer } from '@skein/sdk/testing';
import { act } from 'react';
import { createFakeRest, type FakeRestState } from '../harness/fake-rest.ts';
import { App } from '../src/app/app.tsx';
import { setPreference } from '../src/preferences/preferences.ts';
import type { Feature } from '../src/seam/feature.ts';
import { createServices } from '../src/seam/services.tsx';
import type { Tabs } from '../src/session/tabs.ts';
import { get, mount, until } from './dom.tsx';
// What is loaded lazily is loaded here before any deadline begins.
import '../src/app/frame.tsx';
import '../src/features/access/resident.tsx';
import '../src/features/preferences/foot.tsx';
import '../src/features/workbench/foot.tsx';
import '../src/features/workbench/resident.tsx';
import '../src/features/workbench/page.tsx';
import { ME } from './samples.ts';

export function open(
  initial: Partial<FakeRestState> = {},
  address = '/console/#/mine',
  tabs?: Tabs,
  features?: readonly Feature[],
) {
  setPreference('locale', 'en');
  history.replaceState(null, '', address);
  const server = createFakeServer({ clock: systemClock });
  server.world.addUser('agent-1', { name: 'Fang', role: 'agent' });
  const rest = createFakeRest({ me: ME, signedIn: true, ...initial });
  for (const { conversationId, customer } of [...rest.state.mine, ...rest.state.queue]) {
    server.world.addUser(customer.uid, { name: customer.name, role: 'customer' });
    server.world.addConversation(conversationId, ['agent-1', customer.uid], { kind: 'thread' });
    rest.state.customers.set(customer.uid, {
      ...customer,
      traits: { tier: 'VIP 2' },
      locale: 'en',
      terminals: ['web'],
      firstSeenAtMs: Date.now() - 1000,
      lastSeenAtMs: Date.now(),
      consultations: [],
    });
  }
  const services = createServices({
    baseUrl: 'http://desk.test',
    fetch: (...request) => rest.fetch(...request),
    ...(tabs ? { tabs } : {}),
    setupCode: null,
    createChat: (_session, mayConnect) =>
      createClient({
        mayConnect,
        url: server.url,
        WebSocket: server.WebSocket,
        fetch: server.fetch,
        getToken: () => server.token('agent-1'),
        device: { id: 'tab-1' },
      }),
  });
  mount(<App services={services} {...(features ? { features } : {})} />);
  return { rest, server, services };
}

export const customerSays = (server: ReturnType<typeof createFakeServer>, id: string, text: string): Promise<void> =>
  act(async () => {
    server.post(`thread-${id}`, `customer-${id}`, text);
  });
const rowSelector = (id: string): string => `[data-testid=conversation-row][data-consultation=${id}]`;
export const rowOf = (id: string): HTMLElement => get(rowSelector(id));
/** The list comes by itself, before or after the talk. */
export const listed = (id: string): Promise<void> =>
  until(() => document.querySelector(rowSelector(id)), `the row of ${id}`);
export const requests = (rest: ReturnType<typeof open>['rest'], path: string) =>
  rest.state.requests.filter((request) => request.path === path && request.method !== 'GET');

/** Keeps the answers to a path under way until the returned function is called. */
export function holdAnswers(rest: ReturnType<typeof open>['rest'], path: string): () => Promise<void> {
  const { fetch } = rest;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  rest.fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = await fetch(request);
    if (new URL(request.url).pathname === path) await released;
    return answer;
  };
  return () =>
    act(async () => {
      release();
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
}
