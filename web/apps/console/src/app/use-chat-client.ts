/** The connection of who is signed in: one, as long as the console is shown. */
import type { Client } from '@skein/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { watchLookedAt } from '../chat/looked-at.ts';
import { followClock } from '../clock/ticker.ts';
import { followClient } from '../desk/live-updates.ts';
import { useServices } from '../seam/services.tsx';

export function useChatClient(uid: string): Client {
  const { session, tabs, createChat } = useServices();
  const queryClient = useQueryClient();
  const [lookedAt] = useState(() => watchLookedAt(tabs, uid));
  const [client] = useState(() => createChat(session, lookedAt.mayConnect));
  useEffect(() => {
    const stops = [followClient(client, queryClient), followClock(() => client.serverNow()), lookedAt.follow(client)];
    // Why a connection is refused is shown by the notice.
    client.connect().catch(() => undefined);
    return () => {
      for (const stop of stops) stop();
      void client.close({ forget: session.store.getState().ended === 'signed-out' });
    };
  }, [client, lookedAt, queryClient, session]);
  return client;
}
