/** The chat column before a conversation is chosen: what the keyboard can do, and the way back. */
import { Shape } from '@skein/ui/react';
import { Button } from '../../kit/button.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './page.module.css';
import { useI18n } from './texts/texts.ts';

const HINTS = [
  ['keys.next', 'Alt', 'J'],
  ['keys.nextUnread', 'Alt', 'U'],
  ['keys.acceptNext', 'Alt', 'A'],
  ['keys.title', 'Ctrl', '/'],
] as const;

export function NothingSelected() {
  const { t } = useI18n();
  const { rows, lastSelectedId, select } = useDesk();
  const last = rows.find((row) => row.id === lastSelectedId);
  return (
    <main className={styles.nothing} data-testid="nothing-selected">
      <Shape name="goose" size={56} className={styles.goose} />
      <strong>{t('nothing.title')}</strong>
      <p>{t('nothing.text')}</p>
      <dl>
        {HINTS.map(([label, ...keys]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {last && <Button onClick={() => select(last.id, 'mine')}>{t('nothing.resume')}</Button>}
    </main>
  );
}
