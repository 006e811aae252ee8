/** What the customer was looking at when the consultation began. */
import { Icon } from '@skein/ui/react';
import { useState } from 'react';
import type { Consultation, Product } from '../../../api/types.ts';
import { pathOf, safeLink } from '../../../desk/channel.ts';
import { useI18n } from '../texts/texts.ts';
import styles from './clue-card.module.css';

/** Pictures come from our own server only: another one would learn who looks at which customer. */
function ownPicture(product: Product): string | null {
  const link = safeLink(product.imageUrl);
  return link && new URL(link).origin === location.origin ? link : null;
}

export function ProductPicture({ product, size = 72 }: { product: Product; size?: 48 | 72 }) {
  const [broken, setBroken] = useState(false);
  const source = ownPicture(product);
  return (
    <span className={styles.picture} style={{ width: size, height: size }}>
      {source && !broken ? (
        <img src={source} alt="" loading="lazy" onError={() => setBroken(true)} />
      ) : (
        <Icon name="package" size={size === 72 ? 32 : 24} />
      )}
    </span>
  );
}

export function ClueCard({ consultation }: { consultation: Consultation }) {
  const { t } = useI18n();
  const clue = consultation.clue;
  if (!clue) return null;
  const product = clue.product;
  const title =
    product?.title ??
    clue.pageTitle ??
    (clue.pageUrl ? pathOf(clue.pageUrl) : t('clue.order', { order: clue.order ?? '' }));
  const link = safeLink(product?.url ?? clue.pageUrl);
  return (
    <div className={styles.card} data-testid="clue-card">
      {product ? (
        <ProductPicture product={product} />
      ) : (
        <span className={styles.picture} style={{ width: 48, height: 48 }}>
          <Icon name="link" size={20} />
        </span>
      )}
      <div className={styles.text}>
        <small>{product ? t('clue.product') : t('clue.from')}</small>
        <strong>{title}</strong>
        <span className={styles.foot}>
          {product?.price && <b>{product.price}</b>}
          {product && clue.order && <small>{t('clue.order', { order: clue.order })}</small>}
          {link && (
            <a href={link} target="_blank" rel="noopener noreferrer nofollow">
              {t('clue.open')}
              <Icon name="external" size={12} />
            </a>
          )}
        </span>
      </div>
    </div>
  );
}
