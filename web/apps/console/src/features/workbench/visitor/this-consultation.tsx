/** How the consultation in view went: first response, who serves it, when it began, and what the customer said about it. */
import { duration } from '@skein/ui';
import { Icon } from '@skein/ui/react';
import type { ReactNode } from 'react';
import type { Consultation } from '../../../api/types.ts';
import { firstResponseMs, GOOD_MS, gradeOf } from '../../../desk/waiting.ts';
import { useI18n } from '../texts/texts.ts';
import { Facts, When } from './facts.tsx';
import { RatingCard } from './rating-card.tsx';
import styles from './visitor-pane.module.css';

const GRADE_GLYPHS = { good: 'check', met: 'check', late: 'alert' } as const;

/** From the question to the first answer of a person, against the targets. */
function FirstResponse({ consultation }: { consultation: Consultation }) {
  const { t, locale } = useI18n();
  const responseMs = firstResponseMs(consultation);
  if (responseMs === null) return t('response.none');
  const { responseTargetMs } = consultation;
  const grade = gradeOf(responseMs, responseTargetMs);
  const time = duration(locale, grade === 'good' ? GOOD_MS : responseTargetMs);
  return (
    <span className={styles.response} data-testid="first-response" data-grade={grade}>
      {duration(locale, responseMs)}
      <span className={styles.grade}>
        <Icon name={GRADE_GLYPHS[grade]} size={12} />
        {t(`response.${grade}`, { time })}
      </span>
    </span>
  );
}

export function ThisConsultation({ consultation }: { consultation: Consultation }) {
  const { t, locale } = useI18n();
  const { rating, agent, openedAtMs, resolvedAtMs } = consultation;
  const rows: [string, ReactNode][] = [
    [t('response.label'), <FirstResponse key="first" consultation={consultation} />],
  ];
  if (agent) rows.push([t('visitor.servedBy'), <bdi key="agent">{agent.name}</bdi>]);
  rows.push([t('visitor.began'), <When key="began" atMs={openedAtMs} />]);
  if (resolvedAtMs !== null) rows.push([t('visitor.took'), duration(locale, resolvedAtMs - openedAtMs)]);
  return (
    <section data-testid="this-consultation">
      <h3>{t('visitor.current')}</h3>
      <Facts rows={rows} />
      {rating && <RatingCard rating={rating} />}
    </section>
  );
}
