/** Where the agent writes: grows with the text, keeps the draft, sends at once and never loses a word. */
import type { Conversation, ConversationSnapshot } from '@skein/sdk';
import { useConnection } from '@skein/sdk/react';
import { Icon } from '@skein/ui/react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { Button } from '../../../kit/button.tsx';
import { useI18n } from '../texts/texts.ts';
import styles from './composer.module.css';
import { setDraft, takeDraft, useDrafts } from './drafts.ts';
import { EmojiPicker } from './emoji.tsx';
import { isSendKey } from './send-key.ts';

const MAX_HEIGHT_PX = 200;
const WAITING = new Set(['queued', 'sending']);

export interface ComposerProps {
  conversation: Conversation;
  snapshot: ConversationSnapshot;
  customerName: string;
}

export function Composer({ conversation, snapshot, customerName }: ComposerProps) {
  const { t } = useI18n();
  const text = useDrafts((state) => state.drafts[conversation.id] ?? '');
  const restored = useDrafts((state) => state.restored);
  const { state, limits } = useConnection();
  const online = state === 'online';
  // Replaced or signed out elsewhere: what would be sent from here would never leave. The draft stays.
  const closed = state === 'closed';
  const input = useRef<HTMLTextAreaElement>(null);
  const excess = [...text.trim()].length - limits.maxTextChars;
  const sendable = text.trim() !== '' && excess <= 0 && !closed;
  const waiting = snapshot.messages.filter((message) => message.own && WAITING.has(message.status)).length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(MAX_HEIGHT_PX, element.scrollHeight)}px`;
  }, [text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret is wanted when a conversation is opened
  useEffect(() => {
    // Not on touch screens: the keyboard would cover half of what was just opened.
    if (matchMedia('(hover: hover)').matches) input.current?.focus({ preventScroll: true });
  }, [conversation.id]);

  const focusedFor = useRef(restored);
  useEffect(() => {
    if (restored !== focusedFor.current) input.current?.focus();
    focusedFor.current = restored;
  }, [restored]);

  function change(next: string): void {
    setDraft(conversation.id, next);
    conversation.typing(next.trim() !== '');
  }

  function send(): void {
    if (!sendable) return;
    const draft = takeDraft(conversation.id);
    if (draft === null) return;
    // A failure shows on the message's own row.
    conversation.send({ type: 'text', text: draft.trim() }).sent.catch(() => undefined);
    conversation.typing(false);
    input.current?.focus();
  }

  function insert(piece: string): void {
    const element = input.current;
    if (!element) return;
    const { selectionStart, selectionEnd } = element;
    change(text.slice(0, selectionStart) + piece + text.slice(selectionEnd));
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(selectionStart + piece.length, selectionStart + piece.length);
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const { key, keyCode, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (key === 'Escape' && !event.nativeEvent.isComposing) {
      // Out of the text, where keys are shortcuts and not characters.
      input.current?.closest('main')?.querySelector<HTMLElement>('[role=log]')?.focus();
      return;
    }
    if (!isSendKey({ key, keyCode, shiftKey, altKey, ctrlKey, metaKey, isComposing: event.nativeEvent.isComposing }))
      return;
    event.preventDefault();
    send();
  }

  return (
    <div className={styles.wrap}>
      {!online && (
        <p className={styles.offline} role="status">
          <Icon name="wifiOff" size={14} />
          {closed
            ? t('composer.closed')
            : waiting > 0
              ? t('composer.queued', { count: waiting })
              : t('composer.offline')}
        </p>
      )}
      <form
        className={styles.box}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={input}
          rows={2}
          dir="auto"
          value={text}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label', { name: customerName })}
          data-testid="composer-input"
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className={styles.bar}>
          <EmojiPicker onPick={insert} />
          <span className={styles.space} />
          {excess > 0 ? (
            <span className={styles.excess} role="status">
              {t('composer.long', { count: excess })}
            </span>
          ) : (
            <span className={styles.hint} aria-hidden>
              <kbd>Enter</kbd> {t('composer.hint')} <kbd>Shift Enter</kbd> {t('composer.newline')}
            </span>
          )}
          <Button
            look="primary"
            type="submit"
            disabled={!sendable}
            data-testid="composer-send"
            icon={<Icon name="send" size={16} />}
          >
            {t('composer.send')}
          </Button>
        </div>
      </form>
    </div>
  );
}
