/** Tells the server the newest clue: one call at a time, and once more at the next occasion when it failed. */
import type { Clock } from '@skein/sdk';
import type { Clue } from '../../bridge/clue';

/** A message waits this long for its clue to be known to the server, no longer. */
const PATIENCE_MS = 2_000;

export interface ClueTeller {
  tell(): Promise<void>;
  /** Also without a new clue, by a call that begins after this: its answer says how things stand now. */
  tellAgain(): Promise<void>;
  /** Settles when the newest clue is known, could not be told, or took too long. Never rejects. */
  toldOrLate(): Promise<void>;
}

/** `first` is what the server knows already. */
export function createClueTeller(
  clock: Clock,
  newest: () => Clue,
  call: (clue: Clue) => Promise<void>,
  first: Clue,
): ClueTeller {
  let told = JSON.stringify(first);
  let telling: { done: Promise<void>; doneOrLate: Promise<void> } | null = null;

  async function tellNewest(): Promise<void> {
    // The page may move on while a call is under way.
    for (let clue = newest(); JSON.stringify(clue) !== told; clue = newest()) {
      told = JSON.stringify(clue);
      try {
        await call(clue);
      } catch (error) {
        told = '';
        throw error;
      }
    }
  }

  function begin(): { done: Promise<void>; doneOrLate: Promise<void> } {
    if (telling !== null) return telling;
    const done = tellNewest().finally(() => {
      telling = null;
    });
    const late = new Promise<void>((resolve) => clock.setTimeout(resolve, PATIENCE_MS));
    telling = { done, doneOrLate: Promise.race([done.catch(() => undefined), late]) };
    return telling;
  }

  return {
    tell: () => begin().done,
    tellAgain() {
      told = '';
      return begin().done;
    },
    toldOrLate: () => begin().doneOrLate,
  };
}
