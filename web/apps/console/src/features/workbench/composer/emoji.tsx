/** A small fixed set of emoji, drawn by the system's own font. */

import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { IconButton } from '../../../kit/icon-button.tsx';
import menu from '../../../kit/menu.module.css';
import { useI18n } from '../texts/texts.ts';
import styles from './composer.module.css';

const EMOJI = [
  '😀',
  '😄',
  '😊',
  '🙂',
  '😉',
  '😍',
  '🥰',
  '😘',
  '😂',
  '😅',
  '😇',
  '🤗',
  '🤔',
  '🤝',
  '😮',
  '😢',
  '😭',
  '😔',
  '😓',
  '🙏',
  '👍',
  '👌',
  '👏',
  '💪',
  '✌️',
  '👋',
  '🙋',
  '🙇',
  '❤️',
  '💙',
  '🌹',
  '🎉',
  '🎁',
  '🎂',
  '☕',
  '✅',
  '❗',
  '❓',
  '⏰',
  '📌',
  '📷',
  '📞',
  '📧',
  '💳',
  '🧾',
  '🚚',
  '✈️',
  '🏨',
] as const;

export function EmojiPicker({ onPick, disabled }: { onPick: (emoji: string) => void; disabled?: boolean }) {
  const { t } = useI18n();
  return (
    <DialogTrigger>
      <IconButton icon="smile" label={t('composer.emoji')} testId="emoji-button" disabled={disabled} />
      <Popover className={menu.popover} placement="top start">
        <Dialog className={styles.emojiGrid} aria-label={t('composer.emojiPick')}>
          {({ close }) =>
            EMOJI.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={emoji}
                onClick={() => {
                  close();
                  onPick(emoji);
                }}
              >
                {emoji}
              </button>
            ))
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
