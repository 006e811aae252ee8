/** What a customer said about a consultation: the score, the tags and the words. */
import type { Rating } from '../../../api/types.ts';
import { useI18n } from '../texts/texts.ts';
import { tagWord } from './rating-tag.ts';
import { Stars } from './stars.tsx';
import styles from './visitor-pane.module.css';

export function RatingCard({ rating }: { rating: Rating }) {
  const { t } = useI18n();
  return (
    <div className={styles.rating} data-testid="rating-card" data-low={rating.score <= 2}>
      <span className={styles.ratingHead}>
        <Stars score={rating.score} size={16} />
        <span aria-hidden>{t('rating.score', { score: rating.score })}</span>
      </span>
      {rating.tags.length > 0 && (
        <span className={styles.pastTags}>
          {rating.tags.map((tag) => (
            <span key={tag}>{tagWord(t, tag)}</span>
          ))}
        </span>
      )}
      {rating.comment && <q dir="auto">{rating.comment}</q>}
    </div>
  );
}
