/** What most tests need: a clock that stands still, a server in the process, clients of it. */
import type { Client, ClientOptions, StateChange, TransportName } from '../src';
import { createClient } from '../src';
import { createFakeServer, createManualClock, seededRandom } from '../src/testing';

export const TRANSPORTS: TransportName[] = ['websocket', 'longpoll'];

export function setUp(transport?: TransportName, seed = 1) {
  const clock = createManualClock({ random: seededRandom(seed) });
  const server = createFakeServer({ clock });
  server.world.addConversation('talk', ['ann', 'bob']);
  if (transport === 'longpoll') server.webSocket = 'refuse';

  function makeClient(uid: string, options: Partial<ClientOptions> = {}): Client {
    return createClient({
      url: server.url,
      getToken: () => server.token(uid),
      device: { id: `${uid}-device`, terminal: 'web', name: `${uid}'s browser` },
      clock,
      WebSocket: server.WebSocket,
      fetch: server.fetch,
      ...(transport && { transports: [transport] }),
      ...options,
    });
  }

  async function online(uid: string, options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = makeClient(uid, options);
    const connected = client.connect();
    await clock.flush();
    await connected;
    return client;
  }

  return { clock, server, makeClient, online };
}

export function states(client: Client): StateChange[] {
  const changes: StateChange[] = [];
  client.on('state', (change) => changes.push(change));
  return changes;
}

export function texts(client: Client, conversationId = 'talk'): string[] {
  return client
    .conversation(conversationId)
    .getSnapshot()
    .messages.map(({ content }) => (content.type === 'text' ? content.text : content.type));
}
