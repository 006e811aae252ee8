/** What has to be said and done before somebody signs out: every feature adds its part and knows no other. */
import { useEffect, useRef } from 'react';

export interface Leaving {
  /** What is lost or stays behind, one sentence each. Without one, nobody is asked. */
  losses: () => readonly string[];
  /** Forgets what is of this person on this machine; called before anything can fail. */
  forget: () => void;
  /** What has to be done while this person still may. */
  finish: () => Promise<void>;
}

const parts = new Set<{ readonly current: Leaving }>();

/** As long as the component is there. */
export function useLeaving(part: Leaving): void {
  const latest = useRef(part);
  latest.current = part;
  useEffect(() => {
    parts.add(latest);
    return () => {
      parts.delete(latest);
    };
  }, []);
}

export const lossesOfLeaving = (): readonly string[] => [...parts].flatMap(({ current }) => current.losses());

export function forgetOnLeaving(): void {
  for (const { current } of parts) current.forget();
}

export async function finishBeforeLeaving(): Promise<void> {
  await Promise.all([...parts].map(({ current }) => current.finish()));
}
