/** Ending a consultation. */
import type { Widget } from '../../kit/context';
import type { Feature } from '../../kit/feature';
import { isActive } from '../../model/consultation';
import type { Texts } from './texts/en';

export const ending: Feature = {
  menu({ state, t }: Widget<Texts>) {
    if (!isActive(state.consultation.value)) return null;
    return {
      key: 'end',
      icon: 'check',
      label: t('end.action'),
      // Offline at the wrong moment: asked again with the next click.
      run: () =>
        import('./later/end-dialog').then(
          ({ EndDialog }) => EndDialog,
          () => null,
        ),
    };
  },
};
