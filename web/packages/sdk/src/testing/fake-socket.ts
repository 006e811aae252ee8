/** The fake server's WebSocket end. */
import type { Frame } from '../generated/frame';
import type { Clock, WebSocketConstructor, WebSocketLike } from '../types';
import type { Accept, FakeServer, Wire } from './fake-server';
import type { FakeSession } from './fake-session';

export function createFakeWebSocket(server: () => FakeServer, clock: Clock, accept: Accept): WebSocketConstructor {
  return class FakeWebSocket implements WebSocketLike {
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: never) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;
    #session: FakeSession | undefined;
    #state: 'connecting' | 'open' | 'closed' = 'connecting';
    readonly #way: Wire = {
      transport: 'websocket',
      deliver: (frame) => this.#later(() => this.onmessage?.({ data: JSON.stringify(frame) } as never)),
      cut: (closeCode = 1006) => this.#later(() => this.#shut(closeCode)),
    };

    constructor(url: string, protocols: string | string[]) {
      const { webSocket, attempts } = server();
      attempts.push({ transport: 'websocket', atMs: clock.now() });
      if (url !== 'wss://chat.fake.test/v1/connect' || protocols !== 'skein.v1.json') {
        throw new Error(`not an address of the fake server: ${url} ${protocols}`);
      }
      if (webSocket === 'open') {
        void Promise.resolve().then(() => {
          if (this.#state !== 'connecting') return;
          this.#state = 'open';
          this.onopen?.({} as never);
        });
      }
      if (webSocket === 'refuse') void Promise.resolve().then(() => this.#shut(1006));
    }

    send(data: string): void {
      if (this.#state !== 'open') return;
      accept(this.#way, this.#session, JSON.parse(data) as Frame, (session) => {
        this.#session = session;
        if (this.#state === 'closed') session.end();
      });
    }

    close(): void {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      void Promise.resolve().then(() => this.#session?.end());
    }

    /** The network takes a turn of the event loop, and keeps the order. */
    #later(work: () => void): void {
      void Promise.resolve().then(() => {
        if (this.#state !== 'closed') work();
      });
    }

    #shut(code: number): void {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      this.onclose?.({ code } as never);
      this.#session?.end();
    }
  };
}
