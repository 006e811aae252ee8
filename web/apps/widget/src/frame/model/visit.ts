/**
 * The life of a visit as a machine: what is so and what happened decide what is so next and what has to be done.
 * No timer, no request and no signal in here; `controller.ts` performs the effects.
 */
import type { Clue } from '../../bridge/clue';
import { type ApiError, passes, type Session, type Thread } from '../session/api';
import type { Retry } from './retry';

/** A page whose customer was signed in before gets this long to say who it is now. */
export const NAME_PATIENCE_MS = 1_500;
/** A page that is asked for the customer of another tab may not know yet; what it says within this is about before. */
export const SAME_CUSTOMER_MS = 10_000;

export type Stage =
  /** It is not known who looks; nothing is asked of the server before. */
  | { name: 'unknown' }
  /** It is known as far as it can be, and nobody needs a chat yet. */
  | { name: 'idle' }
  | { name: 'starting' }
  /** There is a chat. */
  | { name: 'ready' }
  | { name: 'sign_in'; expired: boolean }
  /** `trying`: another start is under way, and the problem stays on the screen until it is solved. */
  | { name: 'failed'; problem: ApiError; trying?: boolean };

export interface Visit {
  stage: Stage;
  /** The number of the last start, and of the chat that came of it. What bears an older one is over. */
  turn: number;
  /** A hidden page must not take the connection from the one that is looked at. */
  shown: boolean;
  open: boolean;
  /** There is somebody to connect even while the panel is closed. */
  returning: boolean;
  /** Whom the page vouches for; empty when the token does not say, null for an anonymous visitor. */
  customer: string | null;
  /** Signed in in another tab: nobody else is taken from the page before this is over. */
  expected: string | null;
}

/** What a start brought. */
export interface Begun {
  session: Session;
  thread: Thread;
  /** What the server was told with the question for the thread. */
  clue: Clue;
}

/** What can happen. `turn` is the number of the start, or of the chat, that it happened to. */
interface Events {
  /** How panel and page are now; said again when the reader turns to the page. */
  page(open: boolean, shown: boolean, hasNetwork: boolean): void;
  /** The page names nobody. `recently`: it did the last time. `known`: there is somebody to come back as. */
  unnamed(recently: boolean, known: boolean): void;
  identify(token: string, customer: string): void;
  logout(): void;
  /** Another tab of this browser says who is here now; empty: nobody. */
  elsewhere(customer: string): void;
  configured(turn: number, verifiedOnly: boolean): void;
  began(turn: number, begun: Begun): void;
  /** The start, or the chat that came of it, which can't go on. */
  failed(turn: number, problem: ApiError): void;
  /** A renewal brought somebody else than the chat is of. */
  overtaken(): void;
  /** The visitor does not accept the failure. */
  retry(): void;
  /** The next start by itself is due. */
  again(): void;
  /** The timer below has run out. */
  late(): void;
}

/** What waits to be sent is kept for who wrote it, wiped with what is in the box, or carried over to who comes next. */
export type Unsent = 'kept' | 'wiped' | 'carried';

/** What is to be done, in this order. */
export interface Effects {
  configure(turn: number): void;
  begin(turn: number): void;
  open(turn: number, begun: Begun): void;
  close(unsent: Unsent): void;
  /** The same, and what the person before saw must not be seen by the next; with `stays` the screen remains. */
  change(unsent: Unsent, stays: boolean): void;
  /** The page vouches for this customer from now on. */
  take(token: string, customer: string): void;
  /** No longer. */
  leave(): void;
  /** Nothing of anybody stays in this browser, and its other tabs hear of it. */
  wipe(): void;
  /** The next page need not wait for a name. */
  unname(): void;
  /** About the next start by itself. */
  again(when: keyof Retry): void;
  /** Sets it anew. */
  timer(ms: number): void;
  tell(name: 'error' | 'identity_needed', detail: string): void;
}

type Tuples<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends (...details: infer Details) => void ? [name: Name, ...Details] : never;
}[keyof Calls];
export type VisitEvent = Tuples<Events>;
export type Effect = Tuples<Effects>;

