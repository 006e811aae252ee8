/** What the screens work with, made once and handed down, so that tests and the harness can bring their own. */
import type { Client } from '@skein/sdk';
import { createContext, useContext } from 'react';
import { type Api, createApi } from './api/client.ts';
import { createSessionKeeper, SESSION_KEY, type SessionKeeper } from './session/session.ts';

export interface Services {
  api: Api;
  session: SessionKeeper;
  /** A client for the signed-in user; not connected yet. */
  createChat: (session: SessionKeeper) => Client;
  /** The code of the setup link this page was opened with. */
  setupCode: string | null;
}

export interface ServiceOptions {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  storage: Storage;
  setupCode: string | null;
  createChat: (session: SessionKeeper) => Client;
}

export function createServices(options: ServiceOptions): Services {
  let session: SessionKeeper | undefined;
  const api = createApi({
    baseUrl: options.baseUrl,
    fetch: options.fetch,
    token: () => session?.token() ?? null,
    onUnauthenticated: () => session?.end('expired'),
  });
  // Whoever opens a setup link is a new person, also in the tab of another one.
  if (options.setupCode !== null) options.storage.removeItem(SESSION_KEY);
  session = createSessionKeeper(options.storage, api.refresh);
  return { api, session, createChat: options.createChat, setupCode: options.setupCode };
}

const Context = createContext<Services | null>(null);
export const ServicesProvider = Context;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error('no ServicesProvider above this component');
  return services;
}
