/** The console as a whole: what all rooms stand on, and the way in. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { shouldRetry } from '../desk/queries.ts';
import { LocaleProvider } from '../i18n/locale.tsx';
import { CrashBoundary } from '../kit/crash-boundary.tsx';
import { Toasts } from '../kit/toasts.tsx';
import { applyPreferences } from '../preferences/preferences.ts';
import type { Feature } from '../seam/feature.ts';
import { type Services, ServicesProvider } from '../seam/services.tsx';
import { Entrance } from './entrance.tsx';
import { FEATURES } from './features.ts';

function newQueryClient(): QueryClient {
  // Always: the browser is wrong about intranets, and an action that waits in silence looks done.
  const networkMode = 'always';
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 5_000, retry: shouldRetry, networkMode }, mutations: { networkMode } },
  });
}

export interface AppProps {
  services: Services;
  features?: readonly Feature[];
}

export function App({ services, features = FEATURES }: AppProps) {
  const [queryClient, setQueryClient] = useState(newQueryClient);
  useEffect(applyPreferences, []);
  // What one agent read is not for the next one at the same screen.
  useEffect(
    () =>
      services.session.store.subscribe((now, before) => {
        const uid = before.session?.me.user.uid;
        if (uid !== undefined && now.session?.me.user.uid !== uid) setQueryClient(newQueryClient());
      }),
    [services],
  );
  return (
    <ServicesProvider value={services}>
      <QueryClientProvider client={queryClient}>
        <LocaleProvider>
          <CrashBoundary>
            <Entrance features={features} />
          </CrashBoundary>
          <Toasts />
        </LocaleProvider>
      </QueryClientProvider>
    </ServicesProvider>
  );
}
