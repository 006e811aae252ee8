/** What stands around every page for who is signed in: the connection and what is said about it, the rail, the residents. */
import { IMProvider } from '@skein/sdk/react';
import { type ReactNode, Suspense, useMemo } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import type { Me } from '../api/types.ts';
import { useLocale } from '../i18n/locale.tsx';
import { wordsOf } from '../i18n/texts.ts';
import type { Feature } from '../seam/feature.ts';
import { MenuLinksProvider } from '../seam/menu-links.ts';
import { pageShownAt, pagesOf } from './addresses.ts';
import { ConnectionBar, ConnectionNotice } from './connection/connection-bar.tsx';
import styles from './frame.module.css';
import { Rail } from './rail/rail.tsx';
import { useChatClient } from './use-chat-client.ts';

export interface FrameProps {
  /** Those that are for this person. */
  features: readonly Feature[];
  me: Me;
}

/** What features have running whichever page is shown; the first of the list stands around the others. */
function Residents({ features, children }: { features: readonly Feature[]; children: ReactNode }) {
  return features.reduceRight<ReactNode>(
    (inner, { name, resident }) => (resident ? <resident.Shown key={name}>{inner}</resident.Shown> : inner),
    children,
  );
}

export function Frame({ features, me }: FrameProps) {
  const client = useChatClient(me.user.uid);
  const [location] = useHashLocation();
  const locale = useLocale();
  const page = pageShownAt(pagesOf(features), location);
  const links = useMemo(
    () =>
      features.flatMap(({ texts, menu = [] }) => {
        const words = wordsOf(texts, locale);
        return menu.map((link) => ({ ...link, label: words(link.label) }));
      }),
    [features, locale],
  );
  return (
    <IMProvider client={client}>
      <MenuLinksProvider value={links}>
        <Residents features={features}>
          <div className={styles.frame}>
            <ConnectionNotice />
            <ConnectionBar />
            <div className={styles.columns}>
              <Rail features={features} shown={page} me={me} />
              <Suspense>{page && <page.page.Shown />}</Suspense>
            </div>
          </div>
        </Residents>
      </MenuLinksProvider>
    </IMProvider>
  );
}