export const newVisit = (): Visit => ({
  stage: { name: 'unknown' },
  turn: 0,
  shown: false,
  open: false,
  returning: false,
  customer: null,
  expected: null,
});

export function step(before: Visit, [name, ...details]: VisitEvent): [Visit, Effect[]] {
  // Apart, because names of variables cost a visitor nothing.
  let { stage, turn, shown, open, returning, customer, expected } = before;
  const was = before.stage;
  const effects: Effect[] = [];
  const act = (...effect: Effect) => effects.push(effect);
  const isUnknown = was.name === 'unknown';
  const isReady = was.name === 'ready';
  const isStarting = (of: number) =>
    of === turn && (was.name === 'starting' || (was.name === 'failed' && was.trying === true));
  /** A failure that is tried again by itself. */
  const passing = was.name === 'failed' && !was.trying && passes(was.problem) ? was : null;
  const isWanted = () => shown && (open || returning);

  function begin(next: Stage): void {
    stage = next;
    act('configure', ++turn);
  }

  /** Nobody is here any more, as far as the server goes. */
  function change(unsent: Unsent, stays = false): void {
    act('change', unsent, stays);
    if (!isUnknown) stage = { name: 'idle' };
  }

  const on: Events = {
    page(isOpen, isShown, hasNetwork) {
      open = isOpen;
      shown = isShown;
      // Whoever opens the panel, has the network back, or comes to look does not want to wait.
      if (passing !== null && hasNetwork && isWanted()) act('again', 'hurry');
    },

    unnamed(recently, known) {
      if (!isUnknown) return;
      returning = known;
      if (recently) act('timer', NAME_PATIENCE_MS);
      else stage = { name: 'idle' };
    },

    identify(token, named) {
      if (expected !== null && named !== expected) return;
      act('take', token, named);
      // The same person as before, who has said now who they are: the talk goes along, and stays in view.
      if (customer === null) change('carried', true);
      else if (named === '' || named !== customer || was.name === 'sign_in' || was.name === 'failed') change('kept');
      customer = named;
      expected = null;
      returning = true;
      if (isUnknown) stage = { name: 'idle' };
    },

    logout() {
      customer = expected = null;
      returning = false;
      act('wipe');
      change('wiped');
    },

    elsewhere(named) {
      if (named !== '' && named === customer) return;
      customer = null;
      act('leave');
      if (named === '') {
        expected = null;
        returning = false;
        change('wiped');
      } else {
        expected = named;
        change('kept');
        // The page of this tab may know, too; if not, it has to be loaded anew.
        stage = { name: 'sign_in', expired: true };
        act('timer', SAME_CUSTOMER_MS);
        act('tell', 'identity_needed', '');
      }
    },

    configured(of, verifiedOnly) {
      if (!isStarting(of)) return;
      if (verifiedOnly && customer === null) stage = { name: 'sign_in', expired: false };
      else act('begin', of);
    },

    began(of, begun) {
      if (!isStarting(of)) return;
      stage = { name: 'ready' };
      act('again', 'stop');
      act('open', of, begun);
    },

    failed(of, problem) {
      if (isReady && of === turn) act('close', 'kept');
      else if (!isStarting(of)) return;
      const expired = problem.kind === 'unauthenticated' && customer !== null;
      stage = expired ? { name: 'sign_in', expired } : { name: 'failed', problem };
      if (passes(problem)) act('again', 'failed');
      // The page hears of it once, however often it is tried.
      if (was.name !== 'failed' || was.problem.code !== problem.code)
        act('tell', 'error', problem.code || problem.kind);
    },

    overtaken() {
      // A start that meets this has failed, and is made again with a pause.
      if (isReady) change('carried');
    },

    retry() {
      if (was.name !== 'failed') return;
      act('again', 'stop');
      begin({ name: 'starting' });
    },

    again() {
      if (passing !== null && isWanted()) begin({ ...passing, trying: true });
    },

    late() {
      expected = null;
      if (!isUnknown) return;
      act('unname');
      stage = { name: 'idle' };
    },
  };

  (on[name] as (...details: unknown[]) => void)(...details);
  if (stage.name === 'idle' && isWanted()) begin({ name: 'starting' });
  return [{ stage, turn, shown, open, returning, customer, expected }, effects];
}
