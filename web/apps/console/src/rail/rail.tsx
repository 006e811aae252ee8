/** The narrow first column: where you are, and who you are. */
import { Icon, Shape } from '@skein/ui/react';
import { useUnreadConversations } from '../attention/use-attention.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useI18n } from '../i18n/index.tsx';
import { PresenceMenu } from './presence-menu.tsx';
import styles from './rail.module.css';
import { SettingsMenu } from './settings-menu.tsx';

export function Rail() {
  const { t } = useI18n();
  const { me, select } = useDesk();
  const unread = useUnreadConversations();
  return (
    <nav className={styles.rail} aria-label={t('nav.main')}>
      <span className={styles.brand} title={`${t('app.name')} · ${me.app.name}`}>
        <Shape name="goose" size={20} />
      </span>
      <button
        type="button"
        className={styles.item}
        aria-current="page"
        aria-label={unread > 0 ? t('nav.chatsUnread', { count: unread }) : t('nav.chats')}
        title={t('nav.chats')}
        data-testid="nav-chats"
        onClick={() => select(null, 'mine')}
      >
        <Icon name="chat" />
        {unread > 0 && (
          <span className={styles.badge} aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      <span className={styles.space} />
      <SettingsMenu />
      <PresenceMenu />
    </nav>
  );
}
