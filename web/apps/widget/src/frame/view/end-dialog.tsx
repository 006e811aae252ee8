/** Asks before the visitor ends the consultation. */
import '../../styles/sheet.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../session/api';
import { useWidget } from './context';
import { problemText, RequestId } from './problem';

export function EndDialog({ consultationId, onClose }: { consultationId: string; onClose: () => void }) {
  const { controller, t } = useWidget();
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  const problem = useSignal<ApiError | null>(null);

  useEffect(() => dialog.current?.showModal(), []);

  const confirm = async () => {
    busy.value = true;
    problem.value = null;
    try {
      await controller.resolve(consultationId);
      onClose();
    } catch (error) {
      problem.value = error instanceof ApiError ? error : new ApiError('server', '', null);
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
          {problem.value.requestId !== null && <RequestId id={problem.value.requestId} />}
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
