/** The place of the rating at the end of the log; the form itself is loaded when there is something to rate. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { useWidget } from '../../kit/context';
import { Icon } from '../../kit/icon';
import type { RatingFormProps } from './later/rating-form';
import { putOff } from './put-off';
import type { Texts } from './texts/en';

export function RatingSlot() {
  const { state, t } = useWidget<Texts>();
  const form = useSignal<ComponentType<RatingFormProps> | null>(null);
  const consultation = state.consultation.value;
  const wanted = consultation?.canRate === true && consultation.state === 'resolved';
  const isPutOff = wanted && putOff(state).value === consultation.id;

  useEffect(() => {
    if (!wanted || form.value !== null) return;
    import('./later/rating-form').then(
      ({ RatingForm }) => {
        form.value = RatingForm;
      },
      // Offline at the wrong moment: the rating is offered again the next time the chat is shown.
      () => undefined,
    );
  }, [wanted]);

  if (!wanted) return null;
  if (isPutOff) {
    return (
      <button
        type="button"
        class="secondary rate-later"
        data-testid="rate-open"
        onClick={() => {
          putOff(state).value = null;
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
