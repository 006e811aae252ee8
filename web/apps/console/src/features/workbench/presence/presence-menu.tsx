/** The agent's own face, status and load; the menu changes the status. */
import { useConnection } from '@skein/sdk/react';
import { Avatar, Icon, PresenceDot } from '@skein/ui/react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { AgentStatus } from '../../../api/types.ts';
import { Button as ActionButton } from '../../../kit/button.tsx';
import { Dialog, DialogActions } from '../../../kit/dialog.tsx';
import menu from '../../../kit/menu.module.css';
import { PHONE, useMedia } from '../../../kit/use-media.ts';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import styles from './presence-menu.module.css';

/** A reconnect this quick is not worth a word; the connection bar waits as long. */
const UNREACHED_AFTER_MS = 800;

function useConnected(): boolean {
  const { state, code } = useConnection();
  const [connected, setConnected] = useState(true);
  // Who goes on in another window or on another device is connected there.
  const up = state === 'online' || code === 'replaced';
  useEffect(() => {
    if (up) return setConnected(true);
    const timer = setTimeout(() => setConnected(false), UNREACHED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [up]);
  return connected;
}

const STATUSES = ['online', 'busy', 'away', 'offline'] as const satisfies readonly AgentStatus[];

export function PresenceMenu() {
  const { t } = useI18n();
  const { me, rows, setStatus } = useDesk();
  const phone = useMedia(PHONE);
  const [asking, setAsking] = useState(false);
  const connected = useConnected();
  const agent = me.agent;
  if (!agent) return null;
  const { status, load, capacity } = agent;
  // What the server believes is not what it is, while it can't be reached: nobody is online who has no connection.
  const reached = connected || status === 'offline';
  const shown = reached ? status : 'offline';
  const word = reached ? t(`presence.${status}`) : t('presence.unreached', { status: t(`presence.${status}`) });
  const open = rows.length;

  function choose(wanted: AgentStatus): void {
    if (wanted === 'offline' && status !== 'offline' && open > 0) setAsking(true);
    else setStatus(wanted);
  }

  return (
    <>
      <MenuTrigger>
        <Button className={styles.me} data-testid="presence-menu" data-status={status} data-connected={connected}>
          <span className="sr-only">{t('presence.menu', { status: word, load, capacity })}</span>
          <Avatar uid={me.user.uid} name={me.user.name} size={34} corner={<PresenceDot presence={shown} size={12} />} />
          <span className={styles.load} data-full={load >= capacity} aria-hidden>
            {load}/{capacity}
          </span>
        </Button>
        <Popover className={menu.popover} placement={phone ? 'top end' : 'right bottom'} offset={10}>
          <Menu
            className={menu.menu}
            aria-label={t('presence.title')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[status]}
            onAction={(key) => choose(key as AgentStatus)}
          >
            <MenuSection>
              <Header className={menu.header}>
                <span>{me.user.name}</span>
                <span>{reached ? t('presence.load', { load, capacity }) : word}</span>
              </Header>
              {STATUSES.map((option) => (
                <MenuItem
                  key={option}
                  id={option}
                  className={menu.item}
                  textValue={t(`presence.${option}`)}
                  data-testid={`presence-${option}`}
                >
                  <PresenceDot presence={option} size={14} className={styles.option} />
                  <span>{t(`presence.${option}`)}</span>
                  <small>{t(`presence.${option}Text`)}</small>
                  {option === status && <Icon name="check" size={16} className={menu.tick} />}
                </MenuItem>
              ))}
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Dialog
        alert
        title={t('presence.offlineTitle')}
        open={asking}
        onClose={() => setAsking(false)}
        testId="offline-dialog"
      >
        <p>{t('presence.offlineAsk', { count: open })}</p>
        <DialogActions>
          <ActionButton onClick={() => setAsking(false)}>{t('action.cancel')}</ActionButton>
          <ActionButton
            look="primary"
            data-testid="offline-confirm"
            onClick={() => {
              setAsking(false);
              setStatus('offline');
            }}
          >
            {t('presence.goOffline')}
          </ActionButton>
        </DialogActions>
      </Dialog>
    </>
  );
}
