/** The connection of a signed-in agent. */
import { createClient } from '@skein/sdk';
import { indexedDbStorage } from '@skein/sdk/storage';
import type { CreateChat } from '../seam/services.tsx';
import { deviceId, deviceName } from './device.ts';

export const createChat: CreateChat = (session, mayConnect) => {
  const me = session.store.getState().session?.me;
  let given: string | undefined;
  return createClient({
    url: location.origin,
    uid: me?.user.uid,
    getToken: async ({ reason }) => {
      const held = session.token();
      // Renewed since, by its own time or for a request: the newer one is as good as the next.
      given = held && (reason === 'initial' || held !== given) ? held : await session.renew();
      return given;
    },
    device: { id: deviceId(sessionStorage), terminal: 'web', name: deviceName(navigator.userAgent) },
    storage: indexedDbStorage(),
    mayConnect,
  });
};
