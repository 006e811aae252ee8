/** The way in: the pages for who is not signed in, the gates that features put before theirs, and then the console. */
import { type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { useStore } from 'zustand';
import type { Feature } from '../seam/feature.ts';
import { type Loadable, lazily } from '../seam/lazily.tsx';
import { useServices } from '../seam/services.tsx';
import { addressOf, pageAt, pageShownAt, pagesBeforeSignInOf, pagesOf } from './addresses.ts';

/** The pages before it do not wait for the console to be loaded. */
const frame = lazily(() => import('./frame.tsx').then(({ Frame }) => Frame));

/** Asks for everything that will be shown at once, and not for each part when the one around it has come. */
async function loadAhead(features: readonly Feature[], location: string): Promise<void> {
  const parts: (Loadable | undefined)[] = [frame, pageShownAt(pagesOf(features), location)?.page];
  for (const { resident, foot } of features) parts.push(resident, foot);
  // What can't be loaded is told where it should be shown.
  await Promise.allSettled(parts.map((part) => part?.load()));
}

export function Entrance({ features }: { features: readonly Feature[] }) {
  const { session: keeper } = useServices();
  const { session, opening } = useStore(keeper.store);
  const [location, navigate] = useHashLocation();
  const me = session?.me;
  const mine = useMemo(() => (me ? features.filter(({ isFor }) => isFor(me)) : []), [features, me]);
  const pages = pagesOf(mine);
  const pagesBefore = pagesBeforeSignInOf(features);
  const isBefore = pageAt(pagesBefore, location) !== undefined;
  const wayOut = isBefore ? addressOf(pages[0]) : null;

  useEffect(() => {
    // Where somebody wanted to go is kept until it is known whether they are signed in.
    if (opening) return;
    if (session && wayOut !== null) navigate(wayOut, { replace: true });
    else if (!session && !isBefore) navigate(addressOf(pagesBefore[0]), { replace: true });
  });
  const uid = me?.user.uid;
  const [loadedFor, setLoadedFor] = useState<string>();
  useEffect(() => {
    if (uid === undefined) return;
    void loadAhead(mine, location).then(() => setLoadedFor(uid));
  }, [uid, mine, location]);

  let shown: ReactNode = null;
  if (me) shown = loadedFor === uid && <frame.Shown key={uid} features={mine} me={me} />;
  else {
    const before = pageShownAt(pagesBefore, location);
    shown = before && <before.page.Shown />;
  }
  const gates = features.flatMap(({ name, gate }) => (gate ? [{ name, Gate: gate }] : []));
  return gates.reduceRight<ReactNode>(
    (inner, { name, Gate }) => (
      <Gate key={name} nothingForMe={me !== undefined && pages.length === 0}>
        {inner}
      </Gate>
    ),
    <Suspense>{shown}</Suspense>,
  );
}
