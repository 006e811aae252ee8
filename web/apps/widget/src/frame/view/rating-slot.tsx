/** The place of the rating at the end of the log; the form itself is loaded when there is something to rate. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { useWidget } from './context';
import { Icon } from './icon';

interface RatingFormProps {
  consultationId: string;
  agentName: string;
}

export function RatingSlot() {
  const { state, t } = useWidget();
  const form = useSignal<ComponentType<RatingFormProps> | null>(null);
  const consultation = state.consultation.value;
  const wanted = consultation?.canRate === true && consultation.state === 'resolved';
  const putOff = wanted && state.ratingPutOff.value === consultation.id;

  useEffect(() => {
    if (!wanted || form.value !== null) return;
    import('./rating-form').then(
      ({ RatingForm }) => {
        form.value = RatingForm;
      },
      // Offline at the wrong moment: the rating is offered again the next time the chat is shown.
      () => undefined,
    );
  }, [wanted]);

  if (!wanted) return null;
  if (putOff) {
    return (
      <button
        type="button"
        class="secondary rate-later"
        data-testid="rate-open"
        onClick={() => {
          state.ratingPutOff.value = null;
        }}
      >
        <Icon name="smile" size={18} />
        {t('rating.open')}
      </button>
    );
  }
  const Form = form.value;
  return Form === null ? null : <Form consultationId={consultation.id} agentName={consultation.agentName} />;
}
