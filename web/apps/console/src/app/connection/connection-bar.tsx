/** What the agent has to know about the connection: lost and when it is tried again, back, or taken over. */
import { systemClock } from '@skein/sdk';
import { useClient, useConnection } from '@skein/sdk/react';
import { clockTime } from '@skein/ui';
import { Icon } from '@skein/ui/react';
import { useEffect, useRef, useState } from 'react';
import { useOtherWindow } from '../../chat/looked-at.ts';
import { serverNow } from '../../clock/ticker.ts';
import { Button } from '../../kit/button.tsx';
import { showToast } from '../../kit/toasts.tsx';
import { useServices } from '../../seam/services.tsx';
import { useI18n } from '../texts/texts.ts';
import styles from './connection-bar.module.css';

/** A reconnect this quick is not worth a word. */
const SHOW_AFTER_MS = 800;

/** Seconds until the next attempt, by the SDK's clock: it planned it. */
function useCountdown(atMs: number | undefined): number {
  const [now, setNow] = useState(systemClock.now);
  useEffect(() => {
    if (atMs === undefined) return;
    setNow(systemClock.now());
    const timer = setInterval(() => setNow(systemClock.now()), 250);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === undefined ? 0 : Math.max(0, Math.ceil((atMs - now) / 1000));
}

export function ConnectionBar() {
  const { t } = useI18n();
  const client = useClient();
  const { state, retryAtMs } = useConnection();
  const seconds = useCountdown(retryAtMs);
  const down = state === 'reconnecting' || state === 'connecting' || state === 'syncing';
  const [shown, setShown] = useState(false);
  const wasShown = useRef(false);
  // The first connection of a page is not one that came back.
  const [wasOnline, setWasOnline] = useState(false);

  useEffect(() => {
    if (state === 'online') setWasOnline(true);
  }, [state]);

  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => {
      setShown(true);
      wasShown.current = wasOnline;
    }, SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [down, wasOnline]);

  useEffect(
    () =>
      client.on('synced', ({ count }) => {
        if (count > 0 && wasShown.current) showToast('success', t('connection.synced', { count }));
        else if (wasShown.current) showToast('success', t('connection.back'));
        wasShown.current = false;
      }),
    [client, t],
  );

  const waiting = state === 'reconnecting' && seconds > 0;
  return (
    <>
      {/* Said once: the seconds are for eyes only. */}
      <div className="sr-only" role="status">
        {shown && t(wasOnline ? 'connection.down' : 'connection.trying')}
      </div>
      {shown && (
        <div className={styles.bar} data-testid="connection-bar" data-state={state}>
          <Icon name={waiting ? 'wifiOff' : 'retry'} size={16} />
          <span aria-hidden>{waiting ? t('connection.lost', { count: seconds }) : t('connection.trying')}</span>
          {waiting && (
            <button type="button" onClick={() => client.connect().catch(() => undefined)} data-testid="retry-now">
              {t('action.retry')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** The connection is over for good: somebody took it over, or the server does not want it. */
export function ConnectionNotice() {
  const { t, locale } = useI18n();
  const client = useClient();
  const [endedAtMs, setEndedAtMs] = useState(serverNow);
  useEffect(
    () =>
      client.on('state', ({ to }) => {
        if (to === 'closed') setEndedAtMs(serverNow());
      }),
    [client],
  );
  const { session } = useServices();
  const otherWindow = useOtherWindow(({ has }) => has);
  const { state, code, deviceName } = useConnection();
  if (state !== 'closed' || code === 'closed') return null;
  const replaced = code === 'replaced';
  if (replaced && otherWindow) {
    return (
      <div
        className={`${styles.notice} ${styles.calm}`}
        role="status"
        data-testid="connection-notice"
        data-code="window"
      >
        <Icon name="monitor" size={20} />
        <div>
          <strong>{t('connection.otherTab')}</strong>
          <span>{t('connection.otherTabText')}</span>
        </div>
        <Button onClick={() => client.connect().catch(() => undefined)} data-testid="use-here">
          {t('connection.useHere')}
        </Button>
      </div>
    );
  }
  let text = t('connection.refusedText');
  if (replaced) {
    const time = clockTime(locale, endedAtMs);
    text = deviceName
      ? t('connection.replacedText', { device: deviceName, time })
      : t('connection.replacedTextNoName', { time });
  }
  return (
    <div className={styles.notice} role="alert" data-testid="connection-notice" data-code={code}>
      <Icon name={replaced ? 'monitor' : 'alert'} size={24} />
      <div>
        <strong>{replaced ? t('connection.replaced') : t('connection.refused')}</strong>
        <span>{text}</span>
      </div>
      {replaced ? (
        <Button look="primary" onClick={() => client.connect().catch(() => undefined)} data-testid="use-here">
          {t('connection.useHere')}
        </Button>
      ) : (
        <Button look="primary" onClick={() => session.end('expired')}>
          {t('action.signIn')}
        </Button>
      )}
    </div>
  );
}
