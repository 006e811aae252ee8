/** How long it may take until somebody answers, driven by what the server pushes. */
import { useWidget } from '../../kit/context';
import { Icon } from '../../kit/icon';
import { queueProgress, wasServed } from './progress';
import type { Texts } from './texts/en';

const RADIUS = 34;
const LENGTH = 2 * Math.PI * RADIUS;

export function QueueCard() {
  const { state, t } = useWidget<Texts>();
  const consultation = state.consultation.value;
  if (consultation?.state !== 'waiting') return null;
  const { queuePosition: position, waitEstimateS: seconds } = consultation;
  // At night a ring that fills would be a promise that nobody keeps.
  const nobody = consultation.agentsOnline === false;
  const again = !nobody && wasServed(consultation, state.conversation.value?.messages ?? []);
  const headline = nobody
    ? t('queue.nobody')
    : position === 0
      ? t('queue.joining')
      : position === 1
        ? t('queue.next')
        : t('queue.ahead', { count: position - 1 });
  const hint = nobody ? 'nobodyHint' : again ? 'again' : state.hosted.value ? 'hintHosted' : 'hint';
  return (
    <section class="card queue" data-testid="queue-card" data-position={position} data-nobody={nobody || undefined}>
      {nobody ? (
        <span class="problem-icon calm">
          <Icon name="moon" size={24} />
        </span>
      ) : (
        <div
          class="ring"
          role="img"
          aria-label={position === 0 ? t('queue.joining') : t('queue.position', { position })}
        >
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
      )}
      {/* The headline changes only when the place does; that is worth being read out. */}
      <h2 role="status">{headline}</h2>
      {!nobody && seconds > 0 && (
        <p class="estimate">
          {seconds < 60 ? t('queue.soon') : t('queue.estimate', { count: Math.ceil(seconds / 60) })}
        </p>
      )}
      <p role={again ? 'status' : undefined} data-testid={again ? 'queue-again' : undefined}>
        {t(`queue.${hint}`)}
      </p>
    </section>
  );
}
