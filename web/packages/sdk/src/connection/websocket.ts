/** WebSocket transport: one JSON frame per text message, subprotocol `skein.v1.json`. */
import { ImError } from '../errors';
import type { Frame } from '../generated/frame';
import type { WebSocketConstructor, WebSocketLike } from '../types';
import type { OpenTransport } from './transport';

export const openWebSocket: OpenTransport = ({ baseUrl, WebSocket, logger }, hello, events) => {
  let socket: WebSocketLike | undefined;
  let live = true;

  function down(error: ImError): void {
    if (!live) return;
    live = false;
    events.onDown(error);
  }

  try {
    // Chosen only where there is one.
    socket = new (WebSocket as WebSocketConstructor)(`${baseUrl.replace(/^http/, 'ws')}/v1/connect`, 'skein.v1.json');
    socket.onopen = () => {
      if (!live) return;
      events.onOpen();
      send(hello);
    };
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (!live) return;
      try {
        events.onFrame(JSON.parse(String(data)) as Frame);
      } catch (cause) {
        logger?.warn?.('unreadable frame', cause);
      }
    };
    socket.onclose = ({ code }: { code?: number }) =>
      down(new ImError('disconnected', 'network', `WebSocket closed (${code ?? 'no code'})`));
    // The close event follows and tells more.
    socket.onerror = () => {};
  } catch (cause) {
    // A blocked or malformed address throws in the constructor.
    void Promise.resolve().then(() => down(new ImError('disconnected', 'network', String(cause))));
  }

  function send(frame: Frame): void {
    socket?.send(JSON.stringify(frame));
  }

  return {
    send,
    close() {
      live = false;
      socket?.close(1000);
    },
  };
};
