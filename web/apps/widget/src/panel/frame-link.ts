/** The host's end of the bridge: answers only the frame it made, only from Skein's origin, and talks through a private port. */
import { envelope, type FromHost, handshake, isHandshake, parseToHost, type ToHost } from '../bridge/messages';

export interface FrameLink {
  /** To a frame that listens; before, its first message will carry the whole state. */
  send(message: FromHost): void;
  isConnected(): boolean;
  dispose(): void;
}

interface FrameLinkOptions {
  page: Window;
  frame: HTMLIFrameElement;
  /** Origin of Skein; any other origin is a stranger that navigated the frame. */
  origin: string;
  /** A frame that reloads says hello again and gets a new port. */
  onConnect: () => void;
  onMessage: (message: ToHost) => void;
}

export function linkFrame({ page, frame, origin, onConnect, onMessage }: FrameLinkOptions): FrameLink {
  let port: MessagePort | null = null;

  const onWindowMessage = (event: MessageEvent) => {
    const peer = frame.contentWindow;
    if (event.origin !== origin || peer === null || event.source !== peer || !isHandshake(event.data, 'hello')) return;
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => {
      const message = parseToHost(data);
      if (message !== null) onMessage(message);
    };
    peer.postMessage(handshake('port'), origin, [channel.port2]);
    onConnect();
  };

  page.addEventListener('message', onWindowMessage);
  return {
    send: (message) => port?.postMessage(envelope(message)),
    isConnected: () => port !== null,
    dispose() {
      page.removeEventListener('message', onWindowMessage);
      port?.close();
      port = null;
    },
  };
}
