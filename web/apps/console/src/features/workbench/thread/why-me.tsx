/** Explains why the desk gave a consultation to this agent. */
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import type { AssignmentReason, Consultation } from '../../../api/types.ts';
import menu from '../../../kit/menu.module.css';
import { type T, useI18n } from '../texts/texts.ts';
import styles from './timeline.module.css';

function ruleText(t: T, { rule }: AssignmentReason): string {
  switch (rule) {
    case 'last_agent':
      return t('why.last_agent');
    case 'fewest_consultations':
      return t('why.fewest_consultations');
    case 'longest_idle':
      return t('why.longest_idle');
    case 'picked':
      return t('why.picked');
    default:
      return t('why.other', { rule });
  }
}

export function WhyMe({ consultation, reason }: { consultation: Consultation; reason: AssignmentReason }) {
  const { t } = useI18n();
  return (
    <DialogTrigger>
      <Button className={styles.why} data-testid="why-me">
        {t('why.link')}
      </Button>
      <Popover className={menu.popover} placement="bottom">
        <Dialog className={styles.whyCard} data-testid="why-me-card">
          <Heading slot="title">{t('why.title')}</Heading>
          <p>{ruleText(t, reason)}</p>
          <dl>
            <dt>{t('why.team')}</dt>
            <dd>{consultation.team.name}</dd>
            <dt>{t('why.load')}</dt>
            <dd>{t('why.loadValue', { load: reason.load, capacity: reason.capacity })}</dd>
            {reason.candidates > 0 && (
              <>
                <dt>{t('why.candidates')}</dt>
                <dd>{reason.candidates}</dd>
              </>
            )}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
