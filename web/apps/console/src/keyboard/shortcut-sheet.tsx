/** The list of all keyboard shortcuts there are. */
import { create } from 'zustand';
import { useI18n } from '../i18n/index.tsx';
import { Dialog } from '../kit/dialog.tsx';
import styles from './shortcut-sheet.module.css';

const useSheet = create<{ open: boolean }>(() => ({ open: false }));

export function openShortcutSheet(): void {
  useSheet.setState({ open: true });
}

export function toggleShortcutSheet(): void {
  useSheet.setState(({ open }) => ({ open: !open }));
}

const control = /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl';

const GROUPS = [
  {
    title: 'keys.groupChats',
    keys: [
      ['keys.next', 'Alt', 'J'],
      ['keys.previous', 'Alt', 'K'],
      ['keys.nextUnread', 'Alt', 'U'],
      ['keys.acceptNext', 'Alt', 'A'],
      ['keys.resolve', 'Alt', 'E'],
      ['keys.resolveNext', control, 'Alt', 'E'],
    ],
  },
  {
    title: 'keys.groupWrite',
    keys: [
      ['keys.send', 'Enter'],
      ['keys.newline', 'Shift', 'Enter'],
    ],
  },
  {
    title: 'keys.groupView',
    keys: [
      ['keys.side', 'Alt', 'O'],
      ['keys.sheet', 'Ctrl', '/'],
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
    </Dialog>
  );
}
