/** What went wrong, in words a visitor can act on, with the id that finds it in the server's log. */
import { useSignal } from '@preact/signals';
import type { Stage } from '../model/visit';
import type { ApiError } from '../session/api';
import { useWidget } from './context';
import { Icon } from './icon';

export function problemText(problem: ApiError, t: ReturnType<typeof useWidget>['t']): string {
  switch (problem.kind) {
    case 'network':
      return t('problem.network');
    case 'limit':
      return t('problem.limit');
    case 'forbidden':
    case 'unauthenticated':
      return t('problem.forbidden');
    case 'not_found':
      return t('problem.notFound');
    case 'rejected':
      return t('problem.rejected');
    default:
      return t('problem.server');
  }
}

/** Nobody is invited to try again what has been refused for good. */
export const mayHelp = ({ kind }: ApiError) => kind !== 'forbidden' && kind !== 'not_found' && kind !== 'rejected';

/** Nothing can be said here any more, or not before signing in. */
export const isOver = (phase: Stage) =>
  phase.name === 'sign_in' || (phase.name === 'failed' && !mayHelp(phase.problem));

export function ProblemCard() {
  const { state, controller, t } = useWidget();
  const phase = state.phase.value;
  if (phase.name === 'sign_in') {
    return (
      <section class="card problem" data-testid="sign-in" role="alert">
        <span class="problem-icon calm">
          <Icon name="lock" size={24} />
        </span>
        <h2>{t('signIn.title')}</h2>
        <p>{phase.expired ? t('signIn.expired') : t('signIn.text')}</p>
      </section>
    );
  }
  const problem = phase.name === 'failed' ? phase.problem : state.loadProblem.value;
  if (problem === null) return null;
  const again = mayHelp(problem);
  return (
    <section class="card problem" data-testid="problem" role="alert">
      <span class={again ? 'problem-icon' : 'problem-icon calm'}>
        <Icon name={problem.kind === 'network' ? 'wifiOff' : 'alert'} size={24} />
      </span>
      <h2>{t(again ? 'problem.title' : 'problem.closed')}</h2>
      <p>{problemText(problem, t)}</p>
      {again && (
        <button type="button" class="primary" data-testid="retry" onClick={controller.retry}>
          <Icon name="retry" />
          {t('common.retry')}
        </button>
      )}
      {problem.requestId !== null && <RequestId id={problem.requestId} />}
    </section>
  );
}

export function RequestId({ id }: { id: string }) {
  const { t } = useWidget();
  const copied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
      copied.value = true;
    } catch {
      // Without the permission the id can still be selected by hand.
    }
  };
  return (
    <p class="request-id">
      <span>{t('common.requestId', { id })}</span>
      <button type="button" class="quiet" onClick={copy}>
        {copied.value ? t('common.copied') : t('common.copy')}
      </button>
    </p>
  );
}
