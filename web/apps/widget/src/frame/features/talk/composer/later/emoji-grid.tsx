/** A small fixed set of emoji, drawn by the system's own font. Arrow keys move, Escape closes. */
import './emoji.css';
import { useEffect, useRef } from 'preact/hooks';
import { useWidget } from '../../../../kit/context';
import type { Texts } from '../../texts/en';

const COLUMNS = 8;
const EMOJI = [
  ...['😀', '😄', '😊', '🙂', '😉', '😍', '😘', '😋'],
  ...['😎', '🤗', '🤔', '😅', '😂', '🤣', '😌', '😴'],
  ...['😮', '😲', '😳', '🥺', '😢', '😭', '😤', '😡'],
  ...['😱', '🤒', '🤝', '👍', '👎', '👌', '✌️', '🤞'],
  ...['👏', '🙏', '💪', '👋', '🙌', '❤️', '💔', '💯'],
  ...['🎉', '🎁', '🌹', '🌟', '🔥', '☀️', '🌧️', '⏰'],
  ...['✈️', '🚄', '🚗', '🚢', '🏨', '🏖️', '🏔️', '🧳'],
  ...['📦', '🛒', '💳', '🧾', '📷', '📱', '✅', '❌'],
];

export function EmojiGrid({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) {
  const { t } = useWidget<Texts>();
  const grid = useRef<HTMLDivElement>(null);
  const buttons = () => Array.from(grid.current?.querySelectorAll('button') ?? []);

  useEffect(() => {
    buttons()[0]?.focus();
    const onPointerDown = (event: PointerEvent) => {
      const outside = !grid.current?.closest('footer')?.contains(event.target as Node);
      if (outside) onClose();
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, []);

  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (event.key === 'Escape') onClose();
    else if (step !== undefined) {
      const all = buttons();
      all[all.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={grid}
      class="emoji-grid"
      data-testid="emoji-grid"
      role="toolbar"
      aria-label={t('composer.emojiGrid')}
      onKeyDown={onKeyDown}
    >
      {EMOJI.map((emoji, index) => (
        <button key={emoji} type="button" tabIndex={index === 0 ? 0 : -1} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
