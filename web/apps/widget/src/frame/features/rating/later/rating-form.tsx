/** One to five stars, what stood out, and a remark. The stars are radio buttons: arrow keys and readers know them. */
import './rating.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useWidget } from '../../../kit/context';
import { Shape } from '../../../kit/icon';
import { problemText, RequestId } from '../../../kit/problem';
import { type ApiError, toProblem } from '../../../session/api';
import { putOff } from '../put-off';
import type { Texts } from '../texts/en';

const SCORES = [1, 2, 3, 4, 5] as const;
/** Stored as they are; screens word them in the reader's language. */
const PRAISE = ['quick_reply', 'solved', 'friendly', 'professional'] as const;
const BLAME = ['slow_reply', 'unsolved', 'unfriendly', 'unclear'] as const;
type Tag = (typeof PRAISE | typeof BLAME)[number];
const MAX_COMMENT = 500;

export interface RatingFormProps {
  consultationId: string;
  agentName: string;
}

export function RatingForm({ consultationId, agentName }: RatingFormProps) {
  const { state, controller, t } = useWidget<Texts>();
  const score = useSignal(0);
  const tags = useSignal<readonly Tag[]>([]);
  const comment = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<ApiError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const begun = score.value > 0;
  // The form grows with the first star; what it grew by should be seen.
  useEffect(() => {
    if (begun) form.current?.scrollIntoView({ block: 'end' });
  }, [begun]);
  const offered: readonly Tag[] = score.value >= 4 ? PRAISE : BLAME;

  const choose = (value: number) => {
    // Words of praise make no sense under one star, and the other way round.
    if (score.value >= 4 !== value >= 4) tags.value = [];
    score.value = value;
  };
  const toggle = (tag: Tag) => {
    tags.value = tags.value.includes(tag) ? tags.value.filter((other) => other !== tag) : [...tags.value, tag];
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (score.value === 0 || busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await controller.conclude(consultationId, 'rating', {
        score: score.value,
        tags: [...tags.value],
        comment: comment.value.trim(),
      });
    } catch (error) {
      problem.value = toProblem(error);
    } finally {
      busy.value = false;
    }
  };

  const starWords = (value: number) => t(`rating.score${value as 1 | 2 | 3 | 4 | 5}`);
  return (
    <form ref={form} class="card rating" data-testid="rating" onSubmit={submit}>
      <h2 id="rating-title">{agentName === '' ? t('rating.title') : t('rating.withAgent', { agent: agentName })}</h2>
      <fieldset class="stars">
        <legend class="only-read">{t('rating.stars')}</legend>
        {SCORES.map((value) => (
          <label key={value} class={value <= score.value ? 'on' : ''} title={starWords(value)}>
            <input
              type="radio"
              name="score"
              class="only-read"
              data-testid={`star-${value}`}
              value={value}
              checked={score.value === value}
              aria-label={`${t('rating.star', { count: value })}, ${starWords(value)}`}
              onChange={() => choose(value)}
            />
            <Shape name="star" size={32} />
          </label>
        ))}
      </fieldset>
      <output class="score-word">{score.value === 0 ? '\u00a0' : starWords(score.value)}</output>
      {begun && (
        <>
          <fieldset class="tags">
            <legend class="only-read">{t('rating.tags')}</legend>
            {offered.map((tag) => (
              <button
                key={tag}
                type="button"
                class="tag"
                data-testid={`tag-${tag}`}
                aria-pressed={tags.value.includes(tag)}
                onClick={() => toggle(tag)}
              >
                {t(`rating.tag.${tag}`)}
              </button>
            ))}
          </fieldset>
          <textarea
            class="remark"
            dir="auto"
            data-testid="rating-comment"
            rows={2}
            maxLength={MAX_COMMENT}
            aria-label={t('rating.comment')}
            placeholder={t('rating.comment')}
            value={comment.value}
            onInput={(event) => {
              comment.value = event.currentTarget.value;
            }}
          />
        </>
      )}
      {problem.value !== null && (
        <div class="inline-problem" role="alert">
          {t('rating.failed')} {problemText(problem.value, t)}
          <RequestId of={problem.value} />
        </div>
      )}
      <div class="rating-actions">
        <button
          type="button"
          class="secondary"
          data-testid="rate-later"
          onClick={() => {
            putOff(state).value = consultationId;
          }}
        >
          {t('rating.later')}
        </button>
        <button type="submit" class="primary" data-testid="rate-submit" disabled={score.value === 0 || busy.value}>
          {t('rating.submit')}
        </button>
      </div>
    </form>
  );
}
