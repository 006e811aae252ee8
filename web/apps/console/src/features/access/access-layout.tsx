/** The frame of the pages before sign-in: who we are on the left, the form on the right, language on top. */
import { Icon, Shape } from '@skein/ui/react';
import type { ReactNode } from 'react';
import { LOCALE_NAMES, LOCALES, setPreference } from '../../preferences/preferences.ts';
import styles from './access.module.css';
import { useI18n } from './texts/texts.ts';

function LanguageSwitch() {
  const { t, locale } = useI18n();
  return (
    <fieldset className={styles.languages} aria-label={t('access.language')}>
      {LOCALES.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-pressed={option === locale}
          onClick={() => setPreference('locale', option)}
        >
          {LOCALE_NAMES[option]}
        </button>
      ))}
    </fieldset>
  );
}

export function AccessLayout({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className={styles.page}>
      <aside className={styles.story}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <Shape name="goose" size={22} />
          </span>
          {t('app.name')}
        </div>
        <div className={styles.pitch}>
          <p className={styles.tagline}>{t('access.tagline')}</p>
          <ul>
            {[t('access.point1'), t('access.point2'), t('access.point3')].map((point) => (
              <li key={point}>
                <Icon name="check" size={16} />
                {point}
              </li>
            ))}
          </ul>
        </div>
        <svg className={styles.flock} viewBox="0 0 480 200" aria-hidden>
          {[
            [300, 24, 1],
            [232, 58, 0.82],
            [366, 62, 0.82],
            [164, 94, 0.66],
            [430, 102, 0.66],
            [98, 132, 0.52],
            [34, 170, 0.4],
          ].map(([x, y, scale]) => (
            <path
              key={x}
              transform={`translate(${x} ${y}) scale(${scale})`}
              d="M-26 -7 C-16 -8 -7 -4 0 5 C7 -5 17 -9 28 -9 C18 -4 10 2 6 12 L0 20 L-5 12 C-10 3 -17 -3 -26 -7 Z"
            />
          ))}
        </svg>
      </aside>
      <main className={styles.main}>
        <LanguageSwitch />
        <div className={styles.form}>{children}</div>
      </main>
    </div>
  );
}
