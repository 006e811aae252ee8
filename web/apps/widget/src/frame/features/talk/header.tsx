/** Who is on the other side and how things stand, with the few actions of a conversation. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { Avatar } from '../../kit/avatar';
import { CloseButton } from '../../kit/close-button';
import { useWidget } from '../../kit/context';
import { Icon, Shape } from '../../kit/icon';
import { type DialogProps, Menu } from '../../kit/menu';
import { isOver } from '../../kit/problem';
import type { Texts } from './texts/en';

export function ChatHeader() {
  const widget = useWidget<Texts>();
  const { features, state, controller, t } = widget;
  const dialog = useSignal<ComponentType<DialogProps> | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const consultation = state.consultation.value;
  const served =
    consultation?.state === 'assigned' || (consultation?.state === 'resolved' && consultation.agentName !== '')
      ? consultation
      : null;
  const title = state.config.value?.title[state.locale.value] || t('common.title');

  const items = features.flatMap(({ menu }) => menu?.(widget) ?? []);
  const Dialog = dialog.value;
  return (
    <header class="chat-header">
      <button
        type="button"
        class="tool back"
        data-testid="back"
        aria-label={t('common.back')}
        onClick={controller.showHome}
      >
        <Icon name="arrowLeft" />
      </button>
      {served !== null ? (
        <Avatar uid={served.agentUid} name={served.agentName} online={state.agentOnline.value} />
      ) : (
        <span class="avatar normal desk" aria-hidden="true">
          <Shape name="goose" />
        </span>
      )}
      <div class="chat-title">
        <h1 dir="auto" data-testid="chat-title">
          {served?.agentName ?? title}
        </h1>
        {!isOver(state.phase.value) && <p data-testid="chat-state">{stateWords()}</p>}
      </div>
      {items.length > 0 && (
        <Menu
          label={t('header.menu')}
          items={items}
          button={menuButton}
          onDialog={(chosen) => {
            dialog.value = chosen;
          }}
        />
      )}
      <CloseButton />
      {Dialog !== null && (
        <Dialog
          onClose={() => {
            dialog.value = null;
            menuButton.current?.focus();
          }}
        />
      )}
    </header>
  );

  function stateWords(): string {
    const connection = state.connection.value?.state;
    if (state.phase.value.name === 'starting' || connection === 'connecting') return t('header.connecting');
    switch (consultation?.state) {
      case 'waiting':
        return t('header.waiting');
      case 'assigned': {
        const online = state.agentOnline.value;
        if (online === null) return consultation.teamName;
        const word = online ? t('header.online') : t('header.offline');
        return consultation.teamName === '' ? word : t('header.teamAnd', { team: consultation.teamName, state: word });
      }
      case 'resolved':
        return t('header.resolved');
      default:
        return t('header.idle');
    }
  }
}
