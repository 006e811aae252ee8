/** Consultations that came to this agent and were not looked at yet. */
import { create } from 'zustand';

export const useFresh = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function addFresh(ids: readonly string[]): void {
  useFresh.setState(({ ids: before }) => ({ ids: new Set([...before, ...ids]) }));
}

export function dropFresh(id: string): void {
  if (!useFresh.getState().ids.has(id)) return;
  useFresh.setState(({ ids }) => ({ ids: new Set([...ids].filter((held) => held !== id)) }));
}

export function clearFresh(): void {
  useFresh.setState({ ids: new Set() });
}
