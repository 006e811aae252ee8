/** The narrow first column: where you can go, where you are, and at its foot what features have to offer everywhere. */
import { Icon, Shape } from '@skein/ui/react';
import { Suspense } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import type { Me } from '../../api/types.ts';
import { wordsOf } from '../../i18n/texts.ts';
import { useBadges } from '../../seam/badges.ts';
import type { Feature, Page } from '../../seam/feature.ts';
import { addressOf } from '../addresses.ts';
import { useI18n } from '../texts/texts.ts';
import styles from './rail.module.css';

function Entry({ feature, current }: { feature: Feature; current: boolean }) {
  const { locale } = useI18n();
  const [, navigate] = useHashLocation();
  const count = useBadges((badges) => badges[feature.name] ?? 0);
  if (!feature.rail) return null;
  const { glyph, label, labelWithCount = label } = feature.rail;
  const words = wordsOf(feature.texts, locale);
  return (
    <button
      type="button"
      className={styles.item}
      aria-current={current ? 'page' : undefined}
      aria-label={count > 0 ? words(labelWithCount, { count }) : words(label)}
      title={words(label)}
      data-testid={`rail-${feature.name}`}
      onClick={() => navigate(addressOf(feature.pages?.[0]))}
    >
      <Icon name={glyph} />
      {count > 0 && (
        <span className={styles.badge} aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}

export interface RailProps {
  features: readonly Feature[];
  /** The page that stands beside the rail. */
  shown: Page | undefined;
  me: Me;
}

export function Rail({ features, shown, me }: RailProps) {
  const { t } = useI18n();
  return (
    <nav className={styles.rail} aria-label={t('nav.main')}>
      <span className={styles.brand} title={`${t('app.name')} · ${me.app.name}`}>
        <Shape name="goose" size={20} />
      </span>
      {features.map((feature) => (
        <Entry
          key={feature.name}
          feature={feature}
          current={shown !== undefined && (feature.pages?.includes(shown) ?? false)}
        />
      ))}
      <span className={styles.space} />
      <Suspense>{features.map(({ name, foot }) => foot && <foot.Shown key={name} />)}</Suspense>
    </nav>
  );
}
