/** Where the visitor writes. Enter sends, Shift and Enter breaks the line, and an input method keeps its own Enter. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useWidget } from '../../../kit/context';
import { Slot } from '../../../kit/feature';
import { Icon } from '../../../kit/icon';
import { sendsOnKey } from '../../../kit/keys';
import type { Texts } from '../texts/en';

const WARN_BELOW = 200;
const MAX_HEIGHT_PX = 132;

export function Composer() {
  const { state, controller, t } = useWidget<Texts>();
  const box = useRef<HTMLTextAreaElement>(null);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const draft = useSignal(controller.draft());
  const emoji = useSignal<ComponentType<{ onPick(emoji: string): void; onClose(): void }> | null>(null);
  const emojiOpen = useSignal(false);
  const consultation = state.consultation.value;
  const ready = state.phase.value.name === 'ready';
  const words = draft.value.trim();
  // The server says so with its welcome; before that nothing is sent.
  const left = (state.connection.value?.limits.maxTextChars ?? Number.POSITIVE_INFINITY) - [...draft.value].length;

  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, MAX_HEIGHT_PX)}px`;
    area.style.overflowY = area.scrollHeight > MAX_HEIGHT_PX ? 'auto' : 'hidden';
  }, [draft.value]);

  // A draft belongs to its reader: who signs in or out finds what is theirs.
  const uid = state.session.value?.uid;
  const changes = controller.draftChanges.value;
  useEffect(() => {
    if (uid !== undefined || changes > 0) draft.value = controller.draft();
  }, [uid, changes]);

  const write = (text: string) => {
    draft.value = text;
    controller.keepDraft(text);
    controller.typing(text.trim() !== '');
  };

  const send = () => {
    if (words === '' || !ready || left < 0) return;
    void controller.send(words);
    draft.value = '';
    emojiOpen.value = false;
    box.current?.focus();
  };

  const insert = (text: string) => {
    const area = box.current;
    const at = area?.selectionStart ?? draft.value.length;
    const to = area?.selectionEnd ?? at;
    write(draft.value.slice(0, at) + text + draft.value.slice(to));
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + text.length, at + text.length);
    });
  };

  const closeEmoji = () => {
    emojiOpen.value = false;
    emojiButton.current?.focus();
  };
  const toggleEmoji = async () => {
    if (emojiOpen.value) return closeEmoji();
    try {
      emoji.value ??= (await import('./later/emoji-grid')).EmojiGrid;
      emojiOpen.value = true;
    } catch {
      // Offline: the keyboard's own emoji still work.
    }
  };

  const Emoji = emoji.value;
  return (
    <footer class="composer">
      {emojiOpen.value && Emoji !== null && <Emoji onPick={insert} onClose={closeEmoji} />}
      <Slot at="composer" />
      <div class="composer-box">
        <button
          ref={emojiButton}
          type="button"
          class="tool"
          data-testid="emoji"
          aria-label={t('composer.emoji')}
          aria-expanded={emojiOpen.value}
          onClick={toggleEmoji}
        >
          <Icon name="smile" size={22} />
        </button>
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          data-testid="composer"
          aria-label={t('composer.label')}
          placeholder={
            consultation?.state === 'waiting'
              ? t('composer.waiting')
              : consultation?.state === 'resolved'
                ? t('composer.resolved')
                : t('composer.placeholder')
          }
          enterkeyhint="send"
          value={draft.value}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sendsOnKey(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="button"
          class="send"
          data-testid="send"
          aria-label={t('composer.send')}
          disabled={words === '' || !ready || left < 0}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      {left < WARN_BELOW && (
        <p class={left < 0 ? 'left over' : 'left'} role="status">
          {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
        </p>
      )}
    </footer>
  );
}
