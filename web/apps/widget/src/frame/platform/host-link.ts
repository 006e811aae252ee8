/** The frame's end of the bridge: asks its host for a port, accepts one only from there, and queues until it has it. */
import { envelope, handshake, isHandshake, parseToFrame, type ToFrame, type ToHost } from '../../bridge/messages';

export interface HostLink {
  send(message: ToHost): void;
}

/**
 * The origin of the embedding page. Which pages may embed is decided by `frame-ancestors`; this makes sure that the port
 * comes from that page and not from another window.
 */
export function hostOrigin(page: Window): string | null {
  const ancestor = page.location.ancestorOrigins?.[0];
  if (ancestor) return ancestor;
  try {
    return new URL(page.document.referrer).origin;
  } catch {
    return null;
  }
}

export function linkHost(page: Window, onMessage: (message: ToFrame) => void): HostLink | null {
  const origin = hostOrigin(page);
  if (page.parent === page || origin === null) return null;
  let port: MessagePort | null = null;
  const waiting: ToHost[] = [];

  page.addEventListener('message', (event: MessageEvent) => {
    if (event.source !== page.parent || event.origin !== origin || !isHandshake(event.data, 'port')) return;
    const offered = event.ports[0];
    // The first port wins: the host offers another one only to a frame that has loaded anew.
    if (port !== null || offered === undefined) return;
    port = offered;
    port.onmessage = ({ data }) => {
      const message = parseToFrame(data);
      if (message !== null) onMessage(message);
    };
    for (const message of waiting.splice(0)) port.postMessage(envelope(message));
  });
  page.parent.postMessage(handshake('hello'), origin);

  return {
    send(message) {
      if (port === null) waiting.push(message);
      else port.postMessage(envelope(message));
    },
  };
}
