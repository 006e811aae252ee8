/**
 * What the page's own storage remembers for the loader, and nothing about who it is: that a talk of this browser exists,
 * so that its answers are looked for without being asked; and a sign that changes when somebody logs out in a tab.
 */
export interface Marks {
  hasTalk(): boolean;
  setTalk(exists: boolean): void;
  /** Another one after every logout in any tab. */
  turn(): string;
  newTurn(): void;
}

export function createMarks(page: Window, site: string): Marks {
  const talk = `skein:${site}:talk`;
  const turn = `skein:${site}:turn`;
  /** Reading `localStorage` throws where it is blocked, writing where it is full. */
  const touch = (work: (storage: Storage) => string | null | undefined) => {
    try {
      return work(page.localStorage) ?? '';
    } catch {
      return '';
    }
  };
  const set = (key: string, value: string) => void touch((storage) => storage.setItem(key, value) as undefined);
  return {
    hasTalk: () => touch((storage) => storage.getItem(talk)) !== '',
    setTalk(exists) {
      if (exists) set(talk, '1');
      else touch((storage) => storage.removeItem(talk) as undefined);
    },
    turn: () => touch((storage) => storage.getItem(turn)),
    newTurn: () => set(turn, `${Math.random()}`),
  };
}
