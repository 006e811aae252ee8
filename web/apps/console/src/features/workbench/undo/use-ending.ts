/** Whether a consultation is on its way out, while it can still be undone and until the server has answered. */
import { usePending } from './pending.ts';

/** About to be resolved: nobody has been told yet. */
export function useEnding(id: string): boolean {
  return usePending(({ pending, leaving }) => leaving.has(id) || pending.some((one) => one.id === id));
}
