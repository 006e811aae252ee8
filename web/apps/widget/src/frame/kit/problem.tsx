/** What went wrong, in words a visitor can act on, with the id that finds it in the server's log. */
import { useSignal } from '@preact/signals';
import type { Stage } from '../model/visit';
import type { ApiError } from '../session/api';
import { useWidget, type Widget } from './context';

export const problemText = ({ kind }: ApiError, t: Widget['t']): string =>
  t(`problem.${kind === 'unauthenticated' ? 'forbidden' : kind === 'conflict' ? 'server' : kind}`);

/** Nobody is invited to try again what has been refused for good. */
export const mayHelp = ({ kind }: ApiError) => kind !== 'forbidden' && kind !== 'not_found' && kind !== 'rejected';

/** Nothing can be said here any more, or not before signing in. */
export const isOver = (phase: Stage) =>
  phase.name === 'sign_in' || (phase.name === 'failed' && !mayHelp(phase.problem));

export function RequestId({ of }: { of: ApiError | null }) {
  const { t } = useWidget();
  const copied = useSignal(false);
  const id = of?.requestId;
  if (!id) return null;
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
