/** Signing out: asks first when something stays behind, then says goodbye to the server and forgets. */
import { useClient } from '@skein/sdk/react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { Dialog, DialogActions } from '../../kit/dialog.tsx';
import { finishBeforeLeaving, forgetOnLeaving, lossesOfLeaving } from '../../seam/leaving.ts';
import { useServices } from '../../seam/services.tsx';
import { useSignOutWish } from './sign-out-wish.ts';
import { useI18n } from './texts/texts.ts';

/** Nobody waits longer than this for the server to hear the goodbye and the browser to forget. */
const GOODBYE_MS = 2_000;

export function SignOut({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const { api, session, tabs } = useServices();
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const [losses, setLosses] = useState<readonly string[]>([]);

  // Signing out works without the server too: this browser forgets everything either way.
  const goodbye = useMutation({
    onMutate: () => {
      tabs.tell({ kind: 'signing-out' });
      forgetOnLeaving();
    },
    mutationFn: () =>
      Promise.race([
        // What was done and can still be undone is done first: afterwards nobody here may do it.
        finishBeforeLeaving().then(() => Promise.allSettled([api.logout(), client.close({ forget: true })])),
        new Promise((resolve) => setTimeout(resolve, GOODBYE_MS)),
      ]),
  });

  function signOut(): void {
    setAsking(false);
    // Not called when this desk is gone by then: the session may be the next agent's.
    goodbye.mutate(undefined, { onSettled: () => session.end('signed-out') });
  }

  function ask(): void {
    const lost = lossesOfLeaving();
    setLosses(lost);
    if (lost.length > 0) setAsking(true);
    else signOut();
  }
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => useSignOutWish.subscribe(() => latest.current()), []);

  return (
    <>
      {children}
      <Dialog alert title={t('signOut.title')} open={asking} onClose={() => setAsking(false)} testId="sign-out-dialog">
        {losses.map((loss) => (
          <p key={loss}>{loss}</p>
        ))}
        <p>{t('signOut.tabs')}</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{t('action.cancel')}</Button>
          <Button look="primary" onClick={signOut} data-testid="sign-out-confirm">
            {t('signOut.action')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
