/** Shows a place: its name leads to the reader's own map, and nobody else learns that it was looked at. */
import type { LocationContent } from '@skein/sdk';
import { useI18n } from '../texts/texts.ts';
import styles from './rich-text.module.css';

export function Location({ content }: { content: LocationContent }) {
  const { t } = useI18n();
  const { latitudeE6, longitudeE6, name, address } = content;
  const [latitude, longitude] = [latitudeE6 / 1e6, longitudeE6 / 1e6];
  return (
    <div className={styles.text} data-testid="location">
      <p>
        <a href={`geo:${latitude},${longitude}`} title={t('log.openMap', { latitude, longitude })}>
          {name}
        </a>
        {address && (
          <>
            <br />
            {address}
          </>
        )}
      </p>
    </div>
  );
}
