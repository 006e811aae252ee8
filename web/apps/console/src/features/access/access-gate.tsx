/** Nobody gets to a page before it is known who they are, whether they start serving, and that there is a page for them. */
import { useStore } from 'zustand';
import type { Gate } from '../../seam/feature.ts';
import { useServices } from '../../seam/services.tsx';
import { AdmitPage } from './admit-page.tsx';
import { NoDeskPage } from './no-desk-page.tsx';
import { OpeningPage } from './opening-page.tsx';

export function AccessGate({ nothingForMe, children }: Gate) {
  const { session: keeper } = useServices();
  const { session, opening, admitted } = useStore(keeper.store);
  if (opening) return <OpeningPage unreachable={opening === 'unreachable'} />;
  if (session && !admitted) return <AdmitPage />;
  return nothingForMe ? <NoDeskPage /> : children;
}
