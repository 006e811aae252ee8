/** What a connection needs of a transport: frames in, frames out, and the one reason why it ended. */
import type { ImError } from '../errors';
import type { Frame } from '../generated/frame';
import type { ClientOptions, Clock, Logger, TransportName } from '../types';

/** Everything taken from outside, resolved once when the client is made. */
export interface Environment {
  /** `http(s)://host/base` without a slash at the end. */
  baseUrl: string;
  clock: Clock;
  logger: Logger | undefined;
  WebSocket: ClientOptions['WebSocket'];
  fetch: typeof fetch;
  locale: string | undefined;
}

export interface TransportEvents {
  /** The way to the server is proved; for WebSocket, before the first frame. */
  onOpen(): void;
  onFrame(frame: Frame): void;
  /** Once, and nothing after it. */
  onDown(error: ImError): void;
}

export interface Transport {
  send(frame: Frame): void;
  /** Silent: no event follows. `moved` says that the session goes on elsewhere and must not be ended. */
  close(moved?: boolean): void;
}

/** Opens at once; `hello` is the first frame to travel. Events never arrive before this function returned. */
export type OpenTransport = (environment: Environment, hello: Frame, events: TransportEvents) => Transport;

export type Transports = Record<TransportName, OpenTransport>;
