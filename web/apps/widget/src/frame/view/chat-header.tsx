/** Who is on the other side and how things stand, with the few actions of a conversation. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { isActive } from '../model/consultation';
import { Avatar } from './avatar';
import { useWidget } from './context';
import { CloseButton } from './home';
import { Icon, Shape } from './icon';
import { Menu, type MenuItem } from './menu';
import { isOver } from './problem';

export function ChatHeader() {
  const { state, controller, t } = useWidget();
  const dialog = useSignal<ComponentType<{ consultationId: string; onClose(): void }> | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const consultation = state.consultation.value;
  const served =
    consultation?.state === 'assigned' || (consultation?.state === 'resolved' && consultation.agentName !== '');
  const title = state.config.value?.title[state.locale.value] || t('home.fallbackTitle');

  const items: MenuItem[] = [];
  if (isActive(consultation)) {
    items.push({
      key: 'end',
      icon: 'check',
      label: t('menu.end'),
      run: async () => {
        // Offline at the wrong moment: asked again with the next click.
        dialog.value = await import('./end-dialog').then(
          ({ EndDialog }) => EndDialog,
          () => null,
        );
      },
    });
  }
  if (state.hosted.value && !state.fullscreen.value) {
    items.push({
      key: 'size',
      icon: 'panel',
      label: state.enlarged.value ? t('menu.shrink') : t('menu.expand'),
      run: controller.toggleSize,
    });
  }

  const EndDialog = dialog.value;
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
      {served && consultation !== null ? (
        <Avatar uid={consultation.agentUid} name={consultation.agentName} online={state.agentOnline.value} />
      ) : (
        <span class="avatar normal desk" aria-hidden="true">
          <Shape name="goose" />
        </span>
      )}
      <div class="chat-title">
        <h1 dir="auto" data-testid="chat-title">
          {served && consultation !== null ? consultation.agentName : title}
        </h1>
        {!isOver(state.phase.value) && <p data-testid="chat-state">{stateWords()}</p>}
      </div>
      {items.length > 0 && <Menu label={t('header.menu')} items={items} button={menuButton} />}
      <CloseButton />
      {EndDialog !== null && consultation !== null && (
        <EndDialog
          consultationId={consultation.id}
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
