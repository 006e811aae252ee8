/** Asks before the visitor ends the consultation. */
import './sheet.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useWidget } from '../../../kit/context';
import type { DialogProps } from '../../../kit/menu';
import { problemText, RequestId } from '../../../kit/problem';
import { type ApiError, toProblem } from '../../../session/api';
import type { Texts } from '../texts/en';

export function EndDialog({ onClose }: DialogProps) {
  const { state, controller, t } = useWidget<Texts>();
  const dialog = useRef<HTMLDialogElement>(null);
  const consultation = state.consultation.value;
  const busy = useSignal(false);
  const problem = useSignal<ApiError | null>(null);

  useEffect(() => dialog.current?.showModal(), []);

  if (consultation === null) return null;
  const confirm = async () => {
    busy.value = true;
    problem.value = null;
    try {
      await controller.conclude(consultation.id, 'resolve', {});
      onClose();
    } catch (error) {
      problem.value = toProblem(error);
      busy.value = false;
    }
  };

  return (
    <dialog
      ref={dialog}
      class="sheet"
      data-testid="end-dialog"
      aria-labelledby="end-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // Escape closes this dialog, not the whole panel.
        if (event.key === 'Escape') event.stopPropagation();
      }}
    >
      <h2 id="end-title">{t('end.title')}</h2>
      <p>{t('end.text')}</p>
      {problem.value !== null && (
        <div class="inline-problem" role="alert">
          {t('end.failed')} {problemText(problem.value, t)}
          <RequestId of={problem.value} />
        </div>
      )}
      <div class="sheet-actions">
        <button type="button" class="secondary" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" class="primary" data-testid="end-confirm" disabled={busy.value} onClick={confirm}>
          {t('end.confirm')}
        </button>
      </div>
    </dialog>
  );
}
