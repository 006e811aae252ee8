/** What the screens work with, made once and handed down, so that tests and the harness can bring their own. */
import type { Client } from '@skein/sdk';
import { createContext, useContext } from 'react';
import { type Api, createApi } from '../api/client.ts';
import { createSessionKeeper, type SessionKeeper } from '../session/session.ts';
import { aloneTab, type Tabs } from '../session/tabs.ts';

export interface Services {
  api: Api;
  session: SessionKeeper;
  /** The other tabs of this browser. */
  tabs: Tabs;
  /** A client for the signed-in user; not connected yet. */
  createChat: CreateChat;
  /** The code of the setup link this page was opened with. */
  setupCode: string | null;
}

/** `mayConnect` is asked before every attempt, as the SDK says. */
export type CreateChat = (session: SessionKeeper, mayConnect: () => Promise<void> | undefined) => Client;

export interface ServiceOptions {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  tabs?: Tabs;
  setupCode: string | null;
  createChat: CreateChat;
}

export function createServices(options: ServiceOptions): Services {
  const { tabs = aloneTab, createChat, setupCode } = options;
  let session: SessionKeeper | undefined;
  const api = createApi({
    baseUrl: options.baseUrl,
    fetch: options.fetch,
    token: () => session?.token() ?? null,
    renewAfter: (refused) => (session ? session.renewAfter(refused) : Promise.reject(new Error('no session yet'))),
  });
  session = createSessionKeeper(api.refresh, tabs);
  // Whoever opens a setup link is a new person, also in a browser where another one is signed in.
  if (setupCode === null) session.open();
  return { api, session, tabs, createChat, setupCode };
}

const Context = createContext<Services | null>(null);
export const ServicesProvider = Context;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error('no ServicesProvider above this component');
  return services;
}
