/** A larger window, where the page has room for one. */
import { signal } from '@preact/signals';
import type { Widget } from '../../kit/context';
import type { Feature } from '../../kit/feature';
import type { Texts } from './texts/en';

const LARGER = { width: 520, height: 760 };
const NORMAL = { width: 380, height: 640 };

const isLarger = signal(false);

export const size: Feature = {
  menu({ state, controller, t }: Widget<Texts>) {
    if (!state.hosted.value || state.fullscreen.value) return null;
    return {
      key: 'size',
      icon: 'panel',
      label: t(isLarger.value ? 'size.smaller' : 'size.larger'),
      run() {
        isLarger.value = !isLarger.value;
        controller.host()?.send({ type: 'resize', ...(isLarger.value ? LARGER : NORMAL) });
        return undefined;
      },
    };
  },
};
