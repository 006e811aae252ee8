/** The connection of a signed-in agent. */
import { type Client, createClient } from '@skein/sdk';
import { indexedDbStorage } from '@skein/sdk/storage';
import type { SessionKeeper } from '../session/session.ts';
import { deviceId, deviceName } from './device.ts';

export function createChat(session: SessionKeeper): Client {
  const me = session.store.getState().session?.me;
  return createClient({
    url: location.origin,
    uid: me?.user.uid,
    getToken: async ({ reason }) => {
      const token = session.token();
      if (reason === 'initial' && token) return token;
      return session.renew();
    },
    device: { id: deviceId(sessionStorage), terminal: 'web', name: deviceName(navigator.userAgent) },
    storage: indexedDbStorage(),
  });
}
