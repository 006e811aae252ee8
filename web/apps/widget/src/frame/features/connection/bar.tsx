/** A thin bar that appears when the connection is not as it should be, and says what can be done. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useWidget } from '../../kit/context';
import { Icon } from '../../kit/icon';
import type { Texts } from './texts/en';

/** A connection that comes up within this time needs no words. */
const PATIENCE_MS = 1_500;

/** How each looks, and what can be done. */
const KINDS = {
  replaced: ['monitor', 'connection.continueHere', 'continue-here'],
  ended: ['alert', 'common.retry', undefined],
  offline: ['wifiOff'],
  connecting: ['retry'],
  reconnecting: ['wifiOff', 'connection.retryNow', 'retry-now'],
} as const;

export function ConnectionBar() {
  const { state, controller, t, now } = useWidget<Texts>();
  const connection = state.connection.value;
  const online = state.online.value;
  const word = connection?.state ?? 'idle';
  const settled = word === 'online' || word === 'idle' || word === 'closed';
  const patient = useSignal(true);
  const clock = useSignal(now());
  const counting = word === 'reconnecting' && connection?.retryAtMs !== undefined;

  useEffect(() => {
    patient.value = true;
    if (settled) return undefined;
    const timer = setTimeout(() => {
      patient.value = false;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [settled]);

  useEffect(() => {
    if (!counting) return undefined;
    const tick = () => {
      clock.value = now();
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [counting, connection?.retryAtMs]);

  const isClosed = word === 'closed';
  if (connection === null) return null;
  if (isClosed ? connection.code === 'closed' : settled || (online && patient.value)) return null;
  const kind = isClosed
    ? connection.code === 'replaced'
      ? 'replaced'
      : 'ended'
    : online
      ? counting
        ? 'reconnecting'
        : 'connecting'
      : 'offline';
  const [icon, action, testId] = KINDS[kind];
  const queued = state.conversation.value?.messages.filter((message) => message.status === 'queued').length ?? 0;
  return (
    <div
      class={kind === 'replaced' || kind === 'connecting' ? 'bar calm' : 'bar'}
      data-testid="connection-bar"
      data-kind={kind}
      role={kind === 'ended' ? 'alert' : 'status'}
    >
      <Icon name={icon} size={18} />
      <span>
        {words()}{' '}
        {!isClosed && queued > 0 && (
          <small data-testid="connection-queued">{t('connection.queued', { count: queued })}</small>
        )}
      </span>
      {action && (
        <button type="button" data-testid={testId} onClick={controller.reconnect}>
          {t(action)}
        </button>
      )}
    </div>
  );

  function words() {
    if (kind === 'reconnecting') {
      const seconds = Math.max(1, Math.ceil(((connection?.retryAtMs ?? 0) - clock.value) / 1_000));
      return (
        <>
          <span class="only-read">{t('connection.lost')}</span>
          {/* A running number must not be read out again and again. */}
          <span aria-hidden="true">{t('connection.retryIn', { count: seconds })}</span>
        </>
      );
    }
    const device = connection?.deviceName;
    return kind === 'replaced' && device && device !== controller.deviceName
      ? t('connection.replacedBy', { device })
      : t(`connection.${kind}`);
  }
}
