/** What stands in the way of a talk: the visitor has to sign in, or something went wrong, and what can be done. */
import { useWidget } from '../../kit/context';
import { Icon } from '../../kit/icon';
import { mayHelp, problemText, RequestId } from '../../kit/problem';
import type { Texts } from './texts/en';

export function TroubleCard() {
  const { state, controller, t } = useWidget<Texts>();
  const phase = state.phase.value;
  const isSignIn = phase.name === 'sign_in';
  const problem = phase.name === 'failed' ? phase.problem : isSignIn ? null : state.loadProblem.value;
  if (problem === null && !isSignIn) return null;
  const again = problem !== null && mayHelp(problem);
  return (
    <section class="card problem" data-testid={isSignIn ? 'sign-in' : 'problem'} role="alert">
      <span class={again ? 'problem-icon' : 'problem-icon calm'}>
        <Icon name={isSignIn ? 'lock' : problem?.kind === 'network' ? 'wifiOff' : 'alert'} size={24} />
      </span>
      <h2>{t(isSignIn ? 'signIn.title' : again ? 'problem.title' : 'problem.closed')}</h2>
      <p>
        {problem !== null ? problemText(problem, t) : t(isSignIn && phase.expired ? 'signIn.expired' : 'signIn.text')}
      </p>
      {again && (
        <button type="button" class="primary" data-testid="retry" onClick={controller.retry}>
          <Icon name="retry" />
          {t('common.retry')}
        </button>
      )}
      <RequestId of={problem} />
    </section>
  );
}
