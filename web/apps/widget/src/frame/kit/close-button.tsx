/** Closes the panel; where the frame is the page, there is none. */
import { useWidget } from './context';
import { Icon } from './icon';

export function CloseButton() {
  const { state, controller, t } = useWidget();
  if (!state.hosted.value) return null;
  return (
    <button
      type="button"
      class="tool close"
      data-testid="close"
      aria-label={t('common.close')}
      onClick={controller.close}
    >
      <Icon name="close" />
    </button>
  );
}
