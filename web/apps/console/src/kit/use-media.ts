/** Whether the window is as wide as a layout needs. */
import { useSyncExternalStore } from 'react';

/** From here on the visitor pane stands beside the chat. */
export const WIDE = '(min-width: 1280px)';
/** Below, list and chat are one stack and the rail is a bar at the bottom. */
export const PHONE = '(max-width: 767px)';

const subscribers = new Map<string, (listener: () => void) => () => void>();

/** One function per query, so that React does not subscribe anew on every render. */
function subscriberOf(query: string): (listener: () => void) => () => void {
  let subscribe = subscribers.get(query);
  if (!subscribe) {
    const media = matchMedia(query);
    subscribe = (listener) => {
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    };
    subscribers.set(query, subscribe);
  }
  return subscribe;
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(subscriberOf(query), () => matchMedia(query).matches);
}
