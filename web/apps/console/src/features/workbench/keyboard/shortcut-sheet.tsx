/** The list of all keyboard shortcuts there are. */

import { Dialog } from '../../../kit/dialog.tsx';
import { useI18n } from '../texts/texts.ts';
import { useSheet } from './sheet.ts';
import styles from './shortcut-sheet.module.css';
import { isMac } from './text-target.ts';

const mac = isMac();
const control = mac ? '⌘' : 'Ctrl';
const alt = mac ? '⌥' : 'Alt';

const GROUPS = [
  {
    title: 'keys.groupChats',
    keys: [
      ['keys.next', alt, 'J'],
      ['keys.previous', alt, 'K'],
      ['keys.nextUnread', alt, 'U'],
      ['keys.acceptNext', alt, 'A'],
      ['keys.resolve', alt, 'E'],
      ['keys.resolveNext', control, alt, 'E'],
      ['keys.undo', control, 'Z'],
    ],
  },
  {
    title: 'keys.groupWrite',
    keys: [
      ['keys.send', 'Enter'],
      ['keys.newline', 'Shift', 'Enter'],
      ['keys.leave', 'Esc'],
    ],
  },
  {
    title: 'keys.groupView',
    keys: [
      ['keys.side', alt, 'O'],
      ['keys.sheet', control, '/'],
      ['keys.close', 'Esc'],
    ],
  },
] as const;

export function ShortcutSheet() {
  const { t } = useI18n();
  const open = useSheet((state) => state.open);
  return (
    <Dialog
      wide
      title={t('keys.title')}
      open={open}
      onClose={() => useSheet.setState({ open: false })}
      testId="shortcut-sheet"
    >
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.keys.map(([label, ...keys]) => (
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
          </section>
        ))}
      </div>
      {mac && <p className={styles.note}>{t('keys.macNote')}</p>}
    </Dialog>
  );
}
