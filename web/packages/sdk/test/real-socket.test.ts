/** The WebSocket transport over a real socket: subprotocol, frames and close as the network has them. */
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createClient } from '../src';
import type { Frame } from '../src/generated/frame';
import type { StateChange } from '../src/types';

test('says hello, syncs, sends, and hears why it ends', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: (offered) => [...offered].join() });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const asked: { url: string | undefined; protocol: string }[] = [];
  server.on('connection', (socket, request) => {
    asked.push({ url: request.url, protocol: socket.protocol });
    const reply = (frame: Frame) => socket.send(JSON.stringify(frame));
    socket.on('message', (data) => {
      const { id, hello, sync, send } = JSON.parse(String(data)) as Frame;
      if (hello) reply({ id, welcome: { uid: 'ann', sessionId: 's', heartbeatIntervalMs: 25_000 } });
      if (sync) reply({ id, syncPage: {} });
      if (send) {
        reply({ id, ack: { conversationId: send.conversationId, clientMsgId: send.clientMsgId, seq: '1' } });
        reply({ goAway: { reason: 'GO_AWAY_REASON_REPLACED', deviceName: 'Phone' } });
        socket.close(4015);
      }
    });
  });
  const client = createClient({
    url: `http://127.0.0.1:${port}/`,
    getToken: () => 'token',
    device: { id: 'd' },
    WebSocket,
    transports: ['websocket'],
  });
  try {
    await client.connect();
    const ended = new Promise<StateChange>((resolve) => client.on('state', resolve));
    const message = await client.conversation('c').send({ type: 'text', text: '你好' }).sent;
    expect(message).toMatchObject({ seq: 1, status: 'sent' });
    expect(await ended).toMatchObject({ to: 'closed', code: 'replaced', deviceName: 'Phone' });
    expect(asked).toEqual([{ url: '/v1/connect', protocol: 'skein.v1.json' }]);
  } finally {
    await client.close();
    server.close();
  }
});
