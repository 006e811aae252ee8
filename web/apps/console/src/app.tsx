/** Which page is shown: setup by link, sign-in, or the workbench. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { useStore } from 'zustand';
import { AdmitPage } from './access/admit-page.tsx';
import { LoginPage } from './access/login-page.tsx';
import { NoDeskPage } from './access/no-desk-page.tsx';
import { OpeningPage } from './access/opening-page.tsx';
import { SetupPage } from './access/setup-page.tsx';
import { shouldRetry } from './desk/queries.ts';
import { I18nProvider } from './i18n/index.tsx';
import { CrashBoundary } from './kit/crash-boundary.tsx';
import { Toasts } from './kit/toasts.tsx';
import { applyPreferences } from './preferences/preferences.ts';
import { type Services, ServicesProvider, useServices } from './services.tsx';

/** The sign-in page does not wait for the desk to be loaded. */
const Workbench = lazy(async () => ({ default: (await import('./desk/workbench.tsx')).Workbench }));

const BEFORE_SIGN_IN = new Set(['/setup', '/login']);

function Pages() {
  const { session: keeper } = useServices();
  const { session, opening, admitted } = useStore(keeper.store);
  const [location, navigate] = useHashLocation();

  useEffect(() => {
    // Where somebody wanted to go is kept until it is known whether they are signed in.
    if (opening) return;
    if (session && BEFORE_SIGN_IN.has(location)) navigate('/mine', { replace: true });
    else if (!session && !BEFORE_SIGN_IN.has(location)) navigate('/login', { replace: true });
  }, [session, opening, location, navigate]);

  if (opening) return <OpeningPage unreachable={opening === 'unreachable'} />;
  if (session && !admitted) return <AdmitPage />;
  if (session) return session.me.agent ? <Workbench key={session.me.user.uid} /> : <NoDeskPage />;
  return location === '/setup' ? <SetupPage onLogin={() => navigate('/login')} /> : <LoginPage />;
}

function newQueryClient(): QueryClient {
  // Always: the browser is wrong about intranets, and an action that waits in silence looks done.
  const networkMode = 'always';
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 5_000, retry: shouldRetry, networkMode }, mutations: { networkMode } },
  });
}

export function App({ services }: { services: Services }) {
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
        <I18nProvider>
          <CrashBoundary>
            <Suspense>
              <Pages />
            </Suspense>
          </CrashBoundary>
          <Toasts />
        </I18nProvider>
      </QueryClientProvider>
    </ServicesProvider>
  );
}
