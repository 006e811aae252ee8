/** How long it may take until somebody answers, driven by what the server pushes. */
import { queueProgress, wasServed } from '../model/consultation';
import { useWidget } from './context';
import { Icon } from './icon';

const RADIUS = 34;
const LENGTH = 2 * Math.PI * RADIUS;

export function QueueCard() {
  const { state, t } = useWidget();
  const consultation = state.consultation.value;
  if (consultation?.state !== 'waiting') return null;
  const { queuePosition: position, waitEstimateS: seconds } = consultation;
  const again = wasServed(consultation, state.conversation.value?.messages ?? []);
  const headline =
    position === 0 ? t('queue.joining') : position === 1 ? t('queue.next') : t('queue.ahead', { count: position - 1 });
  const estimate =
    seconds === 0 ? '' : seconds < 60 ? t('queue.soon') : t('queue.estimate', { count: Math.ceil(seconds / 60) });
  // At night a ring that fills would be a promise that nobody keeps.
  if (consultation.agentsOnline === false) {
    return (
      <section class="card queue" data-testid="queue-card" data-position={position} data-nobody>
        <span class="problem-icon calm">
          <Icon name="moon" size={24} />
        </span>
        <h2 role="status">{t('queue.nobody')}</h2>
        <p>{t('queue.nobodyHint')}</p>
      </section>
    );
  }
  return (
    <section class="card queue" data-testid="queue-card" data-position={position}>
      <div class="ring" role="img" aria-label={position === 0 ? t('queue.joining') : t('queue.position', { position })}>
        <svg viewBox="0 0 80 80" width="88" height="88" aria-hidden="true">
          <circle class="track" cx="40" cy="40" r={RADIUS} />
          <circle
            class={position === 0 ? 'arc searching' : 'arc'}
            cx="40"
            cy="40"
            r={RADIUS}
            transform="rotate(-90 40 40)"
            stroke-dasharray={LENGTH}
            stroke-dashoffset={LENGTH * (1 - queueProgress(consultation))}
          />
        </svg>
        <span data-testid="queue-position">{position === 0 ? '…' : position}</span>
      </div>
      {/* The headline changes only when the place does; that is worth being read out. */}
      <h2 role="status">{headline}</h2>
      {estimate !== '' && <p class="estimate">{estimate}</p>}
      {again ? (
        <p role="status" data-testid="queue-again">
          {t('queue.again')}
        </p>
      ) : (
        <p>{state.hosted.value ? t('queue.hintHosted') : t('queue.hint')}</p>
      )}
    </section>
  );
}
