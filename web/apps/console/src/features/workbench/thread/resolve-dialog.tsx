/** Asks before a customer who waits for an answer is sent away. */
import { duration } from '@skein/ui';
import { useNow } from '../../../clock/ticker.ts';
import { Button } from '../../../kit/button.tsx';
import { Dialog, DialogActions } from '../../../kit/dialog.tsx';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';

export function ResolveDialog() {
  const { t, locale } = useI18n();
  const { asking, answer } = useDesk();
  const now = useNow();
  const since = asking?.consultation.customerWaitingSinceMs ?? now;
  return (
    <Dialog
      alert
      title={t('chat.resolveTitle')}
      open={asking !== null}
      onClose={() => answer(false)}
      testId="resolve-dialog"
    >
      <p>
        {t('chat.resolveText', {
          name: asking?.consultation.customer.name ?? '',
          time: duration(locale, now - since, 'long'),
        })}
      </p>
      <DialogActions>
        <Button onClick={() => answer(false)}>{t('action.cancel')}</Button>
        <Button look="danger" onClick={() => answer(true)} data-testid="resolve-confirm">
          {t('chat.resolveConfirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
