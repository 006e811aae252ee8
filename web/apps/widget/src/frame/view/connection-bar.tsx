/** A thin bar that appears when the connection is not as it should be, and says what can be done. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useWidget } from './context';
import { Icon } from './icon';

/** A connection that comes up within this time needs no words. */
const PATIENCE_MS = 1_500;

export function ConnectionBar() {
  const { state, controller, t, now } = useWidget();
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

  if (connection === null) return null;
  const waiting = state.conversation.value?.messages.filter((message) => message.status === 'queued').length ?? 0;
  const queued = waiting > 0 && (
    <small data-testid="connection-queued">{t('connection.queued', { count: waiting })}</small>
  );

  if (word === 'closed' && connection.code === 'replaced') {
    return (
      <div class="bar calm" data-testid="connection-bar" data-kind="replaced" role="status">
        <Icon name="monitor" size={18} />
        <span>
          {connection.deviceName && connection.deviceName !== ownName()
            ? t('connection.replacedBy', { device: connection.deviceName })
            : t('connection.replaced')}
        </span>
        <button type="button" data-testid="continue-here" onClick={controller.reconnect}>
          {t('connection.continueHere')}
        </button>
      </div>
    );
  }
  if (word === 'closed' && connection.code !== 'closed') {
    return (
      <div class="bar" data-testid="connection-bar" data-kind="ended" role="alert">
        <Icon name="alert" size={18} />
        <span>{t('connection.ended')}</span>
        <button type="button" onClick={controller.reconnect}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  if (settled || (online && patient.value)) return null;
  if (!online) {
    return (
      <div class="bar" data-testid="connection-bar" data-kind="offline" role="status">
        <Icon name="wifiOff" size={18} />
        <span>
          {t('connection.offline')} {queued}
        </span>
      </div>
    );
  }
  if (!counting) {
    return (
      <div class="bar calm" data-testid="connection-bar" data-kind="connecting" role="status">
        <Icon name="retry" size={18} />
        <span>
          {t('connection.connecting')} {queued}
        </span>
      </div>
    );
  }
  const seconds = Math.max(1, Math.ceil(((connection.retryAtMs ?? 0) - clock.value) / 1_000));
  return (
    <div class="bar" data-testid="connection-bar" data-kind="reconnecting" role="status">
      <Icon name="wifiOff" size={18} />
      <span>
        <span class="only-read">{t('connection.lost')}</span>
        {/* A running number must not be read out again and again. */}
        <span aria-hidden="true">{t('connection.retryIn', { count: seconds })}</span> {queued}
      </span>
      <button type="button" data-testid="retry-now" onClick={controller.reconnect}>
        {t('connection.retryNow')}
      </button>
    </div>
  );

  function ownName(): string | undefined {
    return controller.deviceName;
  }
}
